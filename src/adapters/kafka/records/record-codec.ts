import { inspect, splitBatches, stamp } from '#adapters/kafka/records/batch'
import { FLAG, has, readHeader } from '#adapters/kafka/records/header'
import { keyless, openBatch } from '#adapters/kafka/records/open-batch'
import { timesOf } from '#adapters/kafka/records/records'
import { offset } from '#domain/log/types'
import type { RecordCodec, TimedRecord } from '#ports/record-codec'

/** Kafka's record batches, format 2. */
export const kafkaRecordCodec: RecordCodec = {
  inspect,
  stamp,
  findByTime: (batches, time) => (time === 'highest' ? firstHighest(batches) : firstSince(batches, time)),
  keyless,
  open: openBatch,
}

/**
 * A batch is opened only if its header says that it reaches `time`. Kafka corrects a header that a producer got wrong;
 * here it stands as it was sent, and a batch of kafkajs whose last record is not its latest may be passed over.
 */
const firstSince = async (batches: Buffer, time: number): Promise<TimedRecord | null> => {
  for (const batch of splitBatches(batches)) {
    if (readHeader(batch).maxTimestamp < time) continue
    for (const record of await recordTimes(batch)) if (record.timestamp >= time) return timed(record)
  }
  return null
}

/** Batches without timestamps have none that is highest (KIP-734). */
const firstHighest = async (batches: Buffer): Promise<TimedRecord | null> => {
  let latest: Buffer | null = null
  let highest = -1
  for (const batch of splitBatches(batches)) {
    const { maxTimestamp } = readHeader(batch)
    if (maxTimestamp <= highest) continue
    latest = batch
    highest = maxTimestamp
  }
  if (latest === null) return null
  let best: TimedRecord | null = null
  for (const record of await recordTimes(latest))
    if (best === null || record.timestamp > best.timestamp) best = timed(record)
  return best
}

/** With log append time all records of a batch have the same, so that the first stands for them and none need be read. */
const recordTimes = async (batch: Buffer): Promise<Iterable<TimedRecord>> => {
  const { attributes, baseOffset, maxTimestamp } = readHeader(batch)
  if (has(attributes, FLAG.logAppendTime)) return [{ offset: offset(baseOffset), timestamp: maxTimestamp }]
  return timesOf(batch)
}

const timed = ({ offset: at, timestamp }: TimedRecord): TimedRecord => ({ offset: at, timestamp })
