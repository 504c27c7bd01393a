import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from '#adapters/kafka/protocol/messages/alter-partition-reassignments'
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from '#adapters/kafka/protocol/messages/create-partitions'
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from '#adapters/kafka/protocol/messages/describe-producers'
import { ElectLeadersRequest, ElectLeadersResponse } from '#adapters/kafka/protocol/messages/elect-leaders'
import {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from '#adapters/kafka/protocol/messages/list-partition-reassignments'
import { MetadataRequest, MetadataResponse } from '#adapters/kafka/protocol/messages/metadata'
import { type Api, type WireClient, wireClient } from '../test/e2e/clients/wire.ts'
import { PARTITIONS, type Site, startKafka, startKedge, TOPIC } from './differential/brokers.ts'

// Apache Kafka with one broker is asked the same as Kedge: its topics have one replica, as all of Kedge's do. It is the
// leader that matters, so the id of the broker stands for itself.

const createPartitions = { request: CreatePartitionsRequest, response: CreatePartitionsResponse }
const electLeaders = { request: ElectLeadersRequest, response: ElectLeadersResponse }
const alter = { request: AlterPartitionReassignmentsRequest, response: AlterPartitionReassignmentsResponse }
const list = { request: ListPartitionReassignmentsRequest, response: ListPartitionReassignmentsResponse }
const describeProducers = { request: DescribeProducersRequest, response: DescribeProducersResponse }
const metadata = { request: MetadataRequest, response: MetadataResponse, version: 12 }

const sites: Site[] = []
const asked: { readonly client: WireClient; readonly broker: number }[] = []
beforeAll(async () => {
  const started = await Promise.allSettled([startKafka(), startKedge()])
  for (const outcome of started) if (outcome.status === 'fulfilled') sites.push(outcome.value)
  for (const outcome of started) if (outcome.status === 'rejected') throw outcome.reason
  for (const { address } of sites) {
    const client = await wireClient(address, 'asker', 60_000)
    const { brokers } = await client.ask(metadata, {
      topics: [],
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    })
    asked.push({ client, broker: brokers[0]?.nodeId ?? -1 })
  }
})
afterAll(async () => {
  for (const { client } of asked) client.close()
  await Promise.all(sites.map((site) => site.stop()))
})

/** Asks both the same; the answers must be the same, as far as they `matter`. */
const same = async <A, B>(
  api: Api<A, B>,
  bodyFor: (broker: number) => A,
  matter: (answer: B) => unknown = (answer) => answer,
): Promise<B> => {
  const [kafka, kedge] = await Promise.all(
    asked.map(({ client, broker }) => client.ask(api, bodyFor(broker))),
  )
  if (kafka === undefined || kedge === undefined) throw new Error('two brokers were to answer')
  expect(matter(kedge)).toEqual(matter(kafka))
  return kafka
}

type Growth = CreatePartitionsRequest['topics'][number]
const growth = (some: Partial<Growth>): Growth => ({ name: TOPIC, count: 9, assignments: null, ...some })

test.each([0, 1, 2, 3])('CreatePartitions v%i refuses what Kafka refuses, in its words', async (version) => {
  const faults: readonly (readonly [(broker: number) => readonly Growth[], number])[] = [
    [() => [growth({ count: PARTITIONS })], 37],
    [() => [growth({ count: PARTITIONS - 1 })], 37],
    [() => [growth({ count: 0 })], 37],
    [() => [growth({ count: -1 })], 37],
    [() => [growth({ name: 'none' })], 3],
    [() => [growth({ name: '' })], 3],
    [(id) => [growth({ count: PARTITIONS + 2, assignments: [{ brokerIds: [id] }] })], 39],
    [() => [growth({ count: PARTITIONS + 1, assignments: [] })], 39],
    [() => [growth({ count: PARTITIONS + 1, assignments: [{ brokerIds: [] }] })], 39],
    [() => [growth({}), growth({})], 42],
  ]
  for (const [topics, code] of faults) {
    const { results } = await same({ ...createPartitions, version }, (broker) => ({
      topics: [...topics(broker)],
      timeoutMs: 30_000,
      validateOnly: true,
    }))
    expect(results.map(({ errorCode }) => errorCode)).toEqual([code])
  }
})

test('CreatePartitions makes what Kafka makes, and only when it is not to validate alone', async () => {
  for (const [count, validateOnly] of [
    [PARTITIONS + 2, true],
    [PARTITIONS + 1, false],
    [PARTITIONS + 2, true],
    [PARTITIONS + 3, false],
  ] as const) {
    const { results } = await same({ ...createPartitions, version: 3 }, (broker) => ({
      topics: [
        growth({
          count,
          assignments: count === PARTITIONS + 3 ? [{ brokerIds: [broker] }, { brokerIds: [broker] }] : null,
        }),
      ],
      timeoutMs: 30_000,
      validateOnly,
    }))
    expect(results).toEqual([{ name: TOPIC, errorCode: 0, errorMessage: null }])
  }
})

test.each([0, 1, 2])('ElectLeaders v%i says what Kafka says', async (version) => {
  for (const electionType of version === 0 ? [0] : [0, 1, 9])
    for (const topicPartitions of [
      null,
      [],
      [
        { topic: TOPIC, partitions: [0, 2] },
        { topic: 'none', partitions: [0] },
      ],
      [{ topic: TOPIC, partitions: [99, -1] }],
    ])
      await same(
        { ...electLeaders, version },
        () => ({ electionType, topicPartitions, timeoutMs: 30_000 }),
        ofTopics,
      )
})

/** In whatever order, and without the topics that Kafka keeps for itself. */
const ofTopics = (answer: ElectLeadersResponse) => ({
  ...answer,
  replicaElectionResults: answer.replicaElectionResults
    .filter(({ topic }) => !topic.startsWith('__'))
    .toSorted((a, b) => a.topic.localeCompare(b.topic)),
})

test.each([0, 1])('AlterPartitionReassignments v%i says what Kafka says of one replica', async (version) => {
  const wishes: readonly ((broker: number) => readonly number[] | null)[] = [
    () => null,
    (broker) => [broker],
    () => [],
    () => [77],
    (broker) => [broker, 77],
    (broker) => [broker, broker],
  ]
  for (const allowReplicationFactorChange of version === 0 ? [true] : [true, false])
    for (const wish of wishes)
      for (const [name, partitionIndex] of [
        [TOPIC, 0],
        [TOPIC, 99],
        ['none', 0],
      ] as const)
        await same(
          { ...alter, version },
          (broker) => {
            const replicas = wish(broker)
            return {
              timeoutMs: 30_000,
              allowReplicationFactorChange,
              topics: [{ name, partitions: [{ partitionIndex, replicas: replicas && [...replicas] }] }],
            }
          },
          withoutIds,
        )
})

/** The brokers have different ids, which stand in messages. */
const withoutIds = (answer: AlterPartitionReassignmentsResponse): unknown =>
  JSON.parse(JSON.stringify(answer).replaceAll(/the broker \d+/g, 'the broker itself'))

test('ListPartitionReassignments finds none, as in Kafka', async () => {
  for (const topics of [
    null,
    [],
    [{ name: TOPIC, partitionIndexes: [0, 99] }],
    [{ name: 'none', partitionIndexes: [0] }],
  ])
    await same({ ...list, version: 0 }, () => ({ timeoutMs: 30_000, topics }))
})

test('DescribeProducers of a partition that nobody wrote to, or that is not there, says what Kafka says', async () => {
  for (const topics of [
    [],
    [{ name: TOPIC, partitionIndexes: [0] }],
    [{ name: TOPIC, partitionIndexes: [99] }],
    [{ name: 'none', partitionIndexes: [0] }],
  ])
    await same({ ...describeProducers, version: 0 }, () => ({ topics }))
})
