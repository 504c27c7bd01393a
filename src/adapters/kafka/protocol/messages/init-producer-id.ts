import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// InitProducerId 0–5 · v2 flexible · v3 a producer may ask to go on with its id and epoch (KIP-360) · v4 producer-fenced
// error (KIP-588) · v5 transaction-abortable error (KIP-890) · v6, two-phase commit (KIP-939), is unstable in Kafka 4.3

export const InitProducerIdRequest = message({
  apiKey: 22,
  name: 'InitProducerId',
  versions: [0, 5],
  flexibleSince: 2,
  body: k.struct({
    transactionalId: k.nullableString,
    transactionTimeoutMs: k.int32,
    producerId: k.since(3, k.int64, -1n),
    producerEpoch: k.since(3, k.int16, -1),
  }),
})
export type InitProducerIdRequest = TypeOf<typeof InitProducerIdRequest>

export const InitProducerIdResponse = message({
  apiKey: 22,
  name: 'InitProducerId',
  versions: [0, 5],
  flexibleSince: 2,
  body: k.struct({
    throttleTimeMs: k.int32,
    errorCode: k.int16,
    producerId: k.int64,
    producerEpoch: k.int16,
  }),
})
export type InitProducerIdResponse = TypeOf<typeof InitProducerIdResponse>
