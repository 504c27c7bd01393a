import { describe, expect, test } from 'vitest'
import { describeCluster } from '#adapters/kafka/handlers/describe-cluster'
import { describeTopicPartitions } from '#adapters/kafka/handlers/describe-topic-partitions'
import { findCoordinator } from '#adapters/kafka/handlers/find-coordinator'
import { metadata } from '#adapters/kafka/handlers/metadata'
import { produce } from '#adapters/kafka/handlers/produce'
import { E } from '#shared/fp'
import { aBroker, aTopic, fakeTopics, idOf } from '#test/support/fake-services'
import { aProduce } from '../server/requests.ts'
import { answer, brokerWith } from './ask.ts'

const topic = aTopic('a', 1, 2)
/** Of two brokers only the second has a listener EXTERNAL; the first one is from before they had names. */
const brokers = [
  aBroker(1),
  {
    ...aBroker(2),
    endpoints: [
      { listener: 'PLAINTEXT', host: 'inside', port: 9092 },
      { listener: 'EXTERNAL', host: 'outside', port: 9094 },
    ],
  },
] as const
const broker = brokerWith({
  topics: fakeTopics([topic]),
  cluster: { brokers: () => brokers, leaderOf: ({ partition }) => brokers[partition === 0 ? 0 : 1] },
  groups: { coordinatorOf: (group) => Promise.resolve(brokers[group === 'first' ? 0 : 1]) },
  produce: { append: () => Promise.resolve(E.left({ kind: 'not-leader', leader: 2 })) },
})
const inside = { listener: 'PLAINTEXT' }
const outside = { listener: 'EXTERNAL' }

const asked = {
  topics: [{ name: 'a', topicId: idOf(0) }],
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
}

describe('metadata', () => {
  test('tells the addresses of the listener that it was asked through', async () => {
    const { brokers: told, controllerId } = await answer(metadata, 13, asked, broker, inside)
    expect(told).toEqual([
      { nodeId: 1, host: 'host-1', port: 9093, rack: null },
      { nodeId: 2, host: 'inside', port: 9092, rack: 'r2' },
    ])
    expect(controllerId).toBe(1)
  })

  test.each([
    [13, 72],
    [6, 72],
    [5, 5],
  ])(
    'in version %i leaves brokers out that have none, whose partitions have no leader: %i',
    async (version, code) => {
      const body = await answer(metadata, version, asked, broker, outside)
      expect(body.brokers).toEqual([{ nodeId: 2, host: 'outside', port: 9094, rack: 'r2' }])
      expect(body.controllerId).toBe(2)
      expect(body.topics[0]?.partitions).toMatchObject([
        { errorCode: code, partitionIndex: 0, leaderId: -1, replicaNodes: [1], isrNodes: [1] },
        { errorCode: 0, partitionIndex: 1, leaderId: 2, replicaNodes: [2] },
      ])
    },
  )

  test('through a listener that nobody has any more tells of nobody', async () => {
    const body = await answer(metadata, 13, asked, broker, { listener: 'GONE' })
    expect(body).toMatchObject({ brokers: [], controllerId: -1 })
  })
})

test('DescribeTopicPartitions says LISTENER_NOT_FOUND of a leader that cannot be reached', async () => {
  const request = { topics: [{ name: 'a' }], responsePartitionLimit: 10, cursor: null }
  const { topics } = await answer(describeTopicPartitions, 0, request, broker, outside)
  expect(topics[0]?.partitions.map(({ errorCode, leaderId }) => [errorCode, leaderId])).toEqual([
    [72, -1],
    [0, 2],
  ])
})

test('DescribeCluster tells those who can be reached, one of them as the controller', async () => {
  const request = { includeClusterAuthorizedOperations: false, endpointType: 1, includeFencedBrokers: false }
  const body = await answer(describeCluster, 2, request, broker, outside)
  expect(body.controllerId).toBe(2)
  expect(body.brokers).toMatchObject([{ brokerId: 2, host: 'outside', port: 9094 }])
})

test('FindCoordinator tells the listener of the coordinator, or COORDINATOR_NOT_AVAILABLE', async () => {
  const request = { key: '', keyType: 0, coordinatorKeys: ['first', 'second'] }
  const { coordinators } = await answer(findCoordinator, 6, request, broker, outside)
  expect(coordinators).toMatchObject([
    { key: 'first', nodeId: -1, host: '', port: -1, errorCode: 15 },
    { key: 'second', nodeId: 2, host: 'outside', port: 9094, errorCode: 0 },
  ])
})

test('Produce sends a client to the leader by the address of its listener', async () => {
  const sent = aProduce(1)
  expect((await answer(produce, 12, sent, broker, inside)).nodeEndpoints).toEqual([
    { nodeId: 2, host: 'inside', port: 9092, rack: 'r2' },
  ])
  expect((await answer(produce, 12, sent, broker, outside)).nodeEndpoints).toEqual([
    { nodeId: 2, host: 'outside', port: 9094, rack: 'r2' },
  ])
})
