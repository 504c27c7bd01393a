import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

// OffsetFetch 1–10 · v2 null for all topics, an error of the group · v3 throttle · v5 leader epoch (KIP-320) · v6 flexible ·
// v7 require stable (KIP-447) · v8 many groups at once (KIP-709) · v9 member of the new group protocol (KIP-848) · v10
// topics by id

export const OffsetFetchRequest = message({
  apiKey: 9,
  name: 'OffsetFetch',
  versions: [1, 10],
  flexibleSince: 6,
  body: k.struct({
    groupId: k.until(7, k.string, ''),
    topics: k.until(
      7,
      k.nullableSince(2, k.array(k.struct({ name: k.string, partitionIndexes: k.array(k.int32) }))),
      [],
    ),
    groups: k.since(
      8,
      k.array(
        k.struct({
          groupId: k.string,
          memberId: k.since(9, k.nullableString, null),
          memberEpoch: k.since(9, k.int32, -1),
          topics: k.nullableArray(
            k.struct({
              name: k.until(9, k.string, ''),
              topicId: k.since(10, k.uuid, ZERO_UUID),
              partitionIndexes: k.array(k.int32),
            }),
          ),
        }),
      ),
      [],
    ),
    requireStable: k.since(7, k.bool, false),
  }),
})
export type OffsetFetchRequest = TypeOf<typeof OffsetFetchRequest>

const partition = {
  partitionIndex: k.int32,
  committedOffset: k.int64,
  committedLeaderEpoch: k.since(5, k.int32, -1),
  metadata: k.nullableString,
  errorCode: k.int16,
}

export const OffsetFetchResponse = message({
  apiKey: 9,
  name: 'OffsetFetch',
  versions: [1, 10],
  flexibleSince: 6,
  body: k.struct({
    throttleTimeMs: k.since(3, k.int32, 0),
    topics: k.until(7, k.array(k.struct({ name: k.string, partitions: k.array(k.struct(partition)) })), []),
    errorCode: k.between(2, 7, k.int16, 0),
    groups: k.since(
      8,
      k.array(
        k.struct({
          groupId: k.string,
          topics: k.array(
            k.struct({
              name: k.until(9, k.string, ''),
              topicId: k.since(10, k.uuid, ZERO_UUID),
              partitions: k.array(k.struct(partition)),
            }),
          ),
          errorCode: k.int16,
        }),
      ),
      [],
    ),
  }),
})
export type OffsetFetchResponse = TypeOf<typeof OffsetFetchResponse>

/** An error of the whole group; before it, each partition carries it. */
export const tellsGroupError = (version: number): boolean => version >= 2

/** Whether question and answer are in the list of groups rather than in the single fields (KIP-709). */
export const batchesGroups = (version: number): boolean => version >= 8

export const usesTopicIds = (version: number): boolean => version >= 10
