import { kedges } from '#test/support/kedge-process'
import { redisServer } from '#test/support/redis-server'
import { kafkaBroker } from '../../../scripts/kafka-broker.ts'
import { findJava } from '../../../scripts/kafka-jars.ts'

/** A broker and its store, from nothing: what groups must do they must do on each of them. */
export interface GroupSite {
  readonly at: () => string
  /** Stops everything, the store too, and starts it again with what it has kept. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type SiteName = 'redis' | 'embedded' | 'kafka'

const REBALANCE_DELAY = 500
const flags = ['--group-initial-rebalance-delay-ms', String(REBALANCE_DELAY)]

/** `more`: flags of Kedge besides. */
export const openSite: Readonly<Record<SiteName, (more?: readonly string[]) => Promise<GroupSite>>> = {
  redis: async (more = []) => {
    const redis = await redisServer({ appendonly: 'yes', appendfsync: 'always' })
    const kedge = kedges()
    const all = ['--store', redis.url, '--durability', 'always', ...flags, ...more]
    const broker = await kept(kedge, all).catch(async (cause: unknown) => {
      await redis.stop()
      throw cause
    })
    return {
      at: broker.at,
      restart: () =>
        broker.restart(async () => {
          await redis.kill9()
          await redis.start()
        }),
      stop: async () => {
        await kedge.stopAll()
        await redis.stop()
      },
    }
  },
  embedded: async (more = []) => {
    const kedge = kedges()
    const broker = await kept(kedge, ['--store', `embedded:${await kedge.directory()}`, ...flags, ...more])
    return { at: broker.at, restart: () => broker.restart(async () => {}), stop: kedge.stopAll }
  },
  kafka: async () => {
    const java = findJava()
    if (typeof java === 'string') throw new Error(java)
    const broker = await kafkaBroker(java, { 'group.initial.rebalance.delay.ms': REBALANCE_DELAY })
    return {
      at: () => broker.address,
      restart: async () => {
        await broker.halt()
        await broker.start()
      },
      stop: broker.stop,
    }
  },
}

/** Under the same address after a restart, as clients expect it. */
const kept = async (kedge: ReturnType<typeof kedges>, all: readonly string[]) => {
  let broker = await kedge.start(all)
  const port = broker.address.slice(broker.address.lastIndexOf(':') + 1)
  return {
    at: () => broker.address,
    restart: async (meanwhile: () => Promise<void>) => {
      await broker.stop()
      await meanwhile()
      broker = await kedge.start([...all, '--port', port])
    },
  }
}

/** Kedge's stores, unless KEDGE_GROUP_SITES names others: `kafka` proves the tests themselves on Apache Kafka. */
export const sites = (): readonly SiteName[] =>
  (process.env['KEDGE_GROUP_SITES'] ?? 'redis,embedded').split(',').map((name) => {
    if (name !== 'redis' && name !== 'embedded' && name !== 'kafka') throw new Error(`no site ${name}`)
    return name
  })
