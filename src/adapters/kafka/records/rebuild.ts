import { setImmediate } from 'node:timers/promises'
import { crcOf } from '#adapters/kafka/records/batch'
import { compress, isReadable } from '#adapters/kafka/records/compression'
import {
  AT,
  CODEC_MASK,
  type Compression,
  compressionBits,
  compressionOf,
  FLAG,
  has,
  LENGTH_PREFIX_BYTES,
  readHeader,
} from '#adapters/kafka/records/header'
import { writeInt64 } from '#adapters/kafka/records/int64'
import type { Frame } from '#adapters/kafka/records/records'
import { varintSize, writeVarint } from '#adapters/kafka/records/varint'
import type { NewBatch } from '#ports/partition-log'

const AT_ONCE = 500

/**
 * A batch with only some of its records, as Kafka's `MemoryRecords.buildRetainedRecordsInto` makes it; without any, what
 * `DefaultRecordBatch.writeEmptyHeader` does.
 */
export const rebuildBatch = async (
  original: Buffer,
  kept: readonly Frame[],
  deleteHorizon: number | null,
): Promise<NewBatch> => {
  const { attributes, maxTimestamp, ...header } = readHeader(original)
  const isEmpty = kept.length === 0
  const wanted = (isEmpty ? null : compressionOf(attributes)) ?? 'none'
  const base = isEmpty ? -1 : (deleteHorizon ?? kept[0]?.timestamp ?? -1)
  const { compression, body } = await compressed(wanted, await encode(kept, base, header.baseOffset))
  const batch = Buffer.alloc(AT.records + body.length)
  original.copy(batch, 0, 0, AT.records)
  const kind = (attributes & ~FLAG.deleteHorizon & ~CODEC_MASK) | compressionBits(compression)
  const flags = isEmpty || deleteHorizon === null ? kind : kind | FLAG.deleteHorizon
  // With log append time the time of all is the broker's, which the frames have already; a producer's are as many.
  const highest = has(attributes, FLAG.logAppendTime) || isEmpty ? maxTimestamp : highestOf(kept)
  batch.writeInt32BE(batch.length - LENGTH_PREFIX_BYTES, AT.batchLength)
  batch.writeInt16BE(flags, AT.attributes)
  writeInt64(batch, base, AT.baseTimestamp)
  writeInt64(batch, highest, AT.maxTimestamp)
  batch.writeInt32BE(kept.length, AT.count)
  body.copy(batch, AT.records)
  batch.writeUInt32BE(crcOf(batch), AT.crc)
  const { producerId, producerEpoch, baseSequence } = header
  const known = producerId >= 0
  return {
    facts: {
      bytes: batch.length,
      count: header.lastOffsetDelta + 1,
      producerId,
      producerEpoch: known ? producerEpoch : -1,
      baseSequence: known ? baseSequence : -1,
      attributes: flags,
    },
    maxTimestamp: isEmpty ? -1 : highest,
    records: batch,
  }
}

type Compressed = Readonly<{ compression: Compression; body: Buffer }>

/**
 * What is left may shrink so far that nobody here would open it again. The batch cannot stay as it was, or a record would
 * outlive the tombstone that a later batch had for it; so another codec must do, and snappy never gets beyond 24:1.
 */
const compressed = async (wanted: Compression, plain: Buffer): Promise<Compressed> => {
  for (const compression of [wanted, 'snappy'] as const) {
    const body = await compress(compression, plain)
    if (isReadable(compression, plain.length, body.length)) return { compression, body }
  }
  return { compression: 'none', body: plain }
}

const highestOf = (kept: readonly Frame[]): number =>
  kept.reduce((max, { timestamp }) => Math.max(max, timestamp), -1)

/** A piece at a time, so that a batch of 100,000 records does not hold up everybody else. */
const encode = async (kept: readonly Frame[], base: number, baseOffset: number): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for (let from = 0; from < kept.length; from += AT_ONCE) {
    if (from > 0) await setImmediate()
    pieces.push(...kept.slice(from, from + AT_ONCE).flatMap((frame) => encodeFrame(frame, base, baseOffset)))
  }
  return Buffer.concat(pieces)
}

const encodeFrame = ({ offset, timestamp, contents }: Frame, base: number, baseOffset: number): Buffer[] => {
  const [time, place] = [timestamp - base, offset - baseOffset]
  const length = 1 + varintSize(time) + varintSize(place) + contents.length
  const head = Buffer.alloc(varintSize(length) + length - contents.length)
  writeVarint(head, place, writeVarint(head, time, writeVarint(head, length, 0) + 1))
  return [head, contents]
}
