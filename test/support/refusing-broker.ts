import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { apis } from '#adapters/kafka/protocol/apis'
import { encodeResponse } from '#adapters/kafka/protocol/frame'
import { readRequestHeader } from '#adapters/kafka/protocol/header'
import { ApiVersionsResponse } from '#adapters/kafka/protocol/messages/api-versions'
import { MetadataResponse } from '#adapters/kafka/protocol/messages/metadata'
import { Reader } from '#adapters/kafka/protocol/reader'

const [API_VERSIONS, METADATA] = [18, 3]

export type Server = Readonly<{ address: string; stop: () => Promise<void> }>

/**
 * Something that listens. It speaks as far as ApiVersions, and answers Metadata with this error for every topic; or, where
 * there is none, never. `oldest` is a broker that knows nothing but the first version of ApiVersions.
 */
export const refusingBroker = (errorCode: number | null, oldest = false): Promise<Server> =>
  listening((socket) => {
    socket.on('data', (frame: Buffer) => {
      const { apiKey, version, correlationId } = readRequestHeader(new Reader(frame.subarray(4)))
      if (apiKey === API_VERSIONS) {
        const isTooNew = oldest && version > 0
        const apiKeys = apis.map(({ request }) => ({
          apiKey: request.apiKey,
          minVersion: request.versions[0],
          maxVersion: oldest && request.apiKey === API_VERSIONS ? 0 : request.versions[1],
        }))
        const body = { ...noFeatures, errorCode: isTooNew ? 35 : 0, apiKeys: isTooNew ? [] : apiKeys }
        for (const chunk of encodeResponse(ApiVersionsResponse, isTooNew ? 0 : version, correlationId, body))
          socket.write(chunk)
      }
      if (apiKey !== METADATA || errorCode === null) return
      const topic = { errorCode, name: 'secret', topicId: 'AAAAAAAAAAAAAAAAAAAAAA', isInternal: false }
      const body = {
        throttleTimeMs: 0,
        brokers: [],
        clusterId: 'closed',
        controllerId: -1,
        topics: [{ ...topic, partitions: [], topicAuthorizedOperations: 0 }],
        clusterAuthorizedOperations: 0,
        errorCode: 0,
      }
      for (const chunk of encodeResponse(MetadataResponse, version, correlationId, body)) socket.write(chunk)
    })
  })

const noFeatures = {
  throttleTimeMs: 0,
  supportedFeatures: [],
  finalizedFeaturesEpoch: -1n,
  finalizedFeatures: [],
  zkMigrationReady: false,
}

/** Something that listens, and does this with each connection. */
export const listening = async (serve: (socket: Socket) => void): Promise<Server> => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('no port')
  return {
    address: `127.0.0.1:${bound.port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
