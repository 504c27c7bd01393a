import type { Clock } from '#ports/clock'
import type { Timers } from '#ports/timers'
import { E } from '#shared/fp'
import type { Pending } from './pending.ts'

/** Tells producers whose time is up. One timer for all that wait, not one each: most are answered long before. */
export interface Deadlines {
  readonly add: (pending: Pending) => void
  /** At once when it is settled: what is kept here keeps its records in memory. */
  readonly remove: (pending: Pending) => void
}

/** Longest time between two looks, so that a short deadline behind a long one is not missed by much. */
const LOOK_EVERY_MS = 1_000

export const deadlines = (clock: Clock, timers: Timers): Deadlines => {
  const waiting = new Set<Pending>()
  let armed = false

  const arm = (): void => {
    if (armed || waiting.size === 0) return
    armed = true
    let earliest = Number.POSITIVE_INFINITY
    for (const { deadline } of waiting) earliest = Math.min(earliest, deadline)
    timers.after(Math.min(LOOK_EVERY_MS, Math.max(1, earliest - clock.monotonic())), look)
  }

  const look = (): void => {
    armed = false
    const now = clock.monotonic()
    for (const pending of waiting) if (pending.deadline <= now) pending.settle(E.left({ kind: 'timed-out' }))
    arm()
  }

  return {
    add: (pending) => {
      waiting.add(pending)
      arm()
    },
    remove: (pending) => waiting.delete(pending),
  }
}
