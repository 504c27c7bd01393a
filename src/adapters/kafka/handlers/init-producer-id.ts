import { errorCode, failureCode, NONE } from '#adapters/kafka/error-codes'
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from '#adapters/kafka/protocol/messages/init-producer-id'
import { handler } from './handler.ts'

export const initProducerId = handler({
  request: InitProducerIdRequest,
  response: InitProducerIdResponse,
  pace: 'in-turn',
  handle: async ({ services: { producerIds } }, request) => {
    if (request.transactionalId !== null) return refuse(errorCode({ kind: 'unsupported-version' }))
    if ((request.producerId === NOBODY) !== (request.producerEpoch === NO_EPOCH))
      return refuse(errorCode({ kind: 'invalid-request' }))
    try {
      // Also for one that has an id already: without a transaction Kafka, too, gives it a new one.
      return { ...refuse(NONE), producerId: BigInt(await producerIds.next()), producerEpoch: 0 }
    } catch (error) {
      return refuse(failureCode('producer-id', error))
    }
  },
})

const NOBODY = -1n
const NO_EPOCH = -1

const refuse = (code: number): InitProducerIdResponse => ({
  throttleTimeMs: 0,
  errorCode: code,
  producerId: NOBODY,
  producerEpoch: NO_EPOCH,
})
