import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

// Fetch 4–18 · v4 isolation level, record batches v2 · v5 log start offset · v7 sessions (KIP-227) · v9 leader epoch
// (KIP-320) · v10 zstd (KIP-110) · v11 follower fetching (KIP-392) · v12 flexible, diverging epochs (KIP-595) · v13
// topics by id (KIP-516) · v15 replica state (KIP-903) · v16 the new leader's endpoint (KIP-951) · v17 directory id
// (KIP-853) · v18 high watermark of the replica (KIP-1166)

const NO_HIGH_WATERMARK = 9_223_372_036_854_775_807n

export const FetchRequest = message({
  apiKey: 1,
  name: 'Fetch',
  versions: [4, 18],
  flexibleSince: 12,
  body: k.struct({
    clusterId: k.tagged(0, 12, k.nullableString, null),
    replicaId: k.until(14, k.int32, -1),
    replicaState: k.tagged(1, 15, k.struct({ replicaId: k.int32, replicaEpoch: k.int64 }), {
      replicaId: -1,
      replicaEpoch: -1n,
    }),
    maxWaitMs: k.int32,
    minBytes: k.int32,
    maxBytes: k.int32,
    isolationLevel: k.int8,
    sessionId: k.since(7, k.int32, 0),
    sessionEpoch: k.since(7, k.int32, -1),
    topics: k.array(
      k.struct({
        topic: k.until(12, k.string, ''),
        topicId: k.since(13, k.uuid, ZERO_UUID),
        partitions: k.array(
          k.struct({
            partition: k.int32,
            currentLeaderEpoch: k.since(9, k.int32, -1),
            fetchOffset: k.int64,
            lastFetchedEpoch: k.since(12, k.int32, -1),
            logStartOffset: k.since(5, k.int64, -1n),
            partitionMaxBytes: k.int32,
            replicaDirectoryId: k.tagged(0, 17, k.uuid, ZERO_UUID),
            highWatermark: k.tagged(1, 18, k.int64, NO_HIGH_WATERMARK),
          }),
        ),
      }),
    ),
    forgottenTopicsData: k.since(
      7,
      k.array(
        k.struct({
          topic: k.until(12, k.string, ''),
          topicId: k.since(13, k.uuid, ZERO_UUID),
          partitions: k.array(k.int32),
        }),
      ),
      [],
    ),
    rackId: k.since(11, k.string, ''),
  }),
})
export type FetchRequest = TypeOf<typeof FetchRequest>

/** The tagged fields of a partition that has nothing to say in them, and so leaves them off the wire. */
export const noDivergence = { epoch: -1, endOffset: -1n }
export const noLeader = { leaderId: -1, leaderEpoch: -1 }
export const noSnapshot = { endOffset: -1n, epoch: -1 }

export const FetchResponse = message({
  apiKey: 1,
  name: 'Fetch',
  versions: [4, 18],
  flexibleSince: 12,
  body: k.struct({
    throttleTimeMs: k.int32,
    errorCode: k.since(7, k.int16, 0),
    sessionId: k.since(7, k.int32, 0),
    responses: k.array(
      k.struct({
        topic: k.until(12, k.string, ''),
        topicId: k.since(13, k.uuid, ZERO_UUID),
        partitions: k.array(
          k.struct({
            partitionIndex: k.int32,
            errorCode: k.int16,
            highWatermark: k.int64,
            lastStableOffset: k.int64,
            logStartOffset: k.since(5, k.int64, -1n),
            divergingEpoch: k.tagged(0, 12, k.struct({ epoch: k.int32, endOffset: k.int64 }), noDivergence),
            currentLeader: k.tagged(1, 12, k.struct({ leaderId: k.int32, leaderEpoch: k.int32 }), noLeader),
            snapshotId: k.tagged(2, 12, k.struct({ endOffset: k.int64, epoch: k.int32 }), noSnapshot),
            abortedTransactions: k.nullableArray(k.struct({ producerId: k.int64, firstOffset: k.int64 })),
            preferredReadReplica: k.since(11, k.int32, -1),
            records: k.nullableRecords,
          }),
        ),
      }),
    ),
    nodeEndpoints: k.tagged(
      0,
      16,
      k.array(k.struct({ nodeId: k.int32, host: k.string, port: k.int32, rack: k.nullableString })),
      [],
    ),
  }),
})
export type FetchResponse = TypeOf<typeof FetchResponse>

export const usesTopicIds = (version: number): boolean => version >= 13
