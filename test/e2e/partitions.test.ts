import { createRecordsBatch, NumericMap } from '@platformatic/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from '#adapters/kafka/protocol/messages/create-partitions'
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from '#adapters/kafka/protocol/messages/describe-producers'
import { ListOffsetsRequest, ListOffsetsResponse } from '#adapters/kafka/protocol/messages/list-offsets'
import { eventually } from '#test/support/eventually'
import { type KedgeProcess, kedges } from '#test/support/kedge-process'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { kafkajsClient, readThrough, withAdmin, withBroker } from './clients/kafkajs.ts'
import { rawClient, rawFetch, rawProduce } from './clients/raw.ts'
import { type WireClient, wireClient } from './clients/wire.ts'
import { recordsOf } from './records.ts'

const createPartitions = { request: CreatePartitionsRequest, response: CreatePartitionsResponse, version: 3 }
const listOffsets = { request: ListOffsetsRequest, response: ListOffsetsResponse, version: 5 }
const describeProducers = {
  request: DescribeProducersRequest,
  response: DescribeProducersResponse,
  version: 0,
}

const kedge = kedges()
let redis: RedisServer
let brokers: readonly [KedgeProcess, KedgeProcess]
const clients: WireClient[] = []
const EXPIRATION_MS = 300

beforeAll(async () => {
  redis = await redisServer()
  const flags = ['--store', redis.url, '--producer-id-expiration-ms', String(EXPIRATION_MS)]
  const start = (id: number) => kedge.start([...flags, '--broker-id', String(id)])
  brokers = await Promise.all([start(0), start(1)])
  for (const { address } of brokers) clients.push(await wireClient(address, 'asker', 30_000))
  await withAdmin(at(), (admin) => admin.createTopics({ topics: topics.map((topic) => ({ topic })) }))
})
afterAll(async () => {
  for (const client of clients) client.close()
  await kedge.stopAll()
  await redis?.stop()
})

const at = () => brokers.map(({ address }) => address).join(',')
const topics = ['grown-by-kafkajs', 'grown-by-turns', 'contended', 'producers']
const [BY_KAFKAJS, BY_TURNS, CONTENDED, PRODUCERS] = topics as [string, string, string, string]

const grow = async (client: WireClient, name: string, count: number, validateOnly = false) => {
  const asked = { name, count, assignments: null }
  const body = { topics: [asked], timeoutMs: 30_000, validateOnly }
  const { results } = await client.ask(createPartitions, body)
  return { error: results[0]?.errorCode, message: results[0]?.errorMessage }
}
/** What Metadata says of both. */
const sizes = (topic: string) =>
  Promise.all(
    brokers.map(({ address }) =>
      withBroker(
        address,
        async (broker) => (await broker.metadata([topic])).topicMetadata[0]?.partitionMetadata.length,
      ),
    ),
  )
const batchOf = (topic: string, partition: number, value: string): Buffer =>
  createRecordsBatch([{ topic, partition, value: Buffer.from(value) }]).buffer

