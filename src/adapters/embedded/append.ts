import { grown } from '#domain/log/segments'
import { offset } from '#domain/log/types'
import type { Appended, NewEntry } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { encodeFacts } from './facts-record.ts'
import { numbered } from './keys.ts'
import { boundsOf, type PartitionRecord, partitionRecord, positionAt } from './partition-record.ts'
import type { Transaction } from './transaction.ts'

/** Stamps an entry and puts it at the end of a partition. */
export const appendEntry = (
  codec: RecordCodec,
  { put }: Transaction,
  key: Buffer,
  partition: PartitionRecord,
  { batches, appendTime }: NewEntry,
): Appended => {
  const { end: baseOffset, leaderEpoch, segment } = partition
  let end = baseOffset
  let bytes = 0
  let highest = -1
  for (const { facts, records, maxTimestamp } of batches) {
    codec.stamp(records, end, leaderEpoch)
    end = offset(end + facts.count)
    bytes += records.length
    highest = Math.max(highest, maxTimestamp)
  }
  const highestSoFar = Math.max(partition.highest, highest)
  const written = grown(segment, end, bytes, highest)
  const after = { ...partition, end, highest: highestSoFar, segment: written }
  const facts = { appendTime, highest, highestSoFar, batches: batches.map((batch) => batch.facts) }
  const at = numbered(key, baseOffset)
  put('entries', at, contiguous(batches.map(({ records }) => records)))
  put('facts', at, encodeFacts(facts))
  put('partitions', key, partitionRecord.encode(after))
  return { baseOffset, next: positionAt(end), bounds: boundsOf(after), segment: written }
}

const contiguous = (pieces: readonly Buffer[]): Buffer => {
  const [only, ...more] = pieces
  return only !== undefined && more.length === 0 ? only : Buffer.concat(pieces)
}
