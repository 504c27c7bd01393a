import type { Offset, SegmentFacts } from './types.ts'

export const emptySegment = (start: Offset, createdAt: number): SegmentFacts => ({
  start,
  end: start,
  bytes: 0,
  entries: 0,
  createdAt,
  firstTimestamp: -1,
  highestTimestamp: -1,
})

/** With one more entry in it, whose highest timestamp is `timestamp`, -1 for none. */
export const grown = (
  segment: SegmentFacts,
  end: Offset,
  bytes: number,
  timestamp: number,
): SegmentFacts => ({
  ...segment,
  end,
  bytes: segment.bytes + bytes,
  entries: segment.entries + 1,
  firstTimestamp: segment.entries === 0 ? timestamp : segment.firstTimestamp,
  highestTimestamp: Math.max(segment.highestTimestamp, timestamp),
})

type Listed = Pick<SegmentFacts, 'start' | 'bytes'>

/** Nothing was rolled, dropped or replaced since; appends to the last segment do not count. */
export const isSameList = (seen: readonly Listed[], now: readonly Listed[]): boolean =>
  seen.length === now.length &&
  seen.every(({ start, bytes }, i) => {
    const segment = now[i]
    return start === segment?.start && (i === now.length - 1 || bytes === segment.bytes)
  })
