import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How late the event loop was, in seconds. */
export type EventLoopDelay = Readonly<{ mean: number; p99: number; max: number }>

const RESOLUTION_MS = 20

/** Looks from now on; each answer is of the time since the one before, but for the first look after it. */
export const eventLoopDelay = (): (() => EventLoopDelay) => {
  const seen = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  seen.enable()
  return () => {
    // Asked twice at once: there was no look in between.
    if (!(seen.max > 0)) return { mean: 0, p99: 0, max: 0 }
    const told = { mean: late(seen.mean), p99: late(seen.percentile(99)), max: late(seen.max) }
    seen.reset()
    return told
  }
}

/** What Node records is from one look to the next, in nanoseconds. */
const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3)
