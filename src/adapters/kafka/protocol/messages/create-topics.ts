import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

// CreateTopics 2–7 · v4 the broker chooses partitions and replication factor (KIP-464) · v5 flexible, the answer tells
// the configuration (KIP-525) · v6 may be throttled by a quota (KIP-599) · v7 topic id in the answer (KIP-516)

export const CreateTopicsRequest = message({
  apiKey: 19,
  name: 'CreateTopics',
  versions: [2, 7],
  flexibleSince: 5,
  body: k.struct({
    topics: k.array(
      k.struct({
        name: k.string,
        numPartitions: k.int32,
        replicationFactor: k.int16,
        assignments: k.array(k.struct({ partitionIndex: k.int32, brokerIds: k.array(k.int32) })),
        configs: k.array(k.struct({ name: k.string, value: k.nullableString })),
      }),
    ),
    timeoutMs: k.int32,
    validateOnly: k.bool,
  }),
})
export type CreateTopicsRequest = TypeOf<typeof CreateTopicsRequest>

export const CreateTopicsResponse = message({
  apiKey: 19,
  name: 'CreateTopics',
  versions: [2, 7],
  flexibleSince: 5,
  body: k.struct({
    throttleTimeMs: k.int32,
    topics: k.array(
      k.struct({
        name: k.string,
        topicId: k.since(7, k.uuid, ZERO_UUID),
        errorCode: k.int16,
        errorMessage: k.nullableString,
        topicConfigErrorCode: k.tagged(0, 5, k.int16, 0),
        numPartitions: k.since(5, k.int32, -1),
        replicationFactor: k.since(5, k.int16, -1),
        configs: k.since(
          5,
          k.nullableArray(
            k.struct({
              name: k.string,
              value: k.nullableString,
              readOnly: k.bool,
              configSource: k.int8,
              isSensitive: k.bool,
            }),
          ),
          [],
        ),
      }),
    ),
  }),
})
export type CreateTopicsResponse = TypeOf<typeof CreateTopicsResponse>
