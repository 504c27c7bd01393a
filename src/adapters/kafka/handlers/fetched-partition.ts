import { errorCode, failureCode, NONE } from '#adapters/kafka/error-codes'
import {
  type FetchRequest,
  type FetchResponse,
  noDivergence,
  noLeader,
  noSnapshot,
} from '#adapters/kafka/protocol/messages/fetch'
import type { FetchedPartition, FetchRefusal } from '#application/fetch/fetch'
import type { Bounds } from '#domain/log/types'
import { E } from '#shared/fp'

type Answer = FetchResponse['responses'][number]['partitions'][number]
type Aborted = Answer['abortedTransactions']

const READ_COMMITTED = 1

/** Null tells a client that it sees uncommitted records; as long as there are no transactions, none was ever aborted. */
export const isolation = ({ isolationLevel }: FetchRequest): Aborted =>
  isolationLevel === READ_COMMITTED ? [] : null

export const fetchedPartition = (index: number, outcome: FetchedPartition, aborted: Aborted): Answer => {
  if (E.isLeft(outcome)) return refused(index, outcome.left)
  const { bounds, records } = outcome.right
  return within(bounds, { ...unaskedPartition(index, NONE), abortedTransactions: aborted, records })
}

/** A partition about which nothing but an error is known. */
export const unaskedPartition = (index: number, code: number): Answer => ({
  partitionIndex: index,
  errorCode: code,
  highWatermark: -1n,
  lastStableOffset: -1n,
  logStartOffset: -1n,
  divergingEpoch: noDivergence,
  currentLeader: noLeader,
  snapshotId: noSnapshot,
  abortedTransactions: null,
  preferredReadReplica: -1,
  records: [],
})

const refused = (index: number, refusal: FetchRefusal): Answer => {
  if (refusal.kind === 'store-failure')
    return unaskedPartition(index, failureCode('partition', refusal.error))
  const answer = unaskedPartition(index, errorCode(refusal))
  return refusal.kind === 'offset-out-of-range' ? within(refusal.bounds, answer) : answer
}

const within = ({ highWatermark, logStart }: Bounds, answer: Answer): Answer => ({
  ...answer,
  highWatermark: BigInt(highWatermark),
  lastStableOffset: BigInt(highWatermark),
  logStartOffset: BigInt(logStart),
})
