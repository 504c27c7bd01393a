import { crcOf } from '#adapters/kafka/records/batch'
import { compress } from '#adapters/kafka/records/compression'
import {
  AT,
  type Compression,
  compressionBits,
  FLAG,
  LENGTH_PREFIX_BYTES,
  MAGIC,
} from '#adapters/kafka/records/header'
import { writeInt64 } from '#adapters/kafka/records/int64'
import type { RecordHeader } from '#adapters/kafka/records/records'
import { varintSize, writeVarint } from '#adapters/kafka/records/varint'

export type RecordDraft = Readonly<{
  /** Milliseconds since the epoch; -1 is none. */
  timestamp?: number
  key?: Buffer | null
  value?: Buffer | null
  headers?: readonly RecordHeader[]
}>

export type BatchOptions = Readonly<{
  compression?: Compression
  baseOffset?: number
  leaderEpoch?: number
  producerId?: number
  producerEpoch?: number
  baseSequence?: number
  isTransactional?: boolean
  isControl?: boolean
  /** Makes it a batch of log append time, which all its records then have. */
  appendTime?: number
}>

/** A whole batch, as a producer would send it. `records` has at least one. */
export const buildBatch = async (
  records: readonly RecordDraft[],
  options: BatchOptions = {},
): Promise<Buffer> =>
  assemble(records, options, await compress(options.compression ?? 'none', encodeRecords(records)))

/** The same, uncompressed and at once. */
export const buildPlainBatch = (
  records: readonly RecordDraft[],
  options: Omit<BatchOptions, 'compression'> = {},
): Buffer => assemble(records, options, encodeRecords(records))

const assemble = (records: readonly RecordDraft[], options: BatchOptions, body: Buffer): Buffer => {
  const batch = Buffer.alloc(AT.records + body.length)
  writeInt64(batch, options.baseOffset ?? 0, AT.baseOffset)
  batch.writeInt32BE(batch.length - LENGTH_PREFIX_BYTES, AT.batchLength)
  batch.writeInt32BE(options.leaderEpoch ?? -1, AT.leaderEpoch)
  batch.writeInt8(MAGIC, AT.magic)
  batch.writeInt16BE(attributesOf(options), AT.attributes)
  batch.writeInt32BE(records.length - 1, AT.lastOffsetDelta)
  writeInt64(batch, baseTimestampOf(records), AT.baseTimestamp)
  writeInt64(batch, options.appendTime ?? maxTimestampOf(records), AT.maxTimestamp)
  writeInt64(batch, options.producerId ?? -1, AT.producerId)
  batch.writeInt16BE(options.producerEpoch ?? -1, AT.producerEpoch)
  batch.writeInt32BE(options.baseSequence ?? -1, AT.baseSequence)
  batch.writeInt32BE(records.length, AT.count)
  body.copy(batch, AT.records)
  batch.writeUInt32BE(crcOf(batch), AT.crc)
  return batch
}

const attributesOf = ({
  compression = 'none',
  isTransactional,
  isControl,
  appendTime,
}: BatchOptions): number =>
  compressionBits(compression) |
  (isTransactional ? FLAG.transactional : 0) |
  (isControl ? FLAG.control : 0) |
  (appendTime === undefined ? 0 : FLAG.logAppendTime)

/** The first record's, as Kafka's MemoryRecordsBuilder has it: deltas may be negative. */
const baseTimestampOf = (records: readonly RecordDraft[]): number => records[0]?.timestamp ?? -1

const maxTimestampOf = (records: readonly RecordDraft[]): number =>
  records.reduce((max, { timestamp = -1 }) => Math.max(max, timestamp), -1)

const encodeRecords = (records: readonly RecordDraft[]): Buffer => {
  const baseTimestamp = baseTimestampOf(records)
  return Buffer.concat(
    records.map((record, index) => encodeRecord(record, (record.timestamp ?? -1) - baseTimestamp, index)),
  )
}

const encodeRecord = (record: RecordDraft, timestampDelta: number, offsetDelta: number): Buffer => {
  const { key = null, value = null, headers = [] } = record
  let length = 1 + varintSize(timestampDelta) + varintSize(offsetDelta)
  length += bytesSize(key) + bytesSize(value) + varintSize(headers.length)
  for (const header of headers) length += bytesSize(header.key) + bytesSize(header.value)

  const bytes = Buffer.alloc(varintSize(length) + length)
  let at = writeVarint(bytes, length, 0) + 1 // the record's attributes, always 0
  at = writeVarint(bytes, timestampDelta, at)
  at = writeVarint(bytes, offsetDelta, at)
  at = writeBytes(bytes, key, at)
  at = writeBytes(bytes, value, at)
  at = writeVarint(bytes, headers.length, at)
  for (const header of headers) at = writeBytes(bytes, header.value, writeBytes(bytes, header.key, at))
  return bytes
}

const bytesSize = (content: Buffer | null): number =>
  content === null ? varintSize(-1) : varintSize(content.length) + content.length

const writeBytes = (bytes: Buffer, content: Buffer | null, at: number): number => {
  if (content === null) return writeVarint(bytes, -1, at)
  const from = writeVarint(bytes, content.length, at)
  return from + content.copy(bytes, from)
}
