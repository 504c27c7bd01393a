import { crc32c } from '#adapters/kafka/records/crc32c'
import {
  AT,
  type BatchHeader,
  compressionOf,
  FLAG,
  has,
  KNOWN_ATTRIBUTES,
  MAGIC,
  readHeader,
  sizeAt,
} from '#adapters/kafka/records/header'
import { writeInt64 } from '#adapters/kafka/records/int64'
import type { Offset } from '#domain/log/types'
import type { NewBatch } from '#ports/partition-log'
import type { BatchFault } from '#ports/record-codec'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'

/** Ours; Kafka has no bound of its own. */
const MAX_RECORDS = 100_000

/** Length, attributes, timestamp, offset, key, value and header count, one byte each. */
const MIN_RECORD_BYTES = 7

/**
 * What Kafka refuses in a batch of a producer (ProduceRequest.validateRecords, UnifiedLog.analyzeAndValidateRecords,
 * LogValidator.validateBatch), as far as the header tells it; the records are not looked at.
 */
export const inspect = (records: Buffer): E.Either<BatchFault, NewBatch> => {
  const misframed = framingFault(records)
  if (misframed !== null) return E.left(misframed)
  const header = readHeader(records)
  const fault =
    contentFault(records, header) ??
    attributesFault(header) ??
    offsetsFault(header) ??
    timestampsFault(header) ??
    producerFault(header)
  return fault === null ? E.right(asNewBatch(records, header)) : E.left(fault)
}

/** Gives a batch its place in the log. Neither field is under the CRC, so the producer's sum stays true. */
export const stamp = (batch: Buffer, baseOffset: Offset, leaderEpoch: number): void => {
  writeInt64(batch, baseOffset, AT.baseOffset)
  batch.writeInt32BE(leaderEpoch, AT.leaderEpoch)
}

/** The whole batches of a concatenation, as slices. Throws `StoreCorrupt` at the first byte that belongs to none. */
export function* splitBatches(batches: Buffer): Generator<Buffer, void, undefined> {
  for (let from = 0; from < batches.length; ) {
    const size = sizeAt(batches, from)
    const whole = size >= AT.records && size <= batches.length - from
    if (!whole || batches[from + AT.magic] !== MAGIC)
      throw new StoreCorrupt(`no record batch at byte ${from}`)
    yield batches.subarray(from, from + size)
    from += size
  }
}

export const crcOf = (batch: Buffer): number => crc32c(batch.subarray(AT.attributes))

const framingFault = (records: Buffer): BatchFault | null => {
  if (records.length === 0) return invalid('there must be a record batch')
  if (records.length <= AT.magic) return corrupt(`${records.length} bytes are no record batch`)
  // before the length: a message of the formats 0 and 1 may be shorter than a batch's header
  if (records[AT.magic] !== MAGIC)
    return { kind: 'unsupported-format', message: `message format ${records[AT.magic]} is not ${MAGIC}` }
  const size = sizeAt(records, 0)
  if (size < AT.records) return corrupt(`a record batch cannot be ${size} bytes long`)
  if (size > records.length) return corrupt(`the batch says ${size} bytes, ${records.length} were sent`)
  if (size + sizeAt(records, size) <= records.length) return invalid('there must be exactly one record batch')
  return size < records.length ? corrupt(`${records.length - size} bytes follow the batch`) : null
}

const contentFault = (records: Buffer, { crc, attributes, count }: BatchHeader): BatchFault | null => {
  const sum = crcOf(records)
  if (sum !== crc) return corrupt(`the batch says its CRC is ${crc}, it is ${sum}`)
  const room = records.length - AT.records
  const uncompressed = compressionOf(attributes) === 'none'
  return uncompressed && count * MIN_RECORD_BYTES > room
    ? invalid(`${count} records do not fit in ${room} bytes`)
    : null
}

const attributesFault = ({ attributes }: BatchHeader): BatchFault | null => {
  if (compressionOf(attributes) === null) return invalid('the compression type is unknown')
  if ((attributes & ~KNOWN_ATTRIBUTES) !== 0) return invalid(`the attributes ${attributes} are unknown`)
  if (has(attributes, FLAG.control)) return invalid('a client may not write control records')
  // set by the log cleaner only (KIP-534); it would give the base timestamp another meaning
  if (has(attributes, FLAG.deleteHorizon)) return invalid('a client may not set a delete horizon')
  return has(attributes, FLAG.logAppendTime)
    ? untimely('a client may not set the timestamp type to log append time')
    : null
}

const offsetsFault = ({ baseOffset, count, lastOffsetDelta }: BatchHeader): BatchFault | null => {
  if (baseOffset !== 0) return invalid(`the base offset should be 0, but it is ${baseOffset}`)
  if (count <= 0 || count > MAX_RECORDS) return invalid(`a batch may not hold ${count} records`)
  return lastOffsetDelta === count - 1
    ? null
    : invalid(`the last offset delta ${lastOffsetDelta} and the count ${count} are inconsistent`)
}

/** Nothing is said of base against maximum: kafkajs gives the times of the first and the last record as they come. */
const timestampsFault = ({ baseTimestamp, maxTimestamp }: BatchHeader): BatchFault | null =>
  isTimestamp(baseTimestamp) && isTimestamp(maxTimestamp) ? null : untimely('the timestamps are out of range')

const isTimestamp = (value: number): boolean => Number.isSafeInteger(value) && value >= -1

const producerFault = ({
  producerId,
  producerEpoch,
  baseSequence,
  attributes,
}: BatchHeader): BatchFault | null => {
  if (producerId === -1)
    return has(attributes, FLAG.transactional) ? invalid('a transactional batch needs a producer id') : null
  if (!Number.isSafeInteger(producerId) || producerId < 0)
    return invalid(`the producer id ${producerId} is out of range`)
  if (producerEpoch < 0) return invalid(`the producer epoch ${producerEpoch} is negative`)
  return baseSequence < 0 ? invalid(`the sequence number ${baseSequence} is negative`) : null
}

const asNewBatch = (records: Buffer, header: BatchHeader): NewBatch => {
  const { count, producerId, attributes, maxTimestamp } = header
  // kafkajs without idempotence sends epoch 0 and sequence 0 beside the producer id -1
  const known = producerId >= 0
  return {
    facts: {
      bytes: records.length,
      count,
      producerId,
      producerEpoch: known ? header.producerEpoch : -1,
      baseSequence: known ? header.baseSequence : -1,
      attributes,
    },
    maxTimestamp,
    records,
  }
}

const corrupt = (message: string): BatchFault => ({ kind: 'corrupt-batch', message })
const invalid = (message: string): BatchFault => ({ kind: 'invalid-record', message })
const untimely = (message: string): BatchFault => ({ kind: 'invalid-timestamp', message })
