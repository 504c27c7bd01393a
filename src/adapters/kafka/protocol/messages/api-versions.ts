import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// ApiVersions 0–4 · v1 throttle · v3 flexible, client software, features (KIP-511, KIP-584) · v4 features that start
// at 0 (KAFKA-17011) · v5 (KIP-1242, cluster and node ids) is not spoken: 4.3 clients do not send it. The response
// header stays v0 in all versions, so that a client can read the answer to a version we do not know.

export const ApiVersionsRequest = message({
  apiKey: 18,
  name: 'ApiVersions',
  versions: [0, 4],
  flexibleSince: 3,
  body: k.struct({
    clientSoftwareName: k.since(3, k.string, ''),
    clientSoftwareVersion: k.since(3, k.string, ''),
  }),
})
export type ApiVersionsRequest = TypeOf<typeof ApiVersionsRequest>

export const ApiVersionsResponse = message({
  apiKey: 18,
  name: 'ApiVersions',
  versions: [0, 4],
  flexibleSince: 3,
  body: k.struct({
    errorCode: k.int16,
    apiKeys: k.array(k.struct({ apiKey: k.int16, minVersion: k.int16, maxVersion: k.int16 })),
    throttleTimeMs: k.since(1, k.int32, 0),
    supportedFeatures: k.tagged(
      0,
      3,
      k.array(k.struct({ name: k.string, minVersion: k.int16, maxVersion: k.int16 })),
      [],
    ),
    finalizedFeaturesEpoch: k.tagged(1, 3, k.int64, -1n),
    finalizedFeatures: k.tagged(
      2,
      3,
      k.array(k.struct({ name: k.string, maxVersionLevel: k.int16, minVersionLevel: k.int16 })),
      [],
    ),
    zkMigrationReady: k.tagged(3, 3, k.bool, false),
  }),
})
export type ApiVersionsResponse = TypeOf<typeof ApiVersionsResponse>

/** Older clients fail on a supported feature whose lowest version is 0, so it is left out (KAFKA-17011). */
export const omitsZeroMinFeatures = (version: number): boolean => version < 4

/** Whether name and version of the client's software are there to be checked (KIP-511). */
export const namesClientSoftware = (version: number): boolean => version >= 3
