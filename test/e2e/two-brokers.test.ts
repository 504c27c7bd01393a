import { createRecordsBatch, NumericMap, Producer } from '@platformatic/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { type KedgeProcess, kedges } from '#test/support/kedge-process'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { type DirectBroker, readThrough, withBroker, withEach } from './clients/kafkajs.ts'
import { idempotentKcat } from './clients/kcat.ts'
import { messageOf } from './clients/platformatic.ts'
import { type RawClient, rawClient, rawFetch, rawProduce } from './clients/raw.ts'
import { expectSame, recordsOf, type Stored } from './records.ts'
import { roundTrips } from './round-trip.ts'

const kedge = kedges()
const servers: RedisServer[] = []
afterAll(async () => {
  await kedge.stopAll()
  await Promise.all(servers.map((server) => server.stop()))
})

/** Two brokers, ids 0 and 1, on a Redis of their own. */
const pair = async () => {
  const redis = await redisServer()
  servers.push(redis)
  const flags = ['--store', redis.url, '--auto-create-topics', 'true', '--num-partitions', '3']
  const start = (id: number) => kedge.start([...flags, '--broker-id', String(id)])
  const brokers: [KedgeProcess, KedgeProcess] = await Promise.all([start(0), start(1)])
  return {
    brokers,
    at: () => brokers.map(({ address }) => address).join(','),
    start: async (id: 0 | 1) => {
      brokers[id] = await start(id)
    },
  }
}

describe('two brokers on one Redis', () => {
  roundTrips(async () => {
    const { at, brokers, start } = await pair()
    // One after the other, as for an update: there is always one that serves.
    const restart = async () => {
      for (const id of [0, 1] as const) {
        await brokers[id].stop()
        await start(id)
      }
    }
    return { at, restart }
  })
})

describe('two brokers that write one partition', () => {
  let both: Awaited<ReturnType<typeof pair>>
  beforeAll(async () => {
    both = await pair()
  })
  const addresses = () => both.brokers.map(({ address }) => address)

  test('know each other', async () => {
    for (const address of addresses())
      await eventually(`${address} knows both`, async () =>
        (await brokersKnownTo(address)).join() === addresses().join() ? true : undefined,
      )
  })

  test('can both use a topic at once that was made through one of them', async () => {
    await withBroker(addresses()[0]!, (one) =>
      withBroker(addresses()[1]!, async (other) => {
        for (let i = 0; i < 20; i++) {
          const [maker, user] = i % 2 === 0 ? [one, other] : [other, one]
          const topic = `made-${i}`
          await maker.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: 1 }] })
          const { baseOffset } = await produceDirectly(user, topic, 2, ['first'])
          expect(baseOffset).toBe(0)
          expect((await readThrough(maker, topic, 2)).map(({ value }) => value)).toEqual(['first'])
        }
      }),
    )
  })

  test('wake a fetch that waits at one for what is written through the other', async () => {
    const topic = 'waited-for'
    await withBroker(addresses()[0]!, (broker) =>
      broker.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] }),
    )
    await withRaw(addresses(), async (clients) => {
      for (let i = 0; i < 10; i++) {
        const [reader, writer] = [clients[i % 2]!, clients[(i + 1) % 2]!]
        // Only what is written can end this wait within the time of the test.
        const waiting = rawFetch(reader, topic, 0, i, 200_000)
        await rawProduce(writer, topic, 0, batchOf(topic, `number ${i}`))
        expect(endOf((await waiting).records)).toBe(i + 1)
      }
    })
  })

  test('lose nothing and store nothing twice, at dense offsets, the same through both', async () => {
    const topic = 'contended'
    await withBroker(addresses()[0]!, (broker) =>
      broker.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] }),
    )
    // Four writers at each broker, whoever leads the partition; the next round begins when all of one are acknowledged.
    const acknowledged = new Map<string, number>()
    const write = async (broker: DirectBroker, writer: string, round: number) => {
      const values = Array.from({ length: 10 }, (_, k) => `${writer} ${round * 10 + k}`)
      const { baseOffset } = await produceDirectly(broker, topic, 0, values)
      for (const [k, value] of values.entries()) acknowledged.set(value, baseOffset + k)
    }
    const rounds = 60
    await withEach(Array.from({ length: 4 }, addresses).flat(), async (writers) => {
      for (let round = 0; round < rounds; round++)
        await Promise.all(writers.map((broker, n) => write(broker, `${n % 2}/${n}`, round)))
    })

    const [one, other] = await Promise.all(addresses().map((address) => withBroker(address, wholeOf(topic))))
    expectSame(one!, other!)
    expect(one!.map(({ offset }) => offset)).toEqual([...one!.keys()])
    expect(one!.length).toBe(4800)
    // Each where its acknowledgement said, so none is lost and none is there twice.
    expect(new Map(one!.map(({ value, offset }) => [value, offset]))).toEqual(acknowledged)
    expect(switches(one!)).toBeGreaterThanOrEqual(rounds)
    const bytes = await Promise.all(addresses().map((address) => allBytes(address, topic, 4800)))
    expect(bytes[0]!.equals(bytes[1]!)).toBe(true)
  })

  test('answer a batch that was sent again through the other as they answered it first', async () => {
    const topic = 'sent-again'
    await withBroker(addresses()[0]!, async (broker) => {
      await broker.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] })
      const { producerId, producerEpoch } = await broker.initProducerId({ transactionTimeout: 30_000 })
      const batch = (firstSequence: number) =>
        createRecordsBatch([{ topic, partition: 0, value: Buffer.from(`number ${firstSequence}`) }], {
          producerId: BigInt(producerId),
          producerEpoch,
          sequences: sequencesOf(`${topic}:0`, firstSequence),
        }).buffer
      await withRaw(addresses(), async (clients) => {
        for (let i = 0; i < 20; i++) {
          const first = await rawProduce(clients[i % 2]!, topic, 0, batch(i))
          const again = await rawProduce(clients[(i + 1) % 2]!, topic, 0, batch(i))
          expect([first, again]).toEqual([
            { error: 0, baseOffset: i },
            { error: 0, baseOffset: i },
          ])
        }
      })
      expect((await readThrough(broker, topic, 0)).length).toBe(20)
    })
  })
})

