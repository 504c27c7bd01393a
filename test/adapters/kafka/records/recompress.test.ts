import { randomBytes } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { crcOf, inspect } from '#adapters/kafka/records/batch'
import { type BatchOptions, buildBatch, type RecordDraft } from '#adapters/kafka/records/build'
import { AT, compressionOf, readHeader } from '#adapters/kafka/records/header'
import { recompress } from '#adapters/kafka/records/recompress'
import { recordsOf } from '#adapters/kafka/records/records'
import type { Codec } from '#domain/log/attributes'
import type { NewBatch } from '#ports/partition-log'
import { E } from '#shared/fp'
import { anyCompression, anyDrafts, asRecords, compressed, shown } from './arbitrary.ts'

const inspected = (records: Buffer): NewBatch => {
  const outcome = inspect(records)
  if (E.isLeft(outcome)) throw new Error(outcome.left.message)
  return outcome.right
}
const sent = async (drafts: readonly RecordDraft[], options: BatchOptions = {}) =>
  inspected(await buildBatch(drafts, options))
const made = async (batch: NewBatch, codec: Codec, level: number | null = null): Promise<NewBatch> => {
  const outcome = await recompress(batch, { codec, level })
  if (E.isLeft(outcome)) throw new Error(outcome.left.message)
  return outcome.right
}
const refusal = async (batch: NewBatch, codec: Codec = 'gzip') => {
  const outcome = await recompress(batch, { codec, level: null })
  if (E.isRight(outcome)) throw new Error('not refused')
  return outcome.left
}

test.prop([anyDrafts, anyCompression, anyCompression, fc.integer({ min: -1, max: 2 ** 40 })], {
  numRuns: 120,
})(
  'holds the same records under the other codec, and is as sound as what was sent',
  async (drafts, from, to, producerId) => {
    const known = producerId >= 0 ? { producerId, producerEpoch: 3, baseSequence: 8 } : {}
    const batch = await sent(drafts, { compression: from, ...known })
    const before = Buffer.from(batch.records)
    const after = await made(batch, to)
    const header = readHeader(after.records)
    expect(compressionOf(header.attributes)).toBe(to)
    expect(crcOf(after.records)).toBe(header.crc)
    // What stands in the header is all true, and so is what is told of it.
    expect(inspected(after.records)).toEqual({ ...after, records: after.records })
    expect(after.facts).toEqual({
      ...batch.facts,
      bytes: after.records.length,
      attributes: header.attributes,
    })
    expect(header).toMatchObject(known)
    expect(shown([...(await recordsOf(after.records))])).toEqual(shown(asRecords(drafts)))
    expect(batch.records.equals(before)).toBe(true)
  },
)

test('tells the highest time of the records, whatever the header said', async () => {
  const batch = await sent([{ timestamp: 50 }, { timestamp: 90 }, { timestamp: 70 }], { compression: 'lz4' })
  // kafkajs gives the time of the last record.
  batch.records.writeBigInt64BE(70n, AT.maxTimestamp)
  batch.records.writeUInt32BE(crcOf(batch.records), AT.crc)
  const after = await made(inspected(batch.records), 'none')
  expect(after.maxTimestamp).toBe(90)
  expect(readHeader(after.records).maxTimestamp).toBe(90)
})

test.each([
  ['gzip', 1, 9],
  ['zstd', -7, 19],
] as const)('takes the level of %s', async (codec, low, high) => {
  const text = Array.from({ length: 3_000 }, (_, i) => `${i * 7919} ${i % 13} lorem ${i % 101}`).join(' ')
  const batch = await sent([{ value: Buffer.from(text) }])
  const sizes = await Promise.all(
    [low, high].map(async (level) => (await made(batch, codec, level)).facts.bytes),
  )
  expect(sizes[0]).toBeGreaterThan(sizes[1]!)
})

test('of the highest level of zstd can be read within the window that readers have', async () => {
  const drafts = [
    { value: Buffer.concat([randomBytes(2 ** 16), Buffer.alloc(9 * 2 ** 20, 'abcdefghijklm')]) },
  ]
  const after = await made(await sent(drafts), 'zstd', 22)
  expect(compressionOf(readHeader(after.records).attributes)).toBe('zstd')
  expect(shown([...(await recordsOf(after.records))])).toEqual(shown(asRecords(drafts)))
})

test('stays as it was sent where the codec would shrink it beyond what is opened again', async () => {
  const drafts = Array.from({ length: 20 }, () => ({ value: Buffer.alloc(2 ** 20) }))
  const batch = await sent(drafts, { compression: 'snappy' })
  const before = Buffer.from(batch.records)
  const after = await made(batch, 'zstd')
  expect([...(await recordsOf(after.records))]).toHaveLength(20)
  expect(after.records.equals(before)).toBe(true)
  expect(inspected(after.records).facts).toEqual(after.facts)
  // A floor is for what is small, however well it shrinks.
  const small = await made(
    await sent(drafts.slice(0, 1).map(() => ({ value: Buffer.alloc(2 ** 19) }))),
    'zstd',
  )
  expect(compressionOf(readHeader(small.records).attributes)).toBe('zstd')
})

describe('what cannot be read is refused', () => {
  /** With a header that says something else than was sent, and a sum that is true again. */
  const lying = async (codec: Codec, lie: (records: Buffer) => void) => {
    const { records } = await sent([{ value: Buffer.from('a') }, { value: Buffer.from('b') }], {
      compression: codec,
    })
    lie(records)
    records.writeUInt32BE(crcOf(records), AT.crc)
    return inspected(records)
  }

  test.each(compressed)('%s that is garbage', async (codec) => {
    const batch = await lying(codec, (records) => records.fill(7, AT.records))
    expect(await refusal(batch, codec === 'gzip' ? 'zstd' : 'gzip')).toMatchObject({ kind: 'invalid-record' })
  })

  test.each([1, 3])('%i records where there are two', async (count) => {
    const batch = await lying('lz4', (records) => {
      records.writeInt32BE(count, AT.count)
      records.writeInt32BE(count - 1, AT.lastOffsetDelta)
    })
    expect(await refusal(batch)).toMatchObject({ kind: 'invalid-record' })
  })

  test('records whose offsets do not follow one another', async () => {
    const batch = await lying('none', (records) => {
      // Record: length, attributes, time delta, then the offset delta; the second is given the first's.
      const second = AT.records + 1 + records.readInt8(AT.records) / 2
      expect(records.readInt8(second + 3)).toBe(2)
      records.writeInt8(0, second + 3)
    })
    expect(await refusal(batch)).toEqual({
      kind: 'invalid-record',
      message: 'The records cannot be read: record 1 has the offset delta 0.',
    })
  })

  test.each(compressed)('a bomb of %s', async (codec) => {
    const bomb = await sent([{ value: Buffer.alloc(70 * 2 ** 20) }], { compression: codec })
    expect(await refusal(bomb, codec === 'gzip' ? 'zstd' : 'gzip')).toMatchObject({ kind: 'invalid-record' })
  })
})
