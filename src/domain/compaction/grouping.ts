import type { Offset } from '#domain/log/types'
import type { SealedSegment } from './types.ts'

/** Offsets of a cleaned segment must be told from its start in 31 bits, as in Kafka. */
const MOST_OFFSETS = 2 ** 31 - 1

/**
 * Which segments become one: neighbours, as long as they are no larger together than a segment may be, so that a log whose
 * records are mostly gone does not stay as many segments (Kafka's `Cleaner.groupSegmentsBySize`). Only those that begin
 * before `end` are cleaned.
 */
export const groupSegments = (
  sealed: readonly SealedSegment[],
  end: Offset,
  maxBytes: number,
): readonly (readonly SealedSegment[])[] => {
  const groups: SealedSegment[][] = []
  let bytes = 0
  for (const segment of sealed) {
    if (segment.start >= end) break
    const group = groups.at(-1)
    const first = group?.[0]
    const fits =
      first !== undefined && bytes + segment.bytes <= maxBytes && segment.end - first.start <= MOST_OFFSETS
    if (fits) group?.push(segment)
    else {
      groups.push([segment])
      bytes = 0
    }
    bytes += segment.bytes
  }
  return groups
}
