import type { BatchFacts } from '#domain/log/types'
import { StoreCorrupt } from '#ports/store-errors'

/** An entry without its records and its offset, which is in the key. */
export interface FactsRecord {
  readonly appendTime: number
  /** The highest timestamp in the entry, -1 for none. */
  readonly highest: number
  /** The highest timestamp in the log up to and with this entry; never decreases, so that it can be searched. */
  readonly highestSoFar: number
  readonly batches: readonly BatchFacts[]
}

/*
 * 0 version (int8) · 1 append time (float64) · 9 highest timestamp so far (float64) · 17 highest in the entry (float64), then for each batch
 * 0 bytes (int32) · 4 count (int32) · 8 producer id (float64) · 16 first sequence (int32) · 20 epoch (int16) · 22 attributes (int16)
 * Doubles hold every number that the domain does.
 */
const VERSION = 2
const HEAD = 25
/** Version 1 did not know the highest timestamp of an entry: no more than the highest so far. */
const HEAD_1 = 17
const BATCH = 24

export const encodeFacts = ({ appendTime, highest, highestSoFar, batches }: FactsRecord): Buffer => {
  const record = Buffer.allocUnsafe(HEAD + BATCH * batches.length)
  record.writeInt8(VERSION, 0)
  record.writeDoubleBE(appendTime, 1)
  record.writeDoubleBE(highestSoFar, 9)
  record.writeDoubleBE(highest, 17)
  batches.forEach((batch, i) => {
    const at = HEAD + BATCH * i
    record.writeInt32BE(batch.bytes, at)
    record.writeInt32BE(batch.count, at + 4)
    record.writeDoubleBE(batch.producerId, at + 8)
    record.writeInt32BE(batch.baseSequence, at + 16)
    record.writeInt16BE(batch.producerEpoch, at + 20)
    record.writeInt16BE(batch.attributes, at + 22)
  })
  return record
}

export const decodeFacts = (record: Buffer): FactsRecord => {
  const [version] = record
  const head = version === 1 ? HEAD_1 : HEAD
  if ((version !== 1 && version !== VERSION) || (record.length - head) % BATCH !== 0) {
    throw new StoreCorrupt(`the facts of an entry, ${record.length} bytes of version ${version}`)
  }
  const batches: BatchFacts[] = []
  for (let at = head; at < record.length; at += BATCH) {
    batches.push({
      bytes: record.readInt32BE(at),
      count: record.readInt32BE(at + 4),
      producerId: record.readDoubleBE(at + 8),
      baseSequence: record.readInt32BE(at + 16),
      producerEpoch: record.readInt16BE(at + 20),
      attributes: record.readInt16BE(at + 22),
    })
  }
  return {
    appendTime: record.readDoubleBE(1),
    highestSoFar: record.readDoubleBE(9),
    highest: record.readDoubleBE(version === 1 ? 9 : HEAD_1),
    batches,
  }
}
