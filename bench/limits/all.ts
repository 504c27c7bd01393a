import { redisServer } from '#test/support/redis-server'
import type { StoreName } from '../arguments.ts'
import type { Holding } from '../holding.ts'
import type { LimitTable } from '../results.ts'
import { codecLimits } from './codec.ts'
import { appendLimits, readLimits } from './redis.ts'
import { redisBenchmarkLimits } from './redis-benchmark.ts'
import { wireLimits } from './wire.ts'

/** What each layer costs alone. A measurement holds 300 MB at most; `share` is the part of that. */
export const measureLimits = async (
  store: StoreName | null,
  rounds: number,
  share: number,
  { hold }: Holding,
): Promise<readonly LimitTable[]> => {
  const tables = [await codecLimits(), await wireLimits(Math.max(rounds, 3), share)]
  if (store !== null && store !== 'redis') return tables
  const times = Math.max(60, Math.round(3_000 * share))
  const noAof = await hold(redisServer())
  const everysec = await hold(
    redisServer({ appendonly: 'yes', appendfsync: 'everysec', 'auto-aof-rewrite-percentage': 0 }),
  )
  try {
    const appends = [
      ...(await appendLimits(noAof, 'no AOF', times)),
      ...(await appendLimits(everysec, 'everysec', times)),
    ]
    const reads = await readLimits(noAof, times)
    const benchmark = await redisBenchmarkLimits(noAof, times)
    return [
      ...tables,
      { id: 'append', title: 'Appends of 100 KB in process', figures: appends },
      { id: 'read', title: 'Reads of 100 KB in process', figures: reads },
      { id: 'redis-benchmark', title: 'redis-benchmark, no AOF', figures: benchmark },
    ]
  } finally {
    await noAof.stop()
    await everysec.stop()
  }
}
