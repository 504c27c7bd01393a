import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// IncrementalAlterConfigs 0–1 (KIP-339) · v1 flexible

export const IncrementalAlterConfigsRequest = message({
  apiKey: 44,
  name: 'IncrementalAlterConfigs',
  versions: [0, 1],
  flexibleSince: 1,
  body: k.struct({
    resources: k.array(
      k.struct({
        resourceType: k.int8,
        resourceName: k.string,
        configs: k.array(k.struct({ name: k.string, configOperation: k.int8, value: k.nullableString })),
      }),
    ),
    validateOnly: k.bool,
  }),
})
export type IncrementalAlterConfigsRequest = TypeOf<typeof IncrementalAlterConfigsRequest>

export const IncrementalAlterConfigsResponse = message({
  apiKey: 44,
  name: 'IncrementalAlterConfigs',
  versions: [0, 1],
  flexibleSince: 1,
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
export type IncrementalAlterConfigsResponse = TypeOf<typeof IncrementalAlterConfigsResponse>
