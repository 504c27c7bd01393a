import type { Clock } from '#ports/clock'
import type { Timers } from '#ports/timers'

/** Time that passes when a test says so. */
export interface FakeTime {
  readonly clock: Clock
  readonly timers: Timers
  readonly pass: (ms: number) => void
}

export const fakeTime = (): FakeTime => {
  let now = 0
  let pending: { at: number; fire: () => void }[] = []
  return {
    clock: { now: () => now, monotonic: () => now },
    timers: {
      after: (ms, fire) => {
        const timer = { at: now + ms, fire }
        pending.push(timer)
        return () => {
          pending = pending.filter((each) => each !== timer)
        }
      },
    },
    pass: (ms) => {
      const end = now + ms
      for (;;) {
        const [next] = pending.toSorted((a, b) => a.at - b.at)
        if (next === undefined || next.at > end) break
        pending = pending.filter((each) => each !== next)
        now = next.at
        next.fire()
      }
      now = end
    },
  }
}
