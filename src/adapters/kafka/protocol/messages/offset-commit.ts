import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

// OffsetCommit 2–10 · v3 throttle · v5 retention is the broker's (KIP-211) · v6 leader epoch (KIP-320) · v7 static
// membership (KIP-345) · v8 flexible · v9 new group protocol (KIP-848) · v10 topics by id

export const OffsetCommitRequest = message({
  apiKey: 8,
  name: 'OffsetCommit',
  versions: [2, 10],
  flexibleSince: 8,
  body: k.struct({
    groupId: k.string,
    generationIdOrMemberEpoch: k.int32,
    memberId: k.string,
    groupInstanceId: k.since(7, k.nullableString, null),
    retentionTimeMs: k.until(4, k.int64, -1n),
    topics: k.array(
      k.struct({
        name: k.until(9, k.string, ''),
        topicId: k.since(10, k.uuid, ZERO_UUID),
        partitions: k.array(
          k.struct({
            partitionIndex: k.int32,
            committedOffset: k.int64,
            committedLeaderEpoch: k.since(6, k.int32, -1),
            committedMetadata: k.nullableString,
          }),
        ),
      }),
    ),
  }),
})
export type OffsetCommitRequest = TypeOf<typeof OffsetCommitRequest>

export const OffsetCommitResponse = message({
  apiKey: 8,
  name: 'OffsetCommit',
  versions: [2, 10],
  flexibleSince: 8,
  body: k.struct({
    throttleTimeMs: k.since(3, k.int32, 0),
    topics: k.array(
      k.struct({
        name: k.until(9, k.string, ''),
        topicId: k.since(10, k.uuid, ZERO_UUID),
        partitions: k.array(k.struct({ partitionIndex: k.int32, errorCode: k.int16 })),
      }),
    ),
  }),
})
export type OffsetCommitResponse = TypeOf<typeof OffsetCommitResponse>

/** GROUP_ID_NOT_FOUND; before it, a group that does not exist is an ILLEGAL_GENERATION. */
export const tellsUnknownGroup = (version: number): boolean => version >= 9

export const usesTopicIds = (version: number): boolean => version >= 10
