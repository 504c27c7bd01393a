/** Lets what is prepared before it enters keep the order in which it came, each key for itself. */
export interface Entrance {
  /** Nobody waits anywhere: whoever needs no preparation may go in at once. */
  readonly isEmpty: () => boolean
  /** Calls `enter` with what was prepared once all who came before have entered or failed. Settles as `enter` does. */
  readonly pass: <A, B>(key: string, prepared: Promise<A>, enter: (ready: A) => Promise<B>) => Promise<B>
  /** Resolves when all who are waiting now have entered or failed. */
  readonly drained: () => Promise<void>
}

export const entrance = (): Entrance => {
  const tails = new Map<string, Promise<void>>()

  const leave = (key: string, tail: Promise<void>): void => {
    if (tails.get(key) === tail) tails.delete(key)
  }

  return {
    isEmpty: () => tails.size === 0,
    pass: async (key, prepared, enter) => {
      // It may fail while it is not yet its turn to be told.
      prepared.catch(() => {})
      const before = tails.get(key) ?? Promise.resolve()
      // Those behind wait until it has entered, not until it is done.
      const entered = before.then(() => prepared).then((ready) => ({ done: enter(ready) }))
      const tail: Promise<void> = entered.then(
        () => leave(key, tail),
        () => leave(key, tail),
      )
      tails.set(key, tail)
      return (await entered).done
    },
    drained: async () => {
      await Promise.all(tails.values())
    },
  }
}
