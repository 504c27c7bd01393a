import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'

const PER_SECOND = 10

/** Warnings that clients can provoke: at most ten a second, the rest is counted. */
export const complaints = (
  logger: Logger,
  clock: Clock,
): ((facts: Readonly<Record<string, unknown>>, message: string) => void) => {
  let second = 0
  let written = 0
  let suppressed = 0
  return (facts, message) => {
    const now = Math.floor(clock.monotonic() / 1_000)
    if (now !== second) {
      second = now
      written = 0
    }
    if (++written > PER_SECOND) {
      suppressed++
      return
    }
    logger.warn(suppressed > 0 ? { ...facts, suppressed } : facts, message)
    suppressed = 0
  }
}
