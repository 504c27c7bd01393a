import { type Bounds, mark, type Offset, type Position, type SegmentFacts } from '#domain/log/types'
import { jsonRecord } from './json-record.ts'

/** What is true of a partition now. Each append writes it, so that no other has to look for the end. */
export interface PartitionRecord {
  readonly logStart: Offset
  readonly end: Offset
  readonly leaderEpoch: number
  /** The highest timestamp in the log, -1 where there is none. */
  readonly highest: number
  /** The one that is written. */
  readonly segment: SegmentFacts
}

export const partitionRecord = jsonRecord<PartitionRecord>('partition')
export const segmentRecord = jsonRecord<SegmentFacts>('segment')

export const boundsOf = ({ logStart, end, leaderEpoch }: PartitionRecord): Bounds => ({
  logStart,
  highWatermark: end,
  leaderEpoch,
})

/** An offset is all there is to a position: what was acknowledged is never forgotten, so it stays the same place. */
export const positionAt = (offset: Offset): Position => ({ offset, mark: mark('') })
