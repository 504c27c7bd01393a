import { ApiVersionsRequest } from '#adapters/kafka/protocol/messages/api-versions'
import { FetchRequest } from '#adapters/kafka/protocol/messages/fetch'
import { InitProducerIdRequest } from '#adapters/kafka/protocol/messages/init-producer-id'
import { MetadataRequest } from '#adapters/kafka/protocol/messages/metadata'
import { ProduceRequest } from '#adapters/kafka/protocol/messages/produce'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import type { RawClient } from './raw-client.ts'

export const software = { clientSoftwareName: 'raw', clientSoftwareVersion: '1' }

export const sendVersions = (client: RawClient, version = 3): number =>
  client.send(ApiVersionsRequest, version, software)

export const aProduce = (
  partition = 0,
  { acks = -1, records = Buffer.from('records'), name = 'a' } = {},
): ProduceRequest => ({
  transactionalId: null,
  acks,
  timeoutMs: 1_000,
  topicData: [{ name, topicId: ZERO_UUID, partitionData: [{ index: partition, records: [records] }] }],
})
export const sendProduce = (client: RawClient, ...asked: Parameters<typeof aProduce>): number =>
  client.send(ProduceRequest, 9, aProduce(...asked))

const aFetch = (partition: number, maxBytes: number): FetchRequest => ({
  clusterId: null,
  replicaId: -1,
  replicaState: { replicaId: -1, replicaEpoch: -1n },
  maxWaitMs: 500,
  minBytes: 1,
  maxBytes,
  isolationLevel: 0,
  sessionId: 0,
  sessionEpoch: -1,
  topics: [
    {
      topic: 'a',
      topicId: ZERO_UUID,
      partitions: [
        {
          partition,
          currentLeaderEpoch: -1,
          fetchOffset: 0n,
          lastFetchedEpoch: -1,
          logStartOffset: -1n,
          partitionMaxBytes: maxBytes,
          replicaDirectoryId: ZERO_UUID,
          highWatermark: 9_223_372_036_854_775_807n,
        },
      ],
    },
  ],
  forgottenTopicsData: [],
  rackId: '',
})
export const sendFetch = (client: RawClient, partition = 0, maxBytes = 1_000_000): number =>
  client.send(FetchRequest, 12, aFetch(partition, maxBytes))

/** The correlation id of the next answer, whatever it is. */
export const nextId = async (client: RawClient): Promise<number> => (await client.frame()).readInt32BE(0)

export const sendMetadata = (client: RawClient): number =>
  client.send(MetadataRequest, 9, {
    topics: null,
    allowAutoTopicCreation: false,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  })

export const sendInitProducerId = (client: RawClient): number =>
  client.send(InitProducerIdRequest, 3, {
    transactionalId: null,
    transactionTimeoutMs: 0,
    producerId: -1n,
    producerEpoch: -1,
  })

/** A frame of a header with an empty client id, and nothing after it but `rest`. */
export const aHeader = (
  apiKey: number,
  version: number,
  correlationId: number,
  rest: Buffer = Buffer.alloc(0),
): Buffer => {
  const header = Buffer.alloc(14)
  header.writeInt32BE(10 + rest.length, 0)
  header.writeInt16BE(apiKey, 4)
  header.writeInt16BE(version, 6)
  header.writeInt32BE(correlationId, 8)
  header.writeInt16BE(0, 12)
  return Buffer.concat([header, rest])
}
