import { errorCode, errorMessage, NONE, quoted, type Refusal } from '#adapters/kafka/error-codes'
import { ElectLeadersRequest, ElectLeadersResponse } from '#adapters/kafka/protocol/messages/elect-leaders'
import { electionFault, electionNotNeeded } from '#domain/cluster/replicas'
import { handler } from './handler.ts'
import { type Found, hasPartition, highest, isTopic, lookUp } from './lookup.ts'

export const electLeaders = handler({
  request: ElectLeadersRequest,
  response: ElectLeadersResponse,
  pace: 'in-turn',
  handle: async ({ services: { topics } }, { electionType, topicPartitions }) => {
    // Where nothing is asked for, Kafka does not look at what is asked.
    if (topicPartitions?.length === 0) return answer(NONE)
    const fault = electionFault(electionType)
    if (fault !== undefined) return refuseAll(topicPartitions, fault)
    // Of all partitions Kafka tells only those that needed an election, beside the names of all topics.
    if (topicPartitions === null)
      return answer(
        NONE,
        topics.all().map(({ name }) => ({ topic: name, partitionResult: [] })),
      )
    const wanted = topicPartitions.map(({ topic, partitions }) => ({
      name: topic,
      upTo: highest(partitions, (index) => index),
    }))
    const found = await lookUp(topics, wanted, 'topic-change')
    return answer(
      NONE,
      topicPartitions.map(({ topic, partitions }, i) => ({
        topic,
        partitionResult: partitions.map((index) => elect(topic, found[i] ?? NONE, index)),
      })),
    )
  },
})

type Result = ElectLeadersResponse['replicaElectionResults'][number]['partitionResult'][number]

const unknownTopic = errorCode({ kind: 'unknown-topic' })
const unknownPartition = errorCode({ kind: 'unknown-partition' })

const elect = (name: string, topic: Found, index: number): Result => {
  if (!isTopic(topic))
    return result(index, topic, topic === unknownTopic ? `No such topic as ${quoted(name)}` : null)
  return hasPartition(topic, index)
    ? result(index, errorCode(electionNotNeeded), errorMessage(electionNotNeeded))
    : result(index, unknownPartition, `No such partition as ${name}-${index}`)
}

const refuseAll = (
  topicPartitions: ElectLeadersRequest['topicPartitions'],
  fault: Refusal,
): ElectLeadersResponse =>
  answer(
    errorCode(fault),
    (topicPartitions ?? []).map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((index) => result(index, errorCode(fault), errorMessage(fault))),
    })),
  )

const result = (partitionId: number, code: number, message: string | null): Result => ({
  partitionId,
  errorCode: code,
  errorMessage: message,
})

const answer = (
  code: number,
  replicaElectionResults: ElectLeadersResponse['replicaElectionResults'] = [],
): ElectLeadersResponse => ({ throttleTimeMs: 0, errorCode: code, replicaElectionResults })
