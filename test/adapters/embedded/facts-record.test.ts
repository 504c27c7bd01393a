import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { decodeFacts, encodeFacts } from '#adapters/embedded/facts-record'
import { StoreCorrupt } from '#ports/store-errors'

const int = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
const batch = fc.record({
  bytes: fc.nat(),
  count: fc.nat(),
  producerId: fc.maxSafeInteger(),
  producerEpoch: int(16),
  baseSequence: int(32),
  attributes: int(16),
})
const facts = fc.record({
  appendTime: fc.maxSafeInteger(),
  highest: fc.maxSafeInteger(),
  highestSoFar: fc.maxSafeInteger(),
  batches: fc.array(batch, { minLength: 1 }),
})

test.prop([facts])('what is written is read back', (written) => {
  expect(decodeFacts(encodeFacts(written))).toEqual(written)
})

test('a version that is not known, or half a record, is corrupt', () => {
  const record = encodeFacts({ appendTime: 1, highest: 2, highestSoFar: 2, batches: [] })
  expect(() => decodeFacts(Buffer.concat([Buffer.of(3), record.subarray(1)]))).toThrow(StoreCorrupt)
  expect(() => decodeFacts(Buffer.concat([record, Buffer.of(0)]))).toThrow(StoreCorrupt)
})

test('a record of version 1 is read: no entry has more than the highest so far', () => {
  const written = { appendTime: 1, highest: 7, highestSoFar: 9, batches: [] }
  const record = encodeFacts(written)
  const first = Buffer.concat([Buffer.of(1), record.subarray(1, 17)])
  expect(decodeFacts(first)).toEqual({ ...written, highest: 9 })
})
