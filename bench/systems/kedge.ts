import { kedges } from '#test/support/kedge-process'
import { freePort, type RedisSettings, redisServer } from '#test/support/redis-server'
import type { Durability } from '../results.ts'
import type { Running, System } from './system.ts'

// As in production: JSON, and nothing that is written for each request.
const FLAGS = [
  '--log-format',
  'json',
  '--log-level',
  'info',
  '--group-initial-rebalance-delay-ms',
  '0',
  '--num-partitions',
  '6',
]

/** A rewrite copies all that Redis holds while it is measured; when it happens depends on the case before. */
const noRewrites = { 'auto-aof-rewrite-percentage': 0 }
const everysec: RedisSettings = { appendonly: 'yes', appendfsync: 'everysec', ...noRewrites }
const always: RedisSettings = { appendonly: 'yes', appendfsync: 'always', ...noRewrites }

export const kedgeSystems = (): readonly System[] => [
  onRedis('redis-everysec', 'Kedge, Redis everysec', everysec, 'no fsync before the answer'),
  embedded(
    'embedded-relaxed',
    'Kedge, embedded relaxed',
    ['--embedded-relaxed'],
    'no fsync before the answer',
  ),
  onRedis('redis-always', 'Kedge, Redis always', always, 'fsync before the answer'),
  embedded('embedded', 'Kedge, embedded', [], 'fsync before the answer'),
  {
    ...facts('memory', 'Kedge, memory', 'nothing kept', []),
    store: 'memory',
    open: () => broker(() => 'memory:', []),
  },
]

const facts = (id: string, title: string, durability: Durability, own: readonly string[]) => {
  const settings = [`kedge serve ${FLAGS.join(' ')}`, ...own]
  const every = durability === 'no fsync before the answer'
  return { id, title, durability, settings, every, share: durability === 'fsync before the answer' ? 0.1 : 1 }
}

const embedded = (id: string, title: string, flags: readonly string[], durability: Durability): System => ({
  ...facts(id, title, durability, ['--store embedded:DIR', ...flags]),
  store: 'embedded',
  open: () => broker((directory) => `embedded:${directory}/data`, flags),
})

const onRedis = (id: string, title: string, settings: RedisSettings, durability: Durability): System => {
  const named = Object.entries(settings).map(([name, value]) => `redis: ${name} ${value}`)
  return {
    ...facts(id, title, durability, ['--store redis://127.0.0.1:PORT', 'redis: save ""', ...named]),
    store: 'redis',
    open: async () => {
      const redis = await redisServer(settings)
      // Whoever leaves without saying goodbye leaves no Redis behind.
      const atExit = () => process.kill(redis.pid(), 'SIGKILL')
      process.once('exit', atExit)
      const stopRedis = async () => {
        process.off('exit', atExit)
        await redis.stop()
      }
      try {
        const kedge = await broker(() => redis.url, [])
        return { ...kedge, keeper: redis.pid, stop: () => kedge.stop().then(stopRedis, stopRedis) }
      } catch (cause) {
        await stopRedis()
        throw cause
      }
    },
  }
}

const broker = async (store: (directory: string) => string, flags: readonly string[]): Promise<Running> => {
  const own = kedges()
  const port = await freePort()
  const directory = await own.directory()
  const all = ['--store', store(directory), '--port', String(port), ...FLAGS, ...flags]
  try {
    let kedge = await own.start(all, { cwd: directory })
    return {
      address: kedge.address,
      broker: () => kedge.pid,
      keeper: () => null,
      halt: () => kedge.stop(),
      start: async () => {
        kedge = await own.start(all, { cwd: directory })
      },
      stop: own.stopAll,
    }
  } catch (cause) {
    await own.stopAll()
    throw cause
  }
}
