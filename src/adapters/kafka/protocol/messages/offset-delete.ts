import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'
import { NEVER } from '#adapters/kafka/protocol/shape'

// OffsetDelete 0 (KIP-496), never flexible

export const OffsetDeleteRequest = message({
  apiKey: 47,
  name: 'OffsetDelete',
  versions: [0, 0],
  flexibleSince: NEVER,
  body: k.struct({
    groupId: k.string,
    topics: k.array(k.struct({ name: k.string, partitions: k.array(k.struct({ partitionIndex: k.int32 })) })),
  }),
})
export type OffsetDeleteRequest = TypeOf<typeof OffsetDeleteRequest>

export const OffsetDeleteResponse = message({
  apiKey: 47,
  name: 'OffsetDelete',
  versions: [0, 0],
  flexibleSince: NEVER,
  body: k.struct({
    errorCode: k.int16,
    throttleTimeMs: k.int32,
    topics: k.array(
      k.struct({
        name: k.string,
        partitions: k.array(k.struct({ partitionIndex: k.int32, errorCode: k.int16 })),
      }),
    ),
  }),
})
export type OffsetDeleteResponse = TypeOf<typeof OffsetDeleteResponse>