describe('a topic that grows, with two brokers on one Redis', () => {
  test('by kafkajs takes records in its new partitions, and keeps those it had', async () => {
    await kafkajsClient.produce(at(), BY_KAFKAJS, 0, 'none', recordsOf('before', 0, 10, kafkajsClient.can))
    await withAdmin(at(), async (admin) => {
      const wanted = { topicPartitions: [{ topic: BY_KAFKAJS, count: 3 }] }
      await admin.createPartitions({ ...wanted, validateOnly: true })
      expect(await sizes(BY_KAFKAJS)).toEqual([1, 1])
      await admin.createPartitions(wanted)
      await eventually('both tell clients', async () =>
        (await sizes(BY_KAFKAJS)).join() === '3,3' ? true : undefined,
      )
      await expect(admin.createPartitions(wanted)).rejects.toMatchObject({ type: 'INVALID_PARTITIONS' })
    })
    for (const partition of [1, 2]) {
      const records = recordsOf(`in ${partition}`, 0, 10, kafkajsClient.can)
      await kafkajsClient.produce(at(), BY_KAFKAJS, partition, 'gzip', records)
      const read = await kafkajsClient.read(at(), BY_KAFKAJS, partition, 0)
      expect(read.map(({ value }) => value)).toEqual(records.map(({ value }) => value))
    }
    expect(await kafkajsClient.read(at(), BY_KAFKAJS, 0, 0)).toHaveLength(10)
  })

  test('through one is as large at once at the other', async () => {
    const raw = await Promise.all(brokers.map(({ address }) => rawClient(address)))
    try {
      for (let partition = 1; partition <= 20; partition++) {
        const [maker, user] = [partition % 2, (partition + 1) % 2] as const
        expect(await grow(clients[maker]!, BY_TURNS, partition + 1)).toEqual({ error: 0, message: null })
        // What each asks first of a broker that may not have heard of the partition yet.
        if (partition % 3 === 0)
          expect(await rawFetch(raw[user]!, BY_TURNS, partition, 0)).toMatchObject({ error: 0 })
        if (partition % 3 === 1) {
          const asked = { partitionIndex: partition, currentLeaderEpoch: -1, timestamp: -1n }
          const answer = await clients[user]!.ask(listOffsets, {
            replicaId: -1,
            isolationLevel: 0,
            topics: [{ name: BY_TURNS, partitions: [asked] }],
            timeoutMs: 0,
          })
          expect(answer.topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, offset: 0n })
        }
        const batch = batchOf(BY_TURNS, partition, `number ${partition}`)
        expect(await rawProduce(raw[user]!, BY_TURNS, partition, batch)).toEqual({ error: 0, baseOffset: 0 })
        const read = await withBroker(brokers[maker]!.address, (broker) =>
          readThrough(broker, BY_TURNS, partition),
        )
        expect(read.map(({ value }) => value)).toEqual([`number ${partition}`])
      }
    } finally {
      for (const client of raw) client.close()
    }
  })

  test('through both at once is as large as the larger wish, and whoever came too late is told', async () => {
    const raw = await Promise.all(brokers.map(({ address }) => rawClient(address)))
    try {
      for (let size = 3; size < 60; size += 2) {
        const larger = size % 4 === 3 ? 0 : 1
        const answers = await Promise.all(
          clients.map((client, i) => grow(client, CONTENDED, i === larger ? size : size - 1)),
        )
        expect(answers[larger]?.error).toBe(0)
        expect([0, INVALID_PARTITIONS]).toContain(answers[1 - larger]?.error)
        // No log of the winner went with what the loser made in vain.
        for (const partition of [size - 2, size - 1])
          expect(
            await rawProduce(raw[partition % 2]!, CONTENDED, partition, batchOf(CONTENDED, partition, 'x')),
          ).toEqual({ error: 0, baseOffset: 0 })
      }
    } finally {
      for (const client of raw) client.close()
    }
  })
})

test('what a partition remembers of its producers is told by both brokers, until they expire by the log', async () => {
  const raw = await rawClient(brokers[0].address)
  const told = async (client: WireClient) => {
    const asked = { topics: [{ name: PRODUCERS, partitionIndexes: [0, 7] }] }
    const { topics: answers } = await client.ask(describeProducers, asked)
    return answers[0]?.partitions
  }
  const send = async (producerId: bigint, first: number, count: number) => {
    const messages = Array.from({ length: count }, () => ({
      topic: PRODUCERS,
      partition: 0,
      value: Buffer.from('x'),
    }))
    const sequences = new NumericMap()
    sequences.set(`${PRODUCERS}:0`, first)
    const batch = createRecordsBatch(messages, { producerId, producerEpoch: 3, sequences }).buffer
    expect(await rawProduce(raw, PRODUCERS, 0, batch)).toMatchObject({ error: 0 })
  }
  const ids = async (client: WireClient) =>
    (await told(client))?.[0]?.activeProducers.map((p) => p.producerId)
  try {
    await send(70n, 0, 5)
    for (const client of clients) {
      const [known, unknown] = (await told(client)) ?? []
      expect(known).toMatchObject({
        partitionIndex: 0,
        errorCode: 0,
        activeProducers: [{ producerId: 70n, producerEpoch: 3, lastSequence: 4, currentTxnStartOffset: -1n }],
      })
      expect(unknown).toMatchObject({ partitionIndex: 7, errorCode: 3, activeProducers: [] })
    }
    // Silence alone makes nobody forget; what others append does, once it is late enough.
    let sequence = 0
    await eventually('70 is forgotten', async () => {
      await send(71n, sequence++, 1)
      return (await ids(clients[1]!))?.join() === '71' ? true : undefined
    })
    expect(await ids(clients[0]!)).toEqual([71n])
  } finally {
    raw.close()
  }
})

const INVALID_PARTITIONS = 37
