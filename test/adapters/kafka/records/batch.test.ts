import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { crcOf, inspect, splitBatches, stamp } from '#adapters/kafka/records/batch'
import { type BatchOptions, buildBatch, buildPlainBatch } from '#adapters/kafka/records/build'
import { AT, FLAG, readHeader } from '#adapters/kafka/records/header'
import { writeInt64 } from '#adapters/kafka/records/int64'
import { offset } from '#domain/log/types'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import { anyBytes, anyCompression, anyDrafts } from './arbitrary.ts'

const anyProducer = fc.option(
  fc.record({
    producerId: fc.maxSafeNat(),
    producerEpoch: fc.integer({ min: 0, max: 32_767 }),
    baseSequence: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    isTransactional: fc.boolean(),
  }),
  { nil: {} },
)

const two = [
  { timestamp: 5, value: Buffer.from('a') },
  { timestamp: 7, value: Buffer.from('b') },
]

/** A batch that was altered and then summed anew: it lies, but is intact. */
const altered = (alter: (batch: Buffer) => void, options: Omit<BatchOptions, 'compression'> = {}): Buffer => {
  const batch = buildPlainBatch(two, options)
  alter(batch)
  batch.writeUInt32BE(crcOf(batch), AT.crc)
  return batch
}

const fault = (records: Buffer): string => {
  const outcome = inspect(records)
  return E.isLeft(outcome) ? outcome.left.kind : 'none'
}

describe('inspecting what a producer sent', () => {
  test.prop([anyDrafts, anyCompression, anyProducer])(
    'tells what is in a sound batch',
    async (drafts, compression, producer) => {
      const records = await buildBatch(drafts, { compression, ...producer })
      expect(inspect(records)).toEqual(
        E.right({
          facts: {
            bytes: records.length,
            count: drafts.length,
            producerId: -1,
            producerEpoch: -1,
            baseSequence: -1,
            ...without(producer, 'isTransactional'),
            attributes: readHeader(records).attributes,
          },
          maxTimestamp: Math.max(...drafts.map(({ timestamp }) => timestamp)),
          records,
        }),
      )
    },
  )

  test('keeps the bytes and copies none', () => {
    const records = buildPlainBatch(two)
    const outcome = inspect(records)
    expect(E.isRight(outcome) && outcome.right.records).toBe(records)
  })

  test('finds a change of any byte under the CRC', () => {
    const sound = buildPlainBatch(two)
    for (let at = AT.crc; at < sound.length; at++) {
      const changed = Buffer.from(sound)
      changed[at] = (changed[at] ?? 0) ^ 0x01
      expect(fault(changed), `byte ${at}`).toBe('corrupt-batch')
    }
  })

  test('refuses a batch that was cut off anywhere', () => {
    const sound = buildPlainBatch(two)
    for (let length = 1; length < sound.length; length++)
      expect(fault(sound.subarray(0, length)), `${length} bytes`).toBe('corrupt-batch')
  })

  test.prop([anyBytes(100).filter((bytes) => bytes.length > 0)])('refuses bytes after the batch', (more) => {
    expect(['corrupt-batch', 'invalid-record']).toContain(fault(Buffer.concat([buildPlainBatch(two), more])))
  })

  test.prop([anyBytes()])('answers anything with a refusal', (bytes) => {
    expect(fault(bytes)).not.toBe('none')
  })

  test.prop([fc.nat(AT.records), anyBytes(8)])('survives any lie in the header', (at, lie) => {
    expect(() => inspect(altered((batch) => lie.copy(batch, at)))).not.toThrow()
  })

  test('nothing, and more than one batch, are invalid (ProduceRequest.validateRecords)', () => {
    const batch = buildPlainBatch(two)
    expect(fault(Buffer.alloc(0))).toBe('invalid-record')
    expect(fault(Buffer.concat([batch, batch]))).toBe('invalid-record')
  })

  test.each([0, 1, 3])('format %i is not supported', (magic) => {
    expect(fault(altered((batch) => batch.writeInt8(magic, AT.magic)))).toBe('unsupported-format')
  })

  test('a message of format 1, shorter than a header, is not supported either', () => {
    const message = Buffer.alloc(34)
    message.writeInt8(1, AT.magic)
    expect(fault(message)).toBe('unsupported-format')
  })

  test.each([
    ['a base offset', 'invalid-record', (b: Buffer) => writeInt64(b, 1, AT.baseOffset)],
    ['no records', 'invalid-record', (b: Buffer) => b.writeInt32BE(0, AT.count)],
    ['a negative count', 'invalid-record', (b: Buffer) => b.writeInt32BE(-1, AT.count)],
    [
      'another last offset than the count',
      'invalid-record',
      (b: Buffer) => b.writeInt32BE(2, AT.lastOffsetDelta),
    ],
    ['more records than there is room for', 'invalid-record', (b: Buffer) => claim(b, 50_000)],
    ['the control bit', 'invalid-record', (b: Buffer) => b.writeInt16BE(FLAG.control, AT.attributes)],
    ['a delete horizon', 'invalid-record', (b: Buffer) => b.writeInt16BE(FLAG.deleteHorizon, AT.attributes)],
    ['unknown attributes', 'invalid-record', (b: Buffer) => b.writeInt16BE(1 << 7, AT.attributes)],
    ['an unknown codec', 'invalid-record', (b: Buffer) => b.writeInt16BE(5, AT.attributes)],
    [
      'log append time',
      'invalid-timestamp',
      (b: Buffer) => b.writeInt16BE(FLAG.logAppendTime, AT.attributes),
    ],
    ['a time beyond 2^53', 'invalid-timestamp', (b: Buffer) => b.writeInt32BE(2 ** 30, AT.maxTimestamp)],
    ['a time before the epoch', 'invalid-timestamp', (b: Buffer) => writeInt64(b, -2, AT.baseTimestamp)],
    [
      'a transaction without a producer',
      'invalid-record',
      (b: Buffer) => b.writeInt16BE(FLAG.transactional, AT.attributes),
    ],
    ['a producer without an epoch', 'invalid-record', (b: Buffer) => producer(b, 1, -1, 0)],
    ['a producer without a sequence', 'invalid-record', (b: Buffer) => producer(b, 1, 0, -1)],
    ['a negative producer', 'invalid-record', (b: Buffer) => producer(b, -2, 0, 0)],
    ['a producer beyond 2^53', 'invalid-record', (b: Buffer) => b.writeInt32BE(2 ** 30, AT.producerId)],
  ])('%s: %s', (_, kind, alter) => {
    expect(fault(altered(alter))).toBe(kind)
  })

  test.each([
    [100_000, 'none'],
    [100_001, 'invalid-record'],
  ])('%i compressed records: %s', async (count, expected) => {
    const batch = await buildBatch(two, { compression: 'zstd' })
    claim(batch, count)
    batch.writeUInt32BE(crcOf(batch), AT.crc)
    expect(fault(batch)).toBe(expected)
  })

  test('takes what kafkajs sends: an epoch and a sequence without a producer, and a maximum below the first time', () => {
    const outcome = inspect(
      altered((batch) => {
        producer(batch, -1, 0, 0)
        writeInt64(batch, 3, AT.maxTimestamp)
      }),
    )
    expect(E.isRight(outcome) && outcome.right).toMatchObject({
      facts: { producerId: -1, producerEpoch: -1, baseSequence: -1 },
      maxTimestamp: 3,
    })
  })
})

