import { errorCode, errorMessage, NONE, type Refusal } from '#adapters/kafka/error-codes'
import { noLeader, type ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
import type { Cluster } from '#application/cluster/cluster'
import type { Produced } from '#application/produce/produce'
import { UNKNOWN_LEADER_EPOCH } from './partition-view.ts'
import { reachableBrokers } from './reachable.ts'

type Answers = ProduceResponse['responses']
export type ProducedPartition = Answers[number]['partitionResponses'][number]

export const written = (
  index: number,
  { baseOffset, logAppendTime, logStart }: Produced,
): ProducedPartition => ({
  ...failed(index, NONE),
  baseOffset: BigInt(baseOffset),
  logAppendTimeMs: BigInt(logAppendTime),
  logStartOffset: BigInt(logStart),
})

export const refused = (index: number, refusal: Refusal): ProducedPartition => ({
  ...failed(index, errorCode(refusal)),
  recordErrors:
    refusal.kind === 'invalid-records'
      ? refusal.records.map(({ batchIndex, message }) => ({ batchIndex, batchIndexErrorMessage: message }))
      : [],
  errorMessage: errorMessage(refusal),
  currentLeader:
    refusal.kind === 'not-leader'
      ? { leaderId: refusal.leader, leaderEpoch: UNKNOWN_LEADER_EPOCH }
      : noLeader,
})

export const failed = (index: number, code: number): ProducedPartition => ({
  index,
  errorCode: code,
  baseOffset: -1n,
  logAppendTimeMs: -1n,
  logStartOffset: -1n,
  recordErrors: [],
  errorMessage: null,
  currentLeader: noLeader,
})

/** Where the leaders are that a client is sent to (KIP-951). */
export const endpoints = (
  cluster: Cluster,
  listener: string,
  responses: Answers,
): ProduceResponse['nodeEndpoints'] => {
  const named = new Set(
    responses.flatMap((topic) => topic.partitionResponses.map((p) => p.currentLeader.leaderId)),
  )
  return reachableBrokers(cluster, listener)
    .filter(({ id }) => named.has(id))
    .map(({ id, host, port, rack }) => ({ nodeId: id, host, port, rack }))
}
