import { setImmediate } from 'node:timers/promises'
import type { Clock } from '#ports/clock'
import type { Timers } from '#ports/timers'

/** A clock and timers that only move when told to. */
export interface ManualTime {
  readonly clock: Clock
  readonly timers: Timers
  /** Lets time pass, and everybody act on it. Both clocks go on alike. */
  readonly pass: (ms: number) => Promise<void>
  /** Time passes and nobody can act on it, as for a process that is stopped; what fell due meanwhile is late. */
  readonly freeze: (ms: number) => void
  /** Sets the wall clock alone. */
  readonly set: (now: number) => void
  /** Timers that wait. */
  readonly pending: () => number
}

export const MORNING = 1_700_000_000_000

/** Lets everything that does not wait for time or a held call run to its end: all that is not a timer is microtasks here. */
export const settled = (): Promise<void> => setImmediate()

export const manualTime = (now = MORNING): ManualTime => {
  let monotonic = 5_000
  let wall = now
  const waiting = new Set<Readonly<{ due: number; fire: () => void }>>()

  const nextDue = (until: number) =>
    [...waiting].filter(({ due }) => due <= until).toSorted((a, b) => a.due - b.due)[0]

  return {
    clock: { now: () => wall, monotonic: () => monotonic },
    timers: {
      after: (ms, fire) => {
        const timer = { due: monotonic + ms, fire }
        waiting.add(timer)
        return () => waiting.delete(timer)
      },
    },
    pass: async (ms) => {
      const until = monotonic + ms
      await settled()
      for (let next = nextDue(until); next !== undefined; next = nextDue(until)) {
        wall += Math.max(0, next.due - monotonic)
        monotonic = Math.max(monotonic, next.due)
        waiting.delete(next)
        next.fire()
        await settled()
      }
      wall += until - monotonic
      monotonic = until
    },
    freeze: (ms) => {
      wall += ms
      monotonic += ms
    },
    set: (to) => {
      wall = to
    },
    pending: () => waiting.size,
  }
}