describe('stamping', () => {
  test.prop([fc.maxSafeNat(), fc.nat()])('places a batch and leaves its sum true', (base, leaderEpoch) => {
    const batch = buildPlainBatch(two)
    const before = readHeader(batch)
    stamp(batch, offset(base), leaderEpoch)
    expect(readHeader(batch)).toEqual({ ...before, baseOffset: base, leaderEpoch })
    expect(crcOf(batch)).toBe(before.crc)
  })
})

describe('splitting', () => {
  test.prop([fc.array(anyDrafts, { maxLength: 5 })])('gives every batch, as slices', (all) => {
    const batches = all.map((drafts) => buildPlainBatch(drafts))
    const together = Buffer.concat(batches)
    const split = [...splitBatches(together)]
    expect(split).toEqual(batches)
    expect(split.every(({ buffer }) => buffer === together.buffer)).toBe(true)
  })

  test.prop([anyBytes().filter((bytes) => bytes.length > 0)])('throws at what is none', (garbage) => {
    expect(() => [...splitBatches(Buffer.concat([buildPlainBatch(two), garbage]))]).toThrow(StoreCorrupt)
  })
})

const claim = (batch: Buffer, count: number): void => {
  batch.writeInt32BE(count, AT.count)
  batch.writeInt32BE(count - 1, AT.lastOffsetDelta)
}

const producer = (batch: Buffer, id: number, epoch: number, sequence: number): void => {
  writeInt64(batch, id, AT.producerId)
  batch.writeInt16BE(epoch, AT.producerEpoch)
  batch.writeInt32BE(sequence, AT.baseSequence)
}

const without = (options: object, name: string): object =>
  Object.fromEntries(Object.entries(options).filter(([key]) => key !== name))
