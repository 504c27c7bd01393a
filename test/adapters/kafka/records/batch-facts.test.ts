import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { newestTimestamp, recordsIn } from '#adapters/kafka/records/batch-facts'
import { AT } from '#adapters/kafka/records/header'
import { writeInt64 } from '#adapters/kafka/records/int64'

const batch = (count: number, payload: number, timestamp = 7): Buffer => {
  const bytes = Buffer.alloc(AT.records + payload)
  bytes.writeInt32BE(bytes.length - 12, AT.batchLength)
  bytes.writeInt32BE(count, AT.count)
  writeInt64(bytes, timestamp, AT.maxTimestamp)
  return bytes
}

test.prop([fc.array(fc.tuple(fc.nat(1_000), fc.nat(200)))])(
  'records are counted over all batches',
  (made) => {
    const batches = Buffer.concat(made.map(([count, payload]) => batch(count, payload)))
    expect(recordsIn(batches)).toBe(made.reduce((sum, [count]) => sum + count, 0))
  },
)

test.prop([fc.uint8Array({ maxLength: 300 })])('bytes that are no batches end the count', (bytes) => {
  expect(Number.isInteger(recordsIn(Buffer.from(bytes)))).toBe(true)
})

test('the newest timestamp is that of the first batch; of none -1', () => {
  expect(newestTimestamp(Buffer.concat([batch(1, 1, 5), batch(1, 1, 9)]))).toBe(5)
  expect(newestTimestamp(Buffer.alloc(0))).toBe(-1)
})
