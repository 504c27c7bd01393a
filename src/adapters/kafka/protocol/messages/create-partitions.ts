import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// CreatePartitions 0–3 · v2 flexible · v3 may be throttled by a quota (KIP-599)

export const CreatePartitionsRequest = message({
  apiKey: 37,
  name: 'CreatePartitions',
  versions: [0, 3],
  flexibleSince: 2,
  body: k.struct({
    topics: k.array(
      k.struct({
        name: k.string,
        count: k.int32,
        assignments: k.nullableArray(k.struct({ brokerIds: k.array(k.int32) })),
      }),
    ),
    timeoutMs: k.int32,
    validateOnly: k.bool,
  }),
})
export type CreatePartitionsRequest = TypeOf<typeof CreatePartitionsRequest>

export const CreatePartitionsResponse = message({
  apiKey: 37,
  name: 'CreatePartitions',
  versions: [0, 3],
  flexibleSince: 2,
  body: k.struct({
    throttleTimeMs: k.int32,
    results: k.array(k.struct({ name: k.string, errorCode: k.int16, errorMessage: k.nullableString })),
  }),
})
export type CreatePartitionsResponse = TypeOf<typeof CreatePartitionsResponse>
