import type { Timers } from '#ports/timers'

export const pause = (timers: Timers, ms: number): Promise<void> =>
  new Promise((resolve) => {
    timers.after(ms, resolve)
  })

/** 20 ms, then twice as long each time, up to a second. */
export const backoff = (attempt: number): number => Math.min(1_000, 20 * 2 ** Math.min(attempt, 10))
