import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// ListOffsets 1–11 · v2 isolation level · v4 leader epoch (KIP-320) · v5 offset-not-available error · v6 flexible ·
// v10 timeout (KIP-1075) · the meaning of negative timestamps grew with the versions, see below

export const ListOffsetsRequest = message({
  apiKey: 2,
  name: 'ListOffsets',
  versions: [1, 11],
  flexibleSince: 6,
  body: k.struct({
    replicaId: k.int32,
    isolationLevel: k.since(2, k.int8, 0),
    topics: k.array(
      k.struct({
        name: k.string,
        partitions: k.array(
          k.struct({
            partitionIndex: k.int32,
            currentLeaderEpoch: k.since(4, k.int32, -1),
            timestamp: k.int64,
          }),
        ),
      }),
    ),
    timeoutMs: k.since(10, k.int32, 0),
  }),
})
export type ListOffsetsRequest = TypeOf<typeof ListOffsetsRequest>

export const ListOffsetsResponse = message({
  apiKey: 2,
  name: 'ListOffsets',
  versions: [1, 11],
  flexibleSince: 6,
  body: k.struct({
    throttleTimeMs: k.since(2, k.int32, 0),
    topics: k.array(
      k.struct({
        name: k.string,
        partitions: k.array(
          k.struct({
            partitionIndex: k.int32,
            errorCode: k.int16,
            timestamp: k.int64,
            offset: k.int64,
            leaderEpoch: k.since(4, k.int32, -1),
          }),
        ),
      }),
    ),
  }),
})
export type ListOffsetsResponse = TypeOf<typeof ListOffsetsResponse>

/** -3, the record with the largest timestamp (KIP-734). */
export const allowsMaxTimestamp = (version: number): boolean => version >= 7

/** -4, the first offset that is still in the local log (KIP-405). */
export const allowsEarliestLocal = (version: number): boolean => version >= 8

/** -5, the last offset in tiered storage (KIP-1005). */
export const allowsLatestTiered = (version: number): boolean => version >= 9

/** -6, the first offset that waits for its upload (KIP-1023). */
export const allowsEarliestPendingUpload = (version: number): boolean => version >= 11
