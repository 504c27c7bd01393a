import { errorCode, errorMessage, NONE, quoted } from '#adapters/kafka/error-codes'
import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from '#adapters/kafka/protocol/messages/alter-partition-reassignments'
import type { Cluster } from '#application/cluster/cluster'
import { reassign } from '#domain/cluster/replicas'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { type Found, hasPartition, highest, isTopic, lookUp } from './lookup.ts'

export const alterPartitionReassignments = handler({
  request: AlterPartitionReassignmentsRequest,
  response: AlterPartitionReassignmentsResponse,
  pace: 'in-turn',
  handle: async ({ services: { topics, cluster } }, request) => {
    const { allowReplicationFactorChange } = request
    const wanted = request.topics.map(({ name, partitions }) => ({
      name,
      upTo: highest(partitions, ({ partitionIndex }) => partitionIndex),
    }))
    const found = await lookUp(topics, wanted, 'topic-change')
    const judge = judgeOf(cluster, allowReplicationFactorChange)
    return {
      throttleTimeMs: 0,
      allowReplicationFactorChange,
      errorCode: NONE,
      errorMessage: null,
      responses: request.topics.map(({ name, partitions }, i) => ({
        name,
        partitions: partitions.map((asked) => judge(name, found[i] ?? NONE, asked)),
      })),
    }
  },
})

type Asked = AlterPartitionReassignmentsRequest['topics'][number]['partitions'][number]
type Answer = AlterPartitionReassignmentsResponse['responses'][number]['partitions'][number]

const unknownTopic = errorCode({ kind: 'unknown-topic' })
const unknownPartition = errorCode({ kind: 'unknown-partition' })

const judgeOf = (cluster: Cluster, allowReplicationFactorChange: boolean) => {
  const brokers = new Set(cluster.brokers().map(({ id }) => id))
  return (name: string, topic: Found, { partitionIndex, replicas }: Asked): Answer => {
    if (!isTopic(topic))
      return answer(
        partitionIndex,
        topic,
        topic === unknownTopic ? `Unable to find a topic named ${quoted(name)}.` : null,
      )
    if (!hasPartition(topic, partitionIndex))
      return answer(partitionIndex, unknownPartition, `Unable to find partition ${name}:${partitionIndex}.`)
    const leader = cluster.leaderOf({ topicId: topic.id, partition: partitionIndex })
    const verdict = reassign({ replicas, allowReplicationFactorChange }, leader.id, brokers)
    return E.isLeft(verdict)
      ? answer(partitionIndex, errorCode(verdict.left), errorMessage(verdict.left))
      : answer(partitionIndex, NONE, null)
  }
}

const answer = (partitionIndex: number, code: number, message: string | null): Answer => ({
  partitionIndex,
  errorCode: code,
  errorMessage: message,
})
