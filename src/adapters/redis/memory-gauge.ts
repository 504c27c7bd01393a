import type { Clock } from '#ports/clock'
import type { Measured } from '#ports/metrics'
import type { MemoryUse } from './memory-use.ts'

/** Redis is not asked more often, however often metrics are read. */
const FRESH_MS = 5_000

/** What Redis says of its memory; nobody waits for it: what is told is what it said last. */
export const memoryGauge = (
  clock: Clock,
  ask: () => Promise<MemoryUse>,
): Readonly<{ seen: (use: MemoryUse) => void; measure: () => Measured }> => {
  let last: MemoryUse | null = null
  let askedAt = Number.NEGATIVE_INFINITY
  const seen = (use: MemoryUse): void => {
    last = use
  }
  return {
    seen,
    measure: () => {
      if (clock.monotonic() - askedAt >= FRESH_MS) {
        askedAt = clock.monotonic()
        // A Redis that cannot be asked is told of elsewhere.
        ask().then(seen, () => {})
      }
      if (last === null) return []
      return [
        { name: 'kedge_redis_memory_used_bytes', labels: {}, value: last.used },
        { name: 'kedge_redis_memory_max_bytes', labels: {}, value: last.max },
      ]
    },
  }
}
