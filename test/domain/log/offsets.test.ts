import { expect, test } from 'vitest'
import { codecOf, isTransactional } from '#domain/log/attributes'
import { MAX_OFFSET, recordCount } from '#domain/log/types'
import { sent } from '#test/support/batch-facts'

test('every offset that is given out, and a jump beyond it, is exact', () => {
  expect(Number.isSafeInteger(MAX_OFFSET + 2 ** 36)).toBe(true)
  expect(MAX_OFFSET).toBe(9_007_061_815_787_520)
})

test('records are counted over batches', () => {
  expect(recordCount([])).toBe(0)
  expect(recordCount([sent({ count: 3 }), sent({ count: 1 })])).toBe(4)
})

test('attributes name the codec, whatever else they say', () => {
  expect([0, 1, 2, 3, 4, 0b11_1000 | 4].map(codecOf)).toEqual([
    'none',
    'gzip',
    'snappy',
    'lz4',
    'zstd',
    'zstd',
  ])
  expect([5, 6, 7].map(codecOf)).toEqual([undefined, undefined, undefined])
  expect([0b1_0000, 0b10_1111].map(isTransactional)).toEqual([true, false])
})
