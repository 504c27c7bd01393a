import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// AlterConfigs 0–2 · v2 flexible · what is not named is taken away; IncrementalAlterConfigs replaces it (KIP-339)

export const AlterConfigsRequest = message({
  apiKey: 33,
  name: 'AlterConfigs',
  versions: [0, 2],
  flexibleSince: 2,
  body: k.struct({
    resources: k.array(
      k.struct({
        resourceType: k.int8,
        resourceName: k.string,
        configs: k.array(k.struct({ name: k.string, value: k.nullableString })),
      }),
    ),
    validateOnly: k.bool,
  }),
})
export type AlterConfigsRequest = TypeOf<typeof AlterConfigsRequest>

export const AlterConfigsResponse = message({
  apiKey: 33,
  name: 'AlterConfigs',
  versions: [0, 2],
  flexibleSince: 2,
  body: k.struct({
    throttleTimeMs: k.int32,
    responses: k.array(
      k.struct({
        errorCode: k.int16,
        errorMessage: k.nullableString,
        resourceType: k.int8,
        resourceName: k.string,
      }),
    ),
  }),
})
export type AlterConfigsResponse = TypeOf<typeof AlterConfigsResponse>
