import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { crcOf, stamp } from '#adapters/kafka/records/batch'
import { buildBatch, buildPlainBatch } from '#adapters/kafka/records/build'
import { AT } from '#adapters/kafka/records/header'
import { recordsOf, timesOf } from '#adapters/kafka/records/records'
import { offset } from '#domain/log/types'
import { StoreCorrupt } from '#ports/store-errors'
import { anyBytes, anyCompression, anyDrafts, asRecords, shown } from './arbitrary.ts'

test.prop([anyDrafts, anyCompression, fc.nat()])(
  'what was built is read',
  async (drafts, compression, base) => {
    const batch = await buildBatch(drafts, { compression })
    stamp(batch, offset(base), 0)
    const records = [...(await recordsOf(batch))]
    expect(shown(records)).toEqual(shown(asRecords(drafts, base)))
    const times = [...(await timesOf(batch))].map((record) => [record.offset, record.timestamp])
    expect(times).toEqual(records.map((record) => [record.offset, record.timestamp]))
  },
)

test('keys and values of an uncompressed batch are slices of it', async () => {
  const batch = buildPlainBatch([{ key: Buffer.from('k'), value: Buffer.from('v') }])
  const [record] = [...(await recordsOf(batch))]
  expect([record?.key?.buffer, record?.value?.buffer]).toEqual([batch.buffer, batch.buffer])
})

test('with log append time all records have the time of the batch', async () => {
  const batch = buildPlainBatch([{ timestamp: 1 }, { timestamp: 2 }], { appendTime: 99 })
  expect([...(await recordsOf(batch))].map(({ timestamp }) => timestamp)).toEqual([99, 99])
})

describe('a stored batch that lies is refused', () => {
  const summed = (batch: Buffer): Buffer => {
    batch.writeUInt32BE(crcOf(batch), AT.crc)
    return batch
  }

  /** A batch of one record, whose bytes are given; `length` prefixed. */
  const holding = (hex: string, count = 1): Buffer => {
    const body = Buffer.from(hex, 'hex')
    const batch = Buffer.concat([buildPlainBatch([{}]).subarray(0, AT.records), body])
    batch.writeInt32BE(batch.length - AT.leaderEpoch, AT.batchLength)
    batch.writeInt32BE(count, AT.count)
    return summed(batch)
  }

  const read = async (batch: Buffer) => [...(await recordsOf(batch, 1000))]

  test('the record these are variations of is sound', async () => {
    expect(await read(holding('0c000000010100'))).toHaveLength(1)
  })

  test.each([
    ['a record longer than the batch', holding('0e000000010100')],
    ['a negative length', holding('01')],
    ['a record of no bytes', holding('00')],
    ['more records than there are', holding('0c000000010100', 2)],
    ['fewer records than there are', holding('0c0000000101000c000000010100')],
    ['an offset beyond the last', holding('0c000002010100')],
    ['an offset before the first', holding('0c000001010100')],
    ['a length of -2', holding('0c000000030100')],
    ['a key longer than the record', holding('0c000000200100')],
    ['a negative count of headers', holding('0c000000010101')],
    ['a header without a key', holding('0e00000001010201')],
    ['more headers than a record may have', holding('120000000101c09a0c00')],
    ['bytes after the headers', holding('0e00000001010000')],
    ['a time beyond 2^53', holding('1a00ffffffffffffff7f00010100')],
    [
      'an unknown codec',
      summed(Buffer.from(holding('0c000000010100').fill(7, AT.attributes + 1, AT.attributes + 2))),
    ],
  ])('%s', async (_, batch) => {
    await expect(read(batch)).rejects.toThrow(StoreCorrupt)
  })

  test('a wrong CRC', async () => {
    const batch = buildPlainBatch([{}])
    batch[AT.crc] = (batch[AT.crc] ?? 0) ^ 1
    await expect(read(batch)).rejects.toThrow(/CRC/)
  })

  test('more than the bound', async () => {
    const bomb = await buildBatch([{ value: Buffer.alloc(100_000) }], { compression: 'zstd' })
    await expect(recordsOf(bomb, 99_999)).rejects.toThrow(StoreCorrupt)
  })

  test.prop([anyBytes(), fc.nat(20)])('any records at all do nothing worse', async (body, count) => {
    try {
      await read(holding(body.toString('hex'), count))
    } catch (error) {
      expect(error).toBeInstanceOf(StoreCorrupt)
    }
  })
})
