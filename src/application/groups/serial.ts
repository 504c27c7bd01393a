/** Runs tasks one at a time, in the order they are given; a task that fails fails alone. */
export type Serial = <A>(task: () => Promise<A>) => Promise<A>

export const serial = (): Serial => {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const run = last.then(task, task)
    last = run.catch(() => {})
    return run
  }
}

/** Gathers items until a task for them may run: while one is under way, what arrives makes up the next, `most` at a time. */
export const gathering = <T>(
  inTurn: Serial,
  most: number,
  work: (items: readonly T[]) => Promise<void>,
): ((item: T) => void) => {
  let waiting: T[] = []
  const next = (): void => {
    void inTurn(() => {
      const items = waiting.slice(0, most)
      waiting = waiting.slice(most)
      if (waiting.length > 0) next()
      return work(items)
    })
  }
  return (item) => {
    waiting.push(item)
    if (waiting.length === 1) next()
  }
}
