import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KedgeProcess, kedges } from '#test/support/kedge-process'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { clients } from './clients/all.ts'
import { kafkajsClient, withAdmin, withBroker } from './clients/kafkajs.ts'
import { kcatClient } from './clients/kcat.ts'
import { codecsStored } from './clients/platformatic.ts'
import { pythonClient } from './clients/python.ts'
import { codecs, expectPartition, expectSame, firstNotBefore, recordsOf, type Sent } from './records.ts'

// Batches that are not stored as they were sent, since their topic says so: read back by clients of every kind.

const kedge = kedges()
let redis: RedisServer
let broker: KedgeProcess
const at = () => broker.address

beforeAll(async () => {
  redis = await redisServer()
  broker = await kedge.start(['--store', redis.url])
})
afterAll(async () => {
  await kedge.stopAll()
  await redis?.stop()
})

const createTopic = (topic: string, configs: Readonly<Record<string, string>>) => {
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }))
  return withAdmin(at(), (admin) => admin.createTopics({ topics: [{ topic, configEntries }] }))
}

/** `compression.type`, and what Kafka numbers the codec with. */
const types = [
  ['uncompressed', 0],
  ['gzip', 1],
  ['snappy', 2],
  ['lz4', 3],
  ['zstd', 4],
] as const

describe.each(types)('a topic with compression.type %s', (type, number) => {
  test('holds what clients sent with any codec, compressed so, and is read by all', async () => {
    const topic = `stored-${type}`
    await createTopic(topic, { 'compression.type': type })
    const sent: Sent[] = []
    // Every codec by two clients, and not the same two.
    for (const [i, codec] of codecs.entries())
      for (const client of [clients[i % clients.length]!, clients[(i + 1) % clients.length]!]) {
        const records = recordsOf(`${client.name} with ${codec}`, 0, 80, client.can)
        await client.produce(at(), topic, 0, codec, records)
        sent.push(...records)
      }
    expect([...(await codecsStored(at(), topic, 0))]).toEqual([number])
    const [first, ...others] = await Promise.all(clients.map((client) => client.read(at(), topic, 0)))
    expectPartition(first ?? [], sent)
    for (const other of others) expectSame(first ?? [], other)
  })
})

test('a batch that is too large only when it is compressed otherwise is refused, and none of it stored', async () => {
  const topic = 'grows'
  await createTopic(topic, { 'compression.type': 'uncompressed', 'max.message.bytes': '2000' })
  const small = { key: 'k', value: 'x'.repeat(1_500), headers: [], timestamp: Date.now() }
  const large = { ...small, value: 'x'.repeat(3_000) }
  await expect(kafkajsClient.produce(at(), topic, 0, 'gzip', [large])).rejects.toMatchObject({
    type: 'MESSAGE_TOO_LARGE',
  })
  await kafkajsClient.produce(at(), topic, 0, 'gzip', [small])
  expect((await kcatClient.read(at(), topic, 0)).map(({ value }) => value)).toEqual([small.value])
})

describe.each(['producer', 'zstd'])(
  'a topic with message.timestamp.type=LogAppendTime and compression.type %s',
  (type) => {
    test('gives records the time at which they came, which clients read and can look for', async () => {
      const topic = `timed-${type}`
      await createTopic(topic, {
        'message.timestamp.type': 'LogAppendTime',
        'compression.type': type,
        // What producers say of the time is not looked at.
        'message.timestamp.before.max.ms': '1',
        'message.timestamp.after.max.ms': '1',
      })
      const before = Date.now()
      for (const [i, client] of clients.entries())
        await client.produce(at(), topic, 0, codecs[i] ?? 'none', recordsOf(client.name, 0, 50, client.can))
      const told = await withBroker(at(), async (direct) => {
        const messages = [{ key: 'k', value: 'v', timestamp: '5' }]
        const answer = await direct.produce({
          topicData: [{ topic, partitions: [{ partition: 0, messages }] }],
        })
        return answer.topics[0]?.partitions[0]
      })
      const after = Date.now()
      const readers = [kafkajsClient, kcatClient, pythonClient]
      const [stored = [], ...others] = await Promise.all(readers.map((client) => client.read(at(), topic, 0)))
      for (const other of others) expectSame(stored, other)
      expect(stored.length).toBe(clients.length * 50 + 1)
      const times = stored.map(({ timestamp }) => timestamp)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(times[0]).toBeGreaterThanOrEqual(before)
      expect(times.at(-1)).toBeLessThanOrEqual(after)
      expect(told).toMatchObject({
        errorCode: 0,
        baseOffset: String(stored.length - 1),
        logAppendTime: String(times.at(-1)),
      })
      const sought = [before, ...new Set(times)]
      for (const client of [kcatClient, pythonClient])
        expect(await client.offsetsAt(at(), topic, 0, [...sought, after + 1])).toEqual([
          ...sought.map((time) => firstNotBefore(stored, time)),
          null,
        ])
    })
  },
)
