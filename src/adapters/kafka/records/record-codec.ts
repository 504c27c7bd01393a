import { setAppendTime } from '#adapters/kafka/records/append-time'
import { inspect, splitBatches, stamp } from '#adapters/kafka/records/batch'
import { FLAG, has, readHeader } from '#adapters/kafka/records/header'
import { keyless, openBatch } from '#adapters/kafka/records/open-batch'
import { recompress } from '#adapters/kafka/records/recompress'
import { timesOf } from '#adapters/kafka/records/records'
import { type Offset, offset } from '#domain/log/types'
import type { RecordCodec, TimedRecord } from '#ports/record-codec'

/** Kafka's record batches, format 2. */
export const kafkaRecordCodec: RecordCodec = {
  inspect,
  stamp,
  setAppendTime,
  recompress,
  findByTime: (batches, time, from = offset(0)) =>
    time === 'highest' ? firstHighest(batches, from) : firstSince(batches, time, from),
  keyless,
  open: openBatch,
}

/**
 * A batch is opened only if its header says that it reaches `time`. Kafka corrects a header that a producer got wrong;
 * here it stands as it was sent, and a batch of kafkajs whose last record is not its latest may be passed over.
 */
const firstSince = async (batches: Buffer, time: number, from: Offset): Promise<TimedRecord | null> => {
  for (const batch of splitBatches(batches)) {
    const { maxTimestamp, count } = readHeader(batch)
    if (count === 0 || maxTimestamp < time) continue
    for (const record of await recordTimes(batch, from)) if (record.timestamp >= time) return timed(record)
  }
  return null
}

/** Batches without timestamps have none that is highest (KIP-734). */
const firstHighest = async (batches: Buffer, from: Offset): Promise<TimedRecord | null> => {
  let best: TimedRecord | null = null
  for (const batch of mayHoldHighest(batches, from)) {
    for (const record of await recordTimes(batch, from))
      if (record.timestamp > (best?.timestamp ?? -1)) best = timed(record)
  }
  return best
}

/** A batch that begins before `from` may have its highest there, so that it is looked into beside the highest of the others. */
const mayHoldHighest = (batches: Buffer, from: Offset): readonly Buffer[] => {
  const begun: Buffer[] = []
  let latest: Buffer | null = null
  let highest = -1
  for (const batch of splitBatches(batches)) {
    const { baseOffset, maxTimestamp, count } = readHeader(batch)
    // The cleaner leaves the header of an empty batch as it was (`DefaultRecordBatch.writeEmptyHeader`).
    if (count === 0) continue
    if (baseOffset < from && maxTimestamp >= 0) begun.push(batch)
    if (baseOffset < from || maxTimestamp <= highest) continue
    latest = batch
    highest = maxTimestamp
  }
  const others = begun.filter((batch) => readHeader(batch).maxTimestamp >= highest)
  return latest === null ? others : [...others, latest]
}

/**
 * With log append time all records of a batch have the same, so that the first stands for them and none need be read, unless
 * some are gone, which may be the first.
 */
const recordTimes = async (batch: Buffer, from: Offset): Promise<Iterable<TimedRecord>> => {
  const { attributes, baseOffset, lastOffsetDelta, maxTimestamp, count } = readHeader(batch)
  if (baseOffset + lastOffsetDelta < from) return []
  if (has(attributes, FLAG.logAppendTime) && count === lastOffsetDelta + 1)
    return [{ offset: offset(Math.max(baseOffset, from)), timestamp: maxTimestamp }]
  return since(await timesOf(batch), from)
}

function* since(records: Iterable<TimedRecord>, from: Offset): Generator<TimedRecord, void, undefined> {
  for (const record of records) if (record.offset >= from) yield record
}

const timed = ({ offset: at, timestamp }: TimedRecord): TimedRecord => ({ offset: at, timestamp })
