import { AT, FLAG, has, LENGTH_PREFIX_BYTES, readHeader, sizeAt } from '#adapters/kafka/records/header'
import { recordsOf } from '#adapters/kafka/records/records'
import { Failure, messageOf } from '../failure.ts'
import { placeOf } from '../kafka/offsets.ts'
import { visible } from '../text.ts'
import type { ConsumedRecord } from './record.ts'

export type Read = Readonly<{
  records: readonly ConsumedRecord[]
  /** Where to read on: past what holds no records of clients, too. */
  next: bigint
}>

/** What a batch may become: the broker was asked for it, and its records are printed one by one. */
const LARGEST = 512 * 1024 * 1024
const MAGIC = 2

/** The records at and after an offset, of batches back to back; one that was cut short at the end is left for the next fetch. */
export const readBatches = async (
  bytes: Buffer,
  topic: string,
  partition: number,
  from: bigint,
): Promise<Read> => {
  const records: ConsumedRecord[] = []
  let next = from
  for (let at = 0; bytes.length - at >= LENGTH_PREFIX_BYTES; ) {
    const size = sizeAt(bytes, at)
    if (size < AT.records || bytes.length - at < size) break
    const batch = bytes.subarray(at, at + size)
    try {
      const header = headerOf(batch)
      const found = has(header.attributes, FLAG.control) ? [] : [...(await recordsOf(batch, LARGEST))]
      for (const { offset, timestamp, key, value, headers } of found)
        if (BigInt(offset) >= from)
          records.push({ topic, partition, offset: BigInt(offset), timestamp, key, value, headers })
      const end = BigInt(header.baseOffset + header.lastOffsetDelta + 1)
      if (end > next) next = end
    } catch (error) {
      // What came before it is read first; then it is asked for alone.
      if (next > from) break
      throw new Failure(
        `${visible(placeOf(topic, partition))}, after offset ${next - 1n}: ${messageOf(error)}`,
      )
    }
    at += size
  }
  return { records, next }
}

const headerOf = (batch: Buffer) => {
  const magic = batch[AT.magic]
  if (magic !== MAGIC) throw new Failure(`the message format ${magic} is older than Kafka 0.11`)
  return readHeader(batch)
}
