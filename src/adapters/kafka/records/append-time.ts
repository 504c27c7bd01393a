import { crcOf } from '#adapters/kafka/records/batch'
import { AT, FLAG } from '#adapters/kafka/records/header'
import { writeInt64 } from '#adapters/kafka/records/int64'
import type { NewBatch } from '#ports/partition-log'

/** In place, as DefaultRecordBatch.setMaxTimestamp: the records keep their own times, which no longer count (KIP-32). */
export const setAppendTime = ({ facts, records }: NewBatch, time: number): NewBatch => {
  const attributes = facts.attributes | FLAG.logAppendTime
  records.writeInt16BE(attributes, AT.attributes)
  writeInt64(records, time, AT.maxTimestamp)
  records.writeUInt32BE(crcOf(records), AT.crc)
  return { facts: { ...facts, attributes }, maxTimestamp: time, records }
}
