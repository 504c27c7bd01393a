import type { Timers } from '#ports/timers'

/** Lets others have their turn in a long task over a store that may answer at once. */
export const eventLoopTurned = (timers: Timers): Promise<void> =>
  new Promise((resolve) => {
    timers.after(0, resolve)
  })
