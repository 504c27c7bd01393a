import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { crcOf } from '#adapters/kafka/records/batch'
import { type BatchOptions, buildBatch, buildPlainBatch } from '#adapters/kafka/records/build'
import { AT } from '#adapters/kafka/records/header'
import { writeInt64 } from '#adapters/kafka/records/int64'
import { rebuildBatch } from '#adapters/kafka/records/rebuild'
import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { framesOfBatch } from '#adapters/kafka/records/records'
import { offset } from '#domain/log/types'
import { StoreCorrupt } from '#ports/store-errors'
import { anyCompression, anyTime } from './arbitrary.ts'

const { findByTime } = kafkaRecordCodec

/** Batches one after the other, each of records with these times. */
const log = async (batches: readonly (readonly number[])[], options: BatchOptions = {}): Promise<Buffer> => {
  const built: Buffer[] = []
  let baseOffset = 0
  for (const times of batches) {
    built.push(
      await buildBatch(
        times.map((timestamp) => ({ timestamp })),
        { ...options, baseOffset },
      ),
    )
    baseOffset += times.length
  }
  return Buffer.concat(built)
}

const anyTimes = fc.array(fc.array(anyTime, { minLength: 1, maxLength: 5 }), { maxLength: 5 })

describe('finding by time', () => {
  test.prop([anyTimes, fc.nat(60), anyCompression])(
    'gives the first record at or after it',
    async (batches, time, compression) => {
      const at = batches.flat().findIndex((timestamp) => timestamp >= time)
      expect(await findByTime(await log(batches, { compression }), time)).toEqual(
        at < 0 ? null : { offset: at, timestamp: batches.flat()[at] },
      )
    },
  )

  test.prop([anyTimes])('gives the first record with the highest', async (batches) => {
    const highest = Math.max(-1, ...batches.flat())
    expect(await findByTime(await log(batches), 'highest')).toEqual(
      highest < 0 ? null : { offset: batches.flat().indexOf(highest), timestamp: highest },
    )
  })

  test.prop([anyTimes, fc.nat(60), fc.nat({ max: 25 })])(
    'from an offset on, whatever lies before it does not count',
    async (batches, time, from) => {
      const stored = await log(batches)
      const times = batches.flat()
      const at = times.findIndex((timestamp, i) => i >= from && timestamp >= time)
      expect(await findByTime(stored, time, offset(from))).toEqual(
        at < 0 ? null : { offset: at, timestamp: times[at] },
      )
      const highest = Math.max(-1, ...times.slice(from))
      expect(await findByTime(stored, 'highest', offset(from))).toEqual(
        highest < 0 ? null : { offset: times.indexOf(highest, from), timestamp: highest },
      )
    },
  )

  test('what lies behind the offset may have no time, where the highest lies before it', async () => {
    expect(await findByTime(await log([[0, -1]]), 'highest', offset(1))).toBeNull()
  })

  test('with log append time from an offset inside a batch, that is its first record', async () => {
    const batch = buildPlainBatch([{ timestamp: 1 }, { timestamp: 2 }, { timestamp: 3 }], {
      appendTime: 500,
      baseOffset: 10,
    })
    expect(await findByTime(batch, 2, offset(12))).toEqual({ offset: 12, timestamp: 500 })
    expect(await findByTime(batch, 'highest', offset(12))).toEqual({ offset: 12, timestamp: 500 })
    expect(await findByTime(batch, 2, offset(13))).toBeNull()
  })

  test('with log append time a batch is found by the time of the batch, at its first record', async () => {
    const batch = buildPlainBatch([{ timestamp: 1 }, { timestamp: 900 }], { appendTime: 500, baseOffset: 10 })
    expect(await findByTime(batch, 2)).toEqual({ offset: 10, timestamp: 500 })
    expect(await findByTime(batch, 'highest')).toEqual({ offset: 10, timestamp: 500 })
    expect(await findByTime(batch, 501)).toBeNull()
  })

  test('goes on to the next batch when one does not reach the time its header says', async () => {
    const lying = await log([[1, 2]])
    writeInt64(lying, 9, AT.maxTimestamp)
    lying.writeUInt32BE(crcOf(lying), AT.crc)
    const honest = buildPlainBatch([{ timestamp: 7 }], { baseOffset: 2 })
    expect(await findByTime(Buffer.concat([lying, honest]), 3)).toEqual({ offset: 2, timestamp: 7 })
  })

  test('opens no batch whose latest time is before', async () => {
    const damaged = await log([[1, 2]], { compression: 'gzip' })
    damaged.fill(0, damaged.length - 10)
    expect(await findByTime(Buffer.concat([damaged, await log([[5]])]), 3)).toEqual({
      offset: 0,
      timestamp: 5,
    })
    await expect(findByTime(damaged, 2)).rejects.toThrow(StoreCorrupt)
  })

  test('passes over a batch that the cleaner has emptied, whose header still has its time', async () => {
    for (const appendTime of [{}, { appendTime: 900 }]) {
      const sent = buildPlainBatch([{ timestamp: 900 }, { timestamp: 900 }], { ...appendTime, baseOffset: 1 })
      const { records } = await rebuildBatch(sent, [], null)
      expect(records.readBigInt64BE(AT.maxTimestamp)).toBe(900n)
      const stored = Buffer.concat([
        buildPlainBatch([{ timestamp: 7 }]),
        records,
        buildPlainBatch([{ timestamp: 8 }], { baseOffset: 3 }),
      ])
      expect(await findByTime(stored, 'highest')).toEqual({ offset: 3, timestamp: 8 })
      expect(await findByTime(stored, 'highest', offset(2))).toEqual({ offset: 3, timestamp: 8 })
      expect(await findByTime(stored, 8)).toEqual({ offset: 3, timestamp: 8 })
      expect(await findByTime(records, 8)).toBeNull()
      expect(await findByTime(records, 'highest')).toBeNull()
    }
  })

  test('with log append time, a batch is found at the first of the records that the cleaner has left', async () => {
    const times = [1, 2, 3].map((timestamp) => ({ timestamp }))
    const sent = buildPlainBatch(times, { appendTime: 500, baseOffset: 10 })
    const { records } = await rebuildBatch(sent, [...(await framesOfBatch(sent))].slice(1), null)
    expect(await findByTime(records, 2)).toEqual({ offset: 11, timestamp: 500 })
    expect(await findByTime(records, 'highest')).toEqual({ offset: 11, timestamp: 500 })
    expect(await findByTime(records, 2, offset(12))).toEqual({ offset: 12, timestamp: 500 })
  })

  test('rejects what are no batches', async () => {
    await expect(findByTime(Buffer.from('garbage'), 0)).rejects.toThrow(StoreCorrupt)
    await expect(findByTime(Buffer.from('garbage'), 'highest')).rejects.toThrow(StoreCorrupt)
  })
})
