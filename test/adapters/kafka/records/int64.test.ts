import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { readInt64, writeInt64 } from '#adapters/kafka/records/int64'

test.prop([fc.maxSafeInteger()])('writes what a BigInt would, and reads it', (value) => {
  const [ours, theirs] = [Buffer.alloc(8), Buffer.alloc(8)]
  writeInt64(ours, value, 0)
  theirs.writeBigInt64BE(BigInt(value))
  expect(ours).toEqual(theirs)
  expect(readInt64(ours, 0)).toBe(value)
})

test.prop([fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })])('is safe only if it is exact', (value) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  expect(Number.isSafeInteger(readInt64(bytes, 0))).toBe(Number.isSafeInteger(Number(value)))
})

test.each([2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n), -(2n ** 53n) - 1n])('%s is not safe', (value) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  expect(Number.isSafeInteger(readInt64(bytes, 0))).toBe(false)
})
