import kafkajs from 'kafkajs'
import { afterAll, describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { kedges } from '#test/support/kedge-process'
import { redisServer } from '#test/support/redis-server'

const { Kafka, logLevel } = kafkajs
const DAY = 86_400_000

const kedge = kedges()
const stops: (() => Promise<void>)[] = []
afterAll(async () => {
  await kedge.stopAll()
  for (const stop of stops) await stop()
})

const stores = {
  memory: () => Promise.resolve('memory:'),
  embedded: async () => `embedded:${await kedge.directory()}`,
  redis: async () => {
    const redis = await redisServer()
    stops.push(redis.stop)
    return redis.url
  },
} as const

const opened = async (store: keyof typeof stores, ...flags: readonly string[]) => {
  const all = ['--store', await stores[store](), '--log-retention-check-interval-ms', '300', ...flags]
  const broker = await kedge.start(all)
  const client = new Kafka({ brokers: [...broker.addresses], logLevel: logLevel.NOTHING })
  const [admin, producer] = [
    client.admin(),
    client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner }),
  ]
  await Promise.all([admin.connect(), producer.connect()])
  stops.unshift(async () => {
    await Promise.all([admin.disconnect(), producer.disconnect()])
  })
  const create = (topic: string, configs: Readonly<Record<string, string>> = {}, numPartitions = 1) =>
    admin.createTopics({
      topics: [
        {
          topic,
          numPartitions,
          configEntries: Object.entries(configs).map(([name, value]) => ({ name, value })),
        },
      ],
    })
  const produce = (topic: string, at: number, ...values: readonly string[]) =>
    producer.send({
      topic,
      messages: values.map((value) => ({ partition: 0, value, timestamp: String(at) })),
    })
  const bounds = async (topic: string, partition = 0) => {
    const all = await admin.fetchTopicOffsets(topic)
    const found = all.find((each) => each.partition === partition)
    return [Number(found?.low), Number(found?.high)]
  }
  const values = async (topic: string, count: number): Promise<readonly string[]> => {
    const consumer = client.consumer({ groupId: `reader-of-${topic}` })
    await consumer.connect()
    const read: string[] = []
    try {
      await consumer.subscribe({ topic, fromBeginning: true })
      await consumer.run({
        autoCommit: false,
        eachMessage: async ({ message }) => void read.push(message.value?.toString() ?? ''),
      })
      await eventually(`${count} records of ${topic}`, () => (read.length >= count ? true : undefined))
      return read
    } finally {
      await consumer.disconnect()
    }
  }
  return { admin, create, produce, bounds, values }
}

describe.for(['memory', 'embedded', 'redis'] as const)('on %s', (store) => {
  test('what a user deletes is gone, and consumers begin behind it', async () => {
    const { admin, create, produce, bounds, values } = await opened(
      store,
      '--group-initial-rebalance-delay-ms',
      '0',
    )
    await create('deleted', {}, 2)
    await produce('deleted', Date.now(), 'a', 'b', 'c', 'd', 'e')
    // kafkajs looks for leaders only where it has asked for offsets before.
    expect(await bounds('deleted')).toEqual([0, 5])
    await admin.deleteTopicRecords({ topic: 'deleted', partitions: [{ partition: 0, offset: '3' }] })
    expect(await bounds('deleted')).toEqual([3, 5])
    expect(await bounds('deleted', 1)).toEqual([0, 0])
    expect(await values('deleted', 2)).toEqual(['d', 'e'])
    await expect(
      admin.deleteTopicRecords({ topic: 'deleted', partitions: [{ partition: 0, offset: '6' }] }),
    ).rejects.toThrow()
    await admin.deleteTopicRecords({ topic: 'deleted', partitions: [{ partition: 0, offset: '-1' }] })
    expect(await bounds('deleted')).toEqual([5, 5])
    await produce('deleted', Date.now(), 'f')
    expect(await bounds('deleted')).toEqual([5, 6])
  })

  test('what is older than retention.ms goes by itself, and offsets go on', async () => {
    const { create, produce, bounds } = await opened(store)
    await create('old', { 'retention.ms': String(DAY) })
    await create('kept', { 'retention.ms': '-1' })
    for (const topic of ['old', 'kept']) await produce(topic, Date.now() - 2 * DAY, 'a', 'b', 'c')
    await eventually('the old ones are gone', async () => ((await bounds('old'))[0] === 3 ? true : undefined))
    expect(await bounds('kept')).toEqual([0, 3])
    await produce('old', Date.now(), 'd', 'e')
    expect(await bounds('old')).toEqual([3, 5])
  })
})

test('with several brokers each partition is cleaned by one of them, and told by one of them', async () => {
  const { create, produce, bounds } = await opened('redis', '--brokers', '3')
  const topics = ['one', 'two', 'three', 'four', 'five', 'six']
  for (const topic of topics) {
    await create(topic, { 'retention.ms': '1000' })
    await produce(topic, Date.now() - DAY, 'a')
  }
  for (const topic of topics)
    await eventually(`${topic} is cleaned`, async () => ((await bounds(topic))[0] === 1 ? true : undefined))
})
