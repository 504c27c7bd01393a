import { FetchRequest, FetchResponse } from '#adapters/kafka/protocol/messages/fetch'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { check } from './errors.ts'
import type { Kafka } from './kafka.ts'

export type Position = Readonly<{ partition: number; offset: bigint }>
/** As a broker sent it: whole batches, the last of them perhaps cut short. */
export type FetchedPartition = Readonly<{
  partition: number
  errorCode: number
  bytes: Buffer
}>

export type Fetching = Readonly<{
  topic: string
  leader: number
  positions: readonly Position[]
  /** How long the broker may wait for records when there are none. */
  maxWaitMs: number
  signal: AbortSignal
}>

/** Version 13 names topics by their ids. */
const BY_NAME = 12
const MAX_BYTES = 16 * 1024 * 1024
const PARTITION_MAX_BYTES = 2 * 1024 * 1024
const NO_SESSION = -1

export const fetchFrom = async (
  kafka: Kafka,
  { topic, leader, positions, maxWaitMs, signal }: Fetching,
): Promise<readonly FetchedPartition[]> => {
  const partitions = positions.map(({ partition, offset }) => ({
    partition,
    currentLeaderEpoch: -1,
    fetchOffset: offset,
    lastFetchedEpoch: -1,
    logStartOffset: -1n,
    partitionMaxBytes: PARTITION_MAX_BYTES,
    replicaDirectoryId: ZERO_UUID,
    highWatermark: UNKNOWN_HIGH_WATERMARK,
  }))
  const body = {
    clusterId: null,
    replicaId: -1,
    replicaState: { replicaId: -1, replicaEpoch: -1n },
    maxWaitMs,
    minBytes: 1,
    maxBytes: MAX_BYTES,
    isolationLevel: 0,
    sessionId: 0,
    sessionEpoch: NO_SESSION,
    topics: [{ topic, topicId: ZERO_UUID, partitions }],
    forgottenTopicsData: [],
    rackId: '',
  }
  const api = { request: FetchRequest, response: FetchResponse }
  const answer = await kafka.ask(api, { body, to: leader, upTo: BY_NAME, waitsMs: maxWaitMs, signal })
  check(`broker ${leader}`, answer.errorCode)
  return answer.responses.flatMap((each) =>
    each.partitions.map(({ partitionIndex, errorCode, records }) => ({
      partition: partitionIndex,
      errorCode,
      bytes: Buffer.concat(records ?? []),
    })),
  )
}

const UNKNOWN_HIGH_WATERMARK = 9_223_372_036_854_775_807n
