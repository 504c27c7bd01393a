import { type Offset, offset, type SegmentFacts } from '#domain/log/types'
import { StoreCorrupt } from '#ports/store-errors'
import { entriesFrom, entryAt, type StoredEntry } from './entries.ts'
import { type PartitionRecord, sealedOf } from './partition-record.ts'
import type { Reader } from './tables.ts'

/** Of the entries that end after `after`; reads no records. */
export const entryByTime = (
  reader: Reader,
  partition: Buffer,
  record: PartitionRecord,
  time: number | 'highest',
  from: Offset,
): StoredEntry | null => {
  const after = Math.max(from, record.logStart)
  const segments = [...sealedOf(reader, partition, record), record.segment].filter(({ end }) => end > after)
  const wanted = time === 'highest' ? highestOf(reader, partition, segments, after) : Math.max(0, time)
  if (wanted < 0) return null
  for (const segment of segments) {
    if (segment.highestTimestamp < wanted) continue
    const found = firstIn(reader, partition, segment, wanted, after)
    if (found !== null) return found
  }
  return null
}

/** What a segment had highest may lie before the place where the search begins: then it is looked through. */
const highestOf = (
  reader: Reader,
  partition: Buffer,
  [first, ...others]: readonly SegmentFacts[],
  after: number,
): number => {
  if (first === undefined) return -1
  const rest = Math.max(-1, ...others.map(({ highestTimestamp }) => highestTimestamp))
  if (first.start >= after || first.highestTimestamp <= rest) return Math.max(first.highestTimestamp, rest)
  let highest = rest
  for (const entry of entriesFrom(reader, partition, startIn(reader, partition, after))) {
    if (entry.baseOffset >= first.end) break
    highest = Math.max(highest, entry.highest)
  }
  return highest
}

/**
 * Bisects the offsets by the highest timestamp so far, some fifty probes at the most. That is the answer unless what lies
 * before it had reached the time already.
 */
const firstIn = (
  reader: Reader,
  partition: Buffer,
  { start, end }: SegmentFacts,
  wanted: number,
  after: number,
): StoredEntry | null => {
  let low: number = start
  let high: number = end
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    const entry = entryAt(reader, partition, offset(middle))
    if (entry === null) throw new StoreCorrupt(`no entry holds offset ${middle}, between ${start} and ${end}`)
    if (entry.highestSoFar < wanted) low = entry.end
    else if (entry.baseOffset > low) high = entry.baseOffset
    else break
  }
  for (const entry of entriesFrom(reader, partition, startIn(reader, partition, Math.max(low, after)))) {
    if (entry.baseOffset >= end) return null
    if (entry.highest >= wanted) return entry
  }
  return null
}

/** Where the entry that holds an offset begins. */
const startIn = (reader: Reader, partition: Buffer, at: number): Offset =>
  entryAt(reader, partition, offset(at))?.baseOffset ?? offset(at)
