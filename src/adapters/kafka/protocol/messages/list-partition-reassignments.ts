import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// ListPartitionReassignments 0 · replicas that are on their way to other brokers (KIP-455)

export const ListPartitionReassignmentsRequest = message({
  apiKey: 46,
  name: 'ListPartitionReassignments',
  versions: [0, 0],
  flexibleSince: 0,
  body: k.struct({
    timeoutMs: k.int32,
    topics: k.nullableArray(k.struct({ name: k.string, partitionIndexes: k.array(k.int32) })),
  }),
})
export type ListPartitionReassignmentsRequest = TypeOf<typeof ListPartitionReassignmentsRequest>

export const ListPartitionReassignmentsResponse = message({
  apiKey: 46,
  name: 'ListPartitionReassignments',
  versions: [0, 0],
  flexibleSince: 0,
  body: k.struct({
    throttleTimeMs: k.int32,
    errorCode: k.int16,
    errorMessage: k.nullableString,
    topics: k.array(
      k.struct({
        name: k.string,
        partitions: k.array(
          k.struct({
            partitionIndex: k.int32,
            replicas: k.array(k.int32),
            addingReplicas: k.array(k.int32),
            removingReplicas: k.array(k.int32),
          }),
        ),
      }),
    ),
  }),
})
export type ListPartitionReassignmentsResponse = TypeOf<typeof ListPartitionReassignmentsResponse>
