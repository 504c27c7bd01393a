import { setImmediate as eventLoopTurned } from 'node:timers/promises'
import { atMost } from '#adapters/kafka/records/at-most'
import { crcOf } from '#adapters/kafka/records/batch'
import { compress, isReadable } from '#adapters/kafka/records/compression'
import {
  AT,
  type BatchHeader,
  CODEC_MASK,
  compressionBits,
  LENGTH_PREFIX_BYTES,
  readHeader,
} from '#adapters/kafka/records/header'
import { writeInt64 } from '#adapters/kafka/records/int64'
import { bodyOf, framesOf } from '#adapters/kafka/records/records'
import type { Compressor } from '#domain/topic/settings'
import type { NewBatch } from '#ports/partition-log'
import type { BatchFault } from '#ports/record-codec'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'

/** Each may hold what it has decompressed, what it is compressed to, and what the compressor needs. */
const fewAtOnce = atMost(2)
/** Records looked at before others get a turn: some two milliseconds. */
const TURN_RECORDS = 10_000

/**
 * The same records under another codec: what LogValidator makes of a batch whose codec is not the topic's. The bytes of
 * the records stay as they are; only the header tells that they are compressed otherwise. Since they are at hand, their
 * number, their offsets and the highest time are looked at, which nobody does with a batch that is stored as it was sent.
 * A batch that the codec shrinks so far that nobody here would open it again stays as it was sent.
 */
export const recompress = (batch: NewBatch, to: Compressor): Promise<E.Either<BatchFault, NewBatch>> =>
  fewAtOnce(async () => {
    try {
      const header = readHeader(batch.records)
      const plain = await bodyOf(batch.records)
      const maxTimestamp = await highestTime(header, plain)
      const body = await compress(to.codec, plain, to.level)
      return E.right(
        isReadable(to.codec, plain.length, body.length) ? assembled(batch, maxTimestamp, to, body) : batch,
      )
    } catch (error) {
      if (!(error instanceof StoreCorrupt)) throw error
      return E.left({ kind: 'invalid-record', message: `The records cannot be read: ${error.message}.` })
    }
  })

const highestTime = async (header: BatchHeader, plain: Buffer): Promise<number> => {
  let highest = -1
  let index = 0
  for (const { offset, timestamp } of framesOf(header, plain)) {
    if (offset - header.baseOffset !== index)
      throw new StoreCorrupt(`record ${index} has the offset delta ${offset - header.baseOffset}`)
    highest = Math.max(highest, timestamp)
    index++
    if (index % TURN_RECORDS === 0) await eventLoopTurned()
  }
  return highest
}

const assembled = (
  { facts, records }: NewBatch,
  maxTimestamp: number,
  { codec }: Compressor,
  body: Buffer,
): NewBatch => {
  const attributes = (facts.attributes & ~CODEC_MASK) | compressionBits(codec)
  const made = Buffer.allocUnsafe(AT.records + body.length)
  records.copy(made, 0, 0, AT.records)
  body.copy(made, AT.records)
  made.writeInt32BE(made.length - LENGTH_PREFIX_BYTES, AT.batchLength)
  made.writeInt16BE(attributes, AT.attributes)
  writeInt64(made, maxTimestamp, AT.maxTimestamp)
  made.writeUInt32BE(crcOf(made), AT.crc)
  return { facts: { ...facts, bytes: made.length, attributes }, maxTimestamp, records: made }
}
