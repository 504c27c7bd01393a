/** Everything that must not outlive this process: ended in reverse order, also when it is interrupted. */
export interface Holding {
  /** Also what is still opening is waited for, and ended. */
  readonly hold: <A extends Held>(opening: Promise<A>) => Promise<A>
  readonly releaseAll: () => Promise<void>
  readonly isInterrupted: () => boolean
}

export interface Held {
  readonly stop: () => Promise<void>
}

export const holding = (): Holding => {
  const held: Promise<Held | null>[] = []
  let wasInterrupted = false
  const releaseAll = async (): Promise<void> => {
    for (let last = held.pop(); last !== undefined; last = held.pop()) await (await last)?.stop()
  }
  const interrupted = (code: number) => () => {
    console.error('interrupted: stopping what was started')
    wasInterrupted = true
    void releaseAll().finally(() => process.exit(code))
  }
  process.once('SIGINT', interrupted(130)).once('SIGTERM', interrupted(143))
  return {
    hold: async (opening) => {
      const once = opening.then(stoppedOnce)
      held.push(once.catch(() => null))
      return once
    },
    releaseAll,
    isInterrupted: () => wasInterrupted,
  }
}

/** What was stopped when its turn was over is not stopped again at the end. */
const stoppedOnce = <A extends Held>(one: A): A => {
  let stopping: Promise<void> | null = null
  return {
    ...one,
    stop: () => {
      stopping ??= one.stop()
      return stopping
    },
  }
}
