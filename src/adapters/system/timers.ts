import type { Timers } from '#ports/timers'

// Node fires at once what is asked to wait longer.
const longest = 2 ** 31 - 1

export const systemTimers: Timers = {
  after: (ms, fire) => {
    let pending: NodeJS.Timeout
    const wait = (rest: number): void => {
      const next = rest > longest ? () => wait(rest - longest) : fire
      pending = setTimeout(next, Math.min(rest, longest)).unref()
    }
    wait(ms)
    return () => clearTimeout(pending)
  },
}
