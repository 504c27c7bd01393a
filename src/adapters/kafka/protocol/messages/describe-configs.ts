import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// DescribeConfigs 1–4 · v1 source and synonyms (KIP-226) · v3 type and documentation (KIP-569) · v4 flexible

export const DescribeConfigsRequest = message({
  apiKey: 32,
  name: 'DescribeConfigs',
  versions: [1, 4],
  flexibleSince: 4,
  body: k.struct({
    resources: k.array(
      k.struct({
        resourceType: k.int8,
        resourceName: k.string,
        configurationKeys: k.nullableArray(k.string),
      }),
    ),
    includeSynonyms: k.bool,
    includeDocumentation: k.since(3, k.bool, false),
  }),
})
export type DescribeConfigsRequest = TypeOf<typeof DescribeConfigsRequest>

export const DescribeConfigsResponse = message({
  apiKey: 32,
  name: 'DescribeConfigs',
  versions: [1, 4],
  flexibleSince: 4,
  body: k.struct({
    throttleTimeMs: k.int32,
    results: k.array(
      k.struct({
        errorCode: k.int16,
        errorMessage: k.nullableString,
        resourceType: k.int8,
        resourceName: k.string,
        configs: k.array(
          k.struct({
            name: k.string,
            value: k.nullableString,
            readOnly: k.bool,
            configSource: k.int8,
            isSensitive: k.bool,
            synonyms: k.array(k.struct({ name: k.string, value: k.nullableString, source: k.int8 })),
            configType: k.since(3, k.int8, 0),
            documentation: k.since(3, k.nullableString, ''),
          }),
        ),
      }),
    ),
  }),
})
export type DescribeConfigsResponse = TypeOf<typeof DescribeConfigsResponse>
