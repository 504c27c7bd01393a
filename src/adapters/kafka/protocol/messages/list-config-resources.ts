import { CLIENT_METRICS_RESOURCE } from '#adapters/kafka/protocol/config-resource'
import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// ListConfigResources 0–1 · v0 was ListClientMetricsResources (KIP-714) · v1 of every type (KIP-1142)

/** Before, subscriptions to metrics of clients were all that could be listed. */
export const listsEveryType = (version: number): boolean => version >= 1

export const ListConfigResourcesRequest = message({
  apiKey: 74,
  name: 'ListConfigResources',
  versions: [0, 1],
  flexibleSince: 0,
  body: k.struct({ resourceTypes: k.since(1, k.array(k.int8), []) }),
})
export type ListConfigResourcesRequest = TypeOf<typeof ListConfigResourcesRequest>

export const ListConfigResourcesResponse = message({
  apiKey: 74,
  name: 'ListConfigResources',
  versions: [0, 1],
  flexibleSince: 0,
  body: k.struct({
    throttleTimeMs: k.int32,
    errorCode: k.int16,
    configResources: k.array(
      k.struct({ resourceName: k.string, resourceType: k.since(1, k.int8, CLIENT_METRICS_RESOURCE) }),
    ),
  }),
})
export type ListConfigResourcesResponse = TypeOf<typeof ListConfigResourcesResponse>
