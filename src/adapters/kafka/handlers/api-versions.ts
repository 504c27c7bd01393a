import { errorCode, NONE } from '#adapters/kafka/error-codes'
import { apis } from '#adapters/kafka/protocol/apis'
import {
  ApiVersionsRequest,
  ApiVersionsResponse,
  namesClientSoftware,
  omitsZeroMinFeatures,
} from '#adapters/kafka/protocol/messages/api-versions'
import { handler } from './handler.ts'

export const apiVersions = handler({
  request: ApiVersionsRequest,
  response: ApiVersionsResponse,
  pace: 'in-turn',
  handle: (_, request, { version }) =>
    namesClientSoftware(version) &&
    !(isName(request.clientSoftwareName) && isName(request.clientSoftwareVersion))
      ? { ...nothing, errorCode: errorCode({ kind: 'invalid-request' }) }
      : {
          ...nothing,
          apiKeys: ranges,
          supportedFeatures: features
            .filter(({ minVersion }) => minVersion > 0 || !omitsZeroMinFeatures(version))
            .map(({ name, minVersion, maxVersion }) => ({ name, minVersion, maxVersion })),
          finalizedFeaturesEpoch: 0n,
          finalizedFeatures: features.map(({ name, level }) => ({
            name,
            maxVersionLevel: level,
            minVersionLevel: level,
          })),
        },
  // The client tries again in a version of this range (KIP-511); an empty list breaks librdkafka and others.
  otherVersion: () => ({
    ...nothing,
    errorCode: errorCode({ kind: 'unsupported-version' }),
    apiKeys: ranges.filter(({ apiKey }) => apiKey === ApiVersionsRequest.apiKey),
  }),
})

const ranges = apis.map(({ request, advertised: [minVersion, maxVersion] }) => ({
  apiKey: request.apiKey,
  minVersion,
  maxVersion,
}))

/**
 * Only what is there: a client uses what is announced, so that transactions and groups appear here with their APIs.
 * metadata.version means nothing to clients; tools show it as the version of Kafka, 4.3-IV0 at level 30.
 */
const features = [{ name: 'metadata.version', minVersion: 7, maxVersion: 30, level: 30 }]

const isName = (text: string): boolean => /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/.test(text)

const nothing: ApiVersionsResponse = {
  errorCode: NONE,
  apiKeys: [],
  throttleTimeMs: 0,
  supportedFeatures: [],
  finalizedFeaturesEpoch: -1n,
  finalizedFeatures: [],
  zkMigrationReady: false,
}
