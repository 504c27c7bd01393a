import { describe, expect, test } from 'vitest'
import { initProducerId } from '#adapters/kafka/handlers/init-producer-id'
import { OutcomeUnknown, StoreFull } from '#ports/store-errors'
import { unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const asking = (more = {}) => ({
  transactionalId: null,
  transactionTimeoutMs: 60_000,
  producerId: -1n,
  producerEpoch: -1,
  ...more,
})

test.each([0, 2, 3, 5])('a producer gets an id of its own in version %i', async (version) => {
  expect(await answer(initProducerId, version, asking())).toEqual({
    throttleTimeMs: 0,
    errorCode: 0,
    producerId: 4_000n,
    producerEpoch: 0,
  })
})

test('one that has an id gets another', async () => {
  const body = await answer(initProducerId, 3, asking({ producerId: 7n, producerEpoch: 2 }))
  expect(body).toMatchObject({ errorCode: 0, producerId: 4_000n, producerEpoch: 0 })
})

describe('refusals', () => {
  test('half an identity', async () => {
    expect((await answer(initProducerId, 3, asking({ producerId: 7n }))).errorCode).toBe(42)
    expect((await answer(initProducerId, 3, asking({ producerEpoch: 7 }))).errorCode).toBe(42)
  })

  test('transactions, until there are any', async () => {
    const body = await answer(initProducerId, 5, asking({ transactionalId: 't' }))
    expect(body).toMatchObject({ errorCode: 35, producerId: -1n, producerEpoch: -1 })
  })

  test.each([
    unavailable,
    () => Promise.reject(new OutcomeUnknown('x')),
    () => Promise.reject(new StoreFull('x')),
  ])('a store that fails is "loading", which Java alone retries', async (next) => {
    const body = await answer(initProducerId, 5, asking(), brokerWith({ producerIds: { next } }))
    expect(body).toMatchObject({ errorCode: 14, producerId: -1n })
  })
})
