import { createRecordsBatch } from '@platformatic/kafka'
import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { kedges } from '#test/support/kedge-process'
import { type RedisServer, type RedisSettings, redisServer } from '#test/support/redis-server'
import { readThrough, withBroker } from './clients/kafkajs.ts'
import { rawClient, rawProduce } from './clients/raw.ts'

const kedge = kedges()
const servers: RedisServer[] = []
afterAll(async () => {
  await kedge.stopAll()
  await Promise.all(servers.map((server) => server.stop()))
})
const redisWith = async (settings: RedisSettings = {}): Promise<RedisServer> => {
  const server = await redisServer(settings)
  servers.push(server)
  return server
}

describe('SIGTERM', () => {
  test('lets what is under way finish, and ends with 0', async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url])
    await createTopic(broker.address, 'draining')
    const client = await rawClient(broker.address)
    const answers = Array.from({ length: 200 }, (_, i) =>
      produced(rawProduce(client, 'draining', 0, batchOf(i))),
    )
    await answers[0]
    const stopped = broker.stop()
    const outcomes = await Promise.all(answers)
    await stopped
    const again = await kedge.start(['--store', redis.url])
    const stored = await withBroker(again.address, (direct) => readThrough(direct, 'draining', 0))
    // Nothing is there twice or out of order, and just that was acknowledged.
    const numbers = stored.map(({ value }) => Number(value))
    expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other))
    for (const [i, outcome] of outcomes.entries())
      if (outcome?.error === 0) expect(numbers[outcome.baseOffset]).toBe(i)
    expect(outcomes.filter((outcome) => outcome?.error === 0).length).toBe(stored.length)
    expect(stored.length).toBeGreaterThan(0)
    await again.stop()
  })

  test('a second time ends it at once', async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url])
    // A Redis that does not answer keeps it from draining.
    process.kill(redis.pid(), 'SIGSTOP')
    broker.signal('SIGTERM')
    await eventually('it stops', () => (broker.output().includes('stopping') ? true : undefined))
    broker.signal('SIGTERM')
    expect(await broker.ended).toMatchObject({ code: 143 })
    process.kill(redis.pid(), 'SIGCONT')
  })

  test('while Redis is away still ends it with 0', async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url])
    await redis.kill9()
    await broker.stop()
  })
})

const createTopic = (address: string, topic: string) =>
  withBroker(address, (broker) =>
    broker.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] }),
  )

const produced = async (answer: ReturnType<typeof rawProduce>) => {
  try {
    return await answer
  } catch {
    return null
  }
}

const batchOf = (i: number): Buffer =>
  createRecordsBatch([{ topic: 'draining', partition: 0, value: Buffer.from(`${i}`) }]).buffer