describe('a broker that is killed', () => {
  let both: Awaited<ReturnType<typeof pair>>
  beforeAll(async () => {
    both = await pair()
  })
  const survivor = (killed: 0 | 1) => both.brokers[killed === 0 ? 1 : 0].address

  test('leaves Metadata, and comes back under its id', async () => {
    await both.brokers[1].kill9()
    await eventually('only broker 0 is in Metadata', async () =>
      (await brokersKnownTo(survivor(1))).length === 1 ? true : undefined,
    )
    await both.start(1)
    await eventually('broker 1 is in Metadata again', async () =>
      (await brokersKnownTo(both.brokers[0].address)).length === 2 ? true : undefined,
    )
  })

  test('leaves Metadata when it is stopped', async () => {
    await both.brokers[1].stop()
    await eventually('only broker 0 is in Metadata', async () =>
      (await brokersKnownTo(survivor(1))).length === 1 ? true : undefined,
    )
    await both.start(1)
  })

  test('costs an idempotent kcat nothing: the other takes its retries', async () => {
    const topic = 'kcat-retries'
    const leader = await createAndFindLeader(both.brokers[0].address, topic)
    const producer = idempotentKcat(both.at(), topic, 0)
    try {
      const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`)
      producer.write(lines.slice(0, 5000))
      await eventually('the first records are there', () => atLeast(survivor(leader), topic, 1))
      producer.write(lines.slice(5000, 12_000))
      await both.brokers[leader].kill9()
      producer.write(lines.slice(12_000))
      await producer.finish()
      const stored = await withBroker(survivor(leader), wholeOf(topic))
      expect(stored.map(({ value }) => value)).toEqual(lines)
      expect(stored.map(({ offset }) => offset)).toEqual([...lines.keys()])
    } finally {
      producer.kill()
    }
    await both.start(leader)
  })

  test.for([0, 1])('costs an idempotent @platformatic/kafka nothing, time %i', async (time) => {
    const topic = `platformatic-retries-${time}`
    const leader = await createAndFindLeader(both.brokers[0].address, topic)
    const producer = new Producer({
      clientId: 'idempotent',
      bootstrapBrokers: both.at().split(','),
      idempotent: true,
      retryDelay: 100,
    })
    const records = recordsOf('idempotent', 0, 4000, {
      timestamps: true,
      headers: 'each',
      nullHeaders: true,
      empty: false,
    })
    try {
      for (let i = 0; i < records.length; i += 100) {
        const messages = records.slice(i, i + 100).map((record) => messageOf(record, topic, 0))
        const sent = producer.send({ messages, compression: 'lz4', acks: -1 })
        // At another moment of a request's way each time.
        if (i === 1000 + time * 1500) await both.brokers[leader].kill9()
        await sent
      }
    } finally {
      await producer.close()
    }
    const stored = await withBroker(survivor(leader), wholeOf(topic))
    expect(stored.map(({ offset }) => offset)).toEqual([...records.keys()])
    expect(stored.map(({ value }) => value)).toEqual(records.map(({ value }) => value))
    await both.start(leader)
  })
})

const batchOf = (topic: string, value: string): Buffer =>
  createRecordsBatch([{ topic, partition: 0, value: Buffer.from(value) }]).buffer

const sequencesOf = (partition: string, sequence: number): NumericMap => {
  const sequences = new NumericMap()
  sequences.set(partition, sequence)
  return sequences
}

const wholeOf = (topic: string) => (broker: DirectBroker) => readThrough(broker, topic, 0)

const produceDirectly = async (
  broker: DirectBroker,
  topic: string,
  partition: number,
  values: readonly string[],
): Promise<{ readonly baseOffset: number }> => {
  const messages = values.map((value) => ({ key: value, value }))
  const topicData = [{ topic, partitions: [{ partition, messages }] }]
  for (;;) {
    try {
      const answer = await broker.produce({ topicData })
      return { baseOffset: Number(answer.topics[0]?.partitions[0]?.baseOffset) }
    } catch (error) {
      // A broker that keeps losing to the leader sends producers there, and has stored nothing: this one will not go.
      if (!(error instanceof Error && 'type' in error && error.type === 'NOT_LEADER_FOR_PARTITION'))
        throw error
    }
  }
}

const brokersKnownTo = (address: string): Promise<readonly string[]> =>
  withBroker(address, async (broker) =>
    (await broker.metadata([])).brokers
      .toSorted((one, other) => one.nodeId - other.nodeId)
      .map(({ host, port }) => `${host}:${port}`),
  )

const createAndFindLeader = (address: string, topic: string): Promise<0 | 1> =>
  withBroker(address, async (broker) => {
    await broker.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] })
    const { topicMetadata } = await broker.metadata([topic])
    return topicMetadata[0]?.partitionMetadata[0]?.leader === 1 ? 1 : 0
  })

const atLeast = (address: string, topic: string, count: number): Promise<true | undefined> =>
  withBroker(address, async (broker) =>
    (await readThrough(broker, topic, 0)).length >= count ? true : undefined,
  )

const withRaw = async <A>(
  addresses: readonly string[],
  use: (clients: readonly RawClient[]) => Promise<A>,
): Promise<A> => {
  const clients = await Promise.all(addresses.map((address) => rawClient(address)))
  try {
    return await use(clients)
  } finally {
    for (const client of clients) client.close()
  }
}

const allBytes = (address: string, topic: string, end: number): Promise<Buffer> =>
  withRaw([address], async ([client]) => {
    const chunks: Buffer[] = []
    for (let offset = 0; offset < end; ) {
      const { error, records } = await rawFetch(client!, topic, 0, offset)
      expect(error).toBe(0)
      chunks.push(records)
      offset = endOf(records)
    }
    return Buffer.concat(chunks)
  })

/** The offset after the last batch of these. */
const endOf = (records: Buffer): number => {
  let end = 0
  for (let at = 0; at < records.length; at += 12 + records.readInt32BE(at + 8))
    end = Number(records.readBigInt64BE(at)) + records.readInt32BE(at + 23) + 1
  return end
}

/** How often the next record came through the other broker. */
const switches = (stored: readonly Stored[]): number =>
  stored.filter(({ value }, i) => i > 0 && value?.[0] !== stored[i - 1]?.value?.[0]).length
