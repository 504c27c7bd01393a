import kafkajs from 'kafkajs'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { type KedgeProcess, kedges } from '#test/support/kedge-process'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { kcatClient } from './clients/kcat.ts'
import { cleanerFlags, createCompacted } from './compacted-topic.ts'

const kedge = kedges()
const servers: RedisServer[] = []
afterAll(async () => {
  await kedge.stopAll()
  await Promise.all(servers.map((server) => server.stop()))
})

const KEYS = 30
const KILLS = 8
const topic = 'counters'
/** What a broker logs after each pass. */
const COMPACTED = 'a log was compacted'

const embedded = async (more: readonly string[]) => {
  const flags = ['--store', `embedded:${await kedge.directory()}`, ...more, ...cleanerFlags]
  const first = await kedge.start(flags)
  const port = first.address.split(':')[1]!
  return { first: [first], again: () => kedge.start([...flags, '--port', port]) }
}

/** Brokers that are killed one after the other, again and again, while they clean what is written. */
const places = {
  embedded: () => embedded([]),
  'embedded, relaxed': () => embedded(['--embedded-relaxed']),
  redis: async () => {
    const redis = await redisServer()
    servers.push(redis)
    const flags = (id: number) => ['--store', redis.url, '--broker-id', String(id), ...cleanerFlags]
    const first = await Promise.all([0, 1].map((id) => kedge.start(flags(id))))
    const ports = first.map(({ address }) => address.split(':')[1]!)
    return { first, again: (id: number) => kedge.start([...flags(id), '--port', ports[id]!]) }
  },
} as const

test.each(['embedded', 'embedded, relaxed', 'redis'] as const)(
  'the last value of each key outlives brokers that die while they compact (%s)',
  async (store) => {
    const { first, again } = await places[store]()
    const brokers: KedgeProcess[] = [...first]
    const at = brokers.map(({ address }) => address).join(',')
    await createCompacted(at, topic)
    const kafka = new kafkajs.Kafka({
      brokers: at.split(','),
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 40, initialRetryTime: 50, maxRetryTime: 500 },
    })
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    const acked = new Map<string, number>()
    let written = 0
    let kills = 0
    const write = (async () => {
      for (let round = 1; kills < KILLS; round++) {
        const messages = Array.from({ length: KEYS }, (_, i) => ({ key: `k${i}`, value: String(round) }))
        await producer.send({ topic, acks: -1, messages })
        for (const { key } of messages) acked.set(key, round)
        written = round
      }
    })()
    const passes = () => brokers.reduce((sum, broker) => sum + broker.output().split(COMPACTED).length, 0)
    while (kills < KILLS) {
      const [before, passed] = [written, passes()]
      await eventually('it is written and compacted', () =>
        written > before + 5 && passes() > passed ? true : undefined,
      )
      const victim = kills % brokers.length
      await brokers[victim]!.kill9()
      brokers[victim] = await again(victim)
      kills++
    }
    await write
    await producer.disconnect()

    const there = async () => {
      const last = new Map<string, number>()
      const stored = await kcatClient.read(at, topic, 0)
      for (const { key, value } of stored) {
        // Values of a key are read in the order in which they were written.
        expect(Number(value)).toBeGreaterThanOrEqual(last.get(key!) ?? 0)
        last.set(key!, Number(value))
      }
      expect(last).toEqual(acked)
      return stored.length
    }
    await there()
    // Nothing that died stands in the way: all but the live segment gets clean.
    await eventually('all is compacted', async () => ((await there()) <= 2 * KEYS ? true : undefined))
  },
  120_000,
)
