import { crcOf } from '#adapters/kafka/records/batch'
import { decompress, outputBound } from '#adapters/kafka/records/compression'
import { AT, type BatchHeader, compressionOf, FLAG, has, readHeader } from '#adapters/kafka/records/header'
import { type Cursor, readVarint, readVarlong } from '#adapters/kafka/records/varint'
import { type Offset, offset } from '#domain/log/types'
import type { TimedRecord } from '#ports/record-codec'
import { StoreCorrupt } from '#ports/store-errors'

export type LogRecord = Readonly<{
  offset: Offset
  timestamp: number
  key: Buffer | null
  value: Buffer | null
  headers: readonly RecordHeader[]
}>
export type RecordHeader = Readonly<{ key: Buffer; value: Buffer | null }>

/** So that one record of nothing but empty headers does not become millions of objects. */
const MAX_HEADERS = 100_000

/**
 * The records of one batch, its contents as slices of what was decompressed. Rejects, or throws while it is iterated,
 * with `StoreCorrupt` when a batch is not what it says, or larger than `bound`.
 */
export const recordsOf = async (
  batch: Buffer,
  bound?: number,
): Promise<Generator<LogRecord, void, undefined>> =>
  withContents(framesOf(readHeader(batch), await bodyOf(batch, bound)))

/** Offsets and times only, passing over keys, values and headers. */
export const timesOf = async (
  batch: Buffer,
  bound?: number,
): Promise<Generator<TimedRecord, void, undefined>> => framesOf(readHeader(batch), await bodyOf(batch, bound))

/** `contents`: key, value and headers as they stand. */
export type Frame = TimedRecord & Readonly<{ contents: Buffer }>

/** The same with what is passed over. */
export const framesOfBatch = async (batch: Buffer): Promise<Generator<Frame, void, undefined>> =>
  framesOf(readHeader(batch), await bodyOf(batch))

/** The records of a batch as they were before they were compressed. Rejects with `StoreCorrupt`. */
export const bodyOf = async (batch: Buffer, bound?: number): Promise<Buffer> => {
  const { attributes, crc } = readHeader(batch)
  if (crcOf(batch) !== crc) throw new StoreCorrupt('the CRC of a stored batch is wrong')
  const compression = compressionOf(attributes)
  if (compression === null) throw new StoreCorrupt('a stored batch has an unknown compression type')
  const body = batch.subarray(AT.records)
  return decompress(compression, body, bound ?? outputBound(body.length))
}

/** Walks over the records in a body that is not compressed (any more). Throws `StoreCorrupt`. */
export function* framesOf(header: BatchHeader, body: Buffer): Generator<Frame, void, undefined> {
  const cursor: Cursor = { bytes: body, at: 0 }
  for (let index = 0; index < header.count; index++) yield frame(header, take(cursor, readVarint(cursor)))
  if (cursor.at !== body.length) throw new StoreCorrupt('a batch goes on after its last record')
}

/** Record: attributes i8 (unused), timestamp delta, offset delta, then key, value and headers. */
const frame = (header: BatchHeader, record: Buffer): Frame => {
  const cursor: Cursor = { bytes: record, at: 1 }
  const timestamp = header.baseTimestamp + readVarlong(cursor)
  const delta = readVarint(cursor)
  if (delta < 0 || delta > header.lastOffsetDelta) throw new StoreCorrupt('a record lies outside its batch')
  if (!Number.isSafeInteger(timestamp)) throw new StoreCorrupt('the timestamp of a record is out of range')
  return {
    offset: offset(header.baseOffset + delta),
    // with log append time the producer's own times are still in the records, and no longer count (KIP-32)
    timestamp: has(header.attributes, FLAG.logAppendTime) ? header.maxTimestamp : timestamp,
    contents: record.subarray(cursor.at),
  }
}

function* withContents(all: Iterable<Frame>): Generator<LogRecord, void, undefined> {
  for (const { offset: at, timestamp, contents } of all) {
    const cursor: Cursor = { bytes: contents, at: 0 }
    yield { offset: at, timestamp, key: nullable(cursor), value: nullable(cursor), headers: headers(cursor) }
    if (cursor.at !== contents.length) throw new StoreCorrupt('a record goes on after its last header')
  }
}

const headers = (cursor: Cursor): RecordHeader[] => {
  const count = readVarint(cursor)
  if (count < 0 || count > MAX_HEADERS) throw new StoreCorrupt(`a record may not have ${count} headers`)
  const read: RecordHeader[] = []
  for (let i = 0; i < count; i++)
    read.push({ key: take(cursor, readVarint(cursor)), value: nullable(cursor) })
  return read
}

const nullable = (cursor: Cursor): Buffer | null => {
  const length = readVarint(cursor)
  return length === -1 ? null : take(cursor, length)
}

const take = (cursor: Cursor, length: number): Buffer => {
  if (length < 0 || length > cursor.bytes.length - cursor.at)
    throw new StoreCorrupt(`a length of ${length} with ${cursor.bytes.length - cursor.at} bytes left`)
  cursor.at += length
  return cursor.bytes.subarray(cursor.at - length, cursor.at)
}
