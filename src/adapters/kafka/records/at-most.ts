/** Runs no more than `limit` tasks at once; the others begin in the order they came. */
export const atMost = (limit: number) => {
  let running = 0
  const waiting: (() => void)[] = []
  return async <A>(task: () => Promise<A>): Promise<A> => {
    if (running < limit) running++
    else await new Promise<void>((begin) => waiting.push(begin)) // takes over the place of the one that ended
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
