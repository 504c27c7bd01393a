import { type Bounds, mark, type Offset, offset, type Position, type SegmentFacts } from '#domain/log/types'
import type { Snapshot } from '#ports/partition-log'
import { entryAt } from './entries.ts'
import { type JsonRecord, jsonRecord } from './json-record.ts'
import { beyond } from './keys.ts'
import type { Reader } from './tables.ts'

/** What is true of a partition now. Each append writes it, so that no other has to look for the end. */
export interface PartitionRecord {
  readonly logStart: Offset
  readonly end: Offset
  readonly leaderEpoch: number
  /** The highest timestamp that was ever in the log, -1 where there is none. */
  readonly highest: number
  /** The one that is written. */
  readonly segment: SegmentFacts
  /** How far a cleaner came. */
  readonly cleanTo?: Offset
}

/** Directories of before retention lack what it goes by; what was known of the log at its end stands in for it. */
type StoredSegment = Pick<SegmentFacts, 'start' | 'bytes' | 'entries' | 'createdAt'> & Partial<ListedSegment>

/** `copy`: how often it was cleaned, which tells it from what it was before. */
export type ListedSegment = SegmentFacts & Readonly<{ copy?: number }>

const storedPartition = jsonRecord<Omit<PartitionRecord, 'segment'> & Readonly<{ segment: StoredSegment }>>(
  'partition',
)
export const partitionRecord: JsonRecord<PartitionRecord> = {
  encode: storedPartition.encode,
  decode: (stored) => {
    const { segment, ...rest } = storedPartition.decode(stored)
    return { ...rest, segment: whole(segment, rest.end, rest.highest) }
  },
}
export const segmentRecord = jsonRecord<StoredSegment>('segment')
export const snapshotRecord = jsonRecord<Snapshot>('partition snapshot')

const whole = (segment: StoredSegment, end: Offset, highest: number): ListedSegment => ({
  end,
  firstTimestamp: -1,
  highestTimestamp: highest,
  ...segment,
})

/** Not what is highest in the log now: that rises with every append, and the segment would never be old enough to go. */
const highestBefore = (reader: Pick<Reader, 'range'>, key: Buffer, end: Offset): number =>
  entryAt(reader, key, offset(end - 1))?.highestSoFar ?? -1

export const boundsOf = ({ logStart, end, leaderEpoch }: PartitionRecord): Bounds => ({
  logStart,
  highWatermark: end,
  leaderEpoch,
})

/** An offset is all there is to a position: what was acknowledged is never forgotten, so it stays the same place. */
export const positionAt = (offset: Offset): Position => ({ offset, mark: mark('') })

/** Oldest first. */
export const sealedOf = (
  reader: Pick<Reader, 'range'>,
  key: Buffer,
  { segment: written }: PartitionRecord,
): readonly ListedSegment[] => {
  const stored = [...reader.range('segments', { from: key, to: beyond(key) })].map(({ value }) =>
    segmentRecord.decode(value),
  )
  return stored.map((segment, i) => {
    const end = segment.end ?? stored[i + 1]?.start ?? written.start
    return whole(segment, end, segment.highestTimestamp ?? highestBefore(reader, key, end))
  })
}

/** Where the first segment that is still there begins. */
export const originOf = (
  reader: Pick<Reader, 'range'>,
  key: Buffer,
  { segment }: PartitionRecord,
): Offset => {
  for (const { value } of reader.range('segments', { from: key, to: beyond(key), limit: 1 }))
    return segmentRecord.decode(value).start
  return segment.start
}
