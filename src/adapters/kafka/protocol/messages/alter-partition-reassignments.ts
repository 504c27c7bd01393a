import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// AlterPartitionReassignments 0–1 · replicas null cancels (KIP-455) · v1 may forbid another replication factor (KIP-860)

export const AlterPartitionReassignmentsRequest = message({
  apiKey: 45,
  name: 'AlterPartitionReassignments',
  versions: [0, 1],
  flexibleSince: 0,
  body: k.struct({
    timeoutMs: k.int32,
    allowReplicationFactorChange: k.since(1, k.bool, true),
    topics: k.array(
      k.struct({
        name: k.string,
        partitions: k.array(k.struct({ partitionIndex: k.int32, replicas: k.nullableArray(k.int32) })),
      }),
    ),
  }),
})
export type AlterPartitionReassignmentsRequest = TypeOf<typeof AlterPartitionReassignmentsRequest>

export const AlterPartitionReassignmentsResponse = message({
  apiKey: 45,
  name: 'AlterPartitionReassignments',
  versions: [0, 1],
  flexibleSince: 0,
  body: k.struct({
    throttleTimeMs: k.int32,
    allowReplicationFactorChange: k.since(1, k.bool, true),
    errorCode: k.int16,
    errorMessage: k.nullableString,
    responses: k.array(
      k.struct({
        name: k.string,
        partitions: k.array(
          k.struct({ partitionIndex: k.int32, errorCode: k.int16, errorMessage: k.nullableString }),
        ),
      }),
    ),
  }),
})
export type AlterPartitionReassignmentsResponse = TypeOf<typeof AlterPartitionReassignmentsResponse>
