import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// DescribeTopicPartitions 0 · flexible from the start (KIP-966) · what Metadata says of topics, in pages: a cursor in
// the answer is where the next question starts

const cursor = { topicName: k.string, partitionIndex: k.int32 }

export const DescribeTopicPartitionsRequest = message({
  apiKey: 75,
  name: 'DescribeTopicPartitions',
  versions: [0, 0],
  flexibleSince: 0,
  body: k.struct({
    topics: k.array(k.struct({ name: k.string })),
    responsePartitionLimit: k.int32,
    cursor: k.nullableStruct(cursor),
  }),
})
export type DescribeTopicPartitionsRequest = TypeOf<typeof DescribeTopicPartitionsRequest>

export const DescribeTopicPartitionsResponse = message({
  apiKey: 75,
  name: 'DescribeTopicPartitions',
  versions: [0, 0],
  flexibleSince: 0,
  body: k.struct({
    throttleTimeMs: k.int32,
    topics: k.array(
      k.struct({
        errorCode: k.int16,
        name: k.nullableString,
        topicId: k.uuid,
        isInternal: k.bool,
        partitions: k.array(
          k.struct({
            errorCode: k.int16,
            partitionIndex: k.int32,
            leaderId: k.int32,
            leaderEpoch: k.int32,
            replicaNodes: k.array(k.int32),
            isrNodes: k.array(k.int32),
            eligibleLeaderReplicas: k.nullableArray(k.int32),
            lastKnownElr: k.nullableArray(k.int32),
            offlineReplicas: k.array(k.int32),
          }),
        ),
        topicAuthorizedOperations: k.int32,
      }),
    ),
    nextCursor: k.nullableStruct(cursor),
  }),
})
export type DescribeTopicPartitionsResponse = TypeOf<typeof DescribeTopicPartitionsResponse>
