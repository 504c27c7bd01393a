import type { SegmentFacts } from './types.ts'

const MiB = 2 ** 20
/** No segment grows beyond this, whatever `segment.bytes` says: what is smaller can be given back. */
export const LARGEST = 128 * MiB
/** Retention drops whole segments; an eighth of what is kept is as coarse as that may be. */
const SHARE = 8

/** Topic configs that decide when a segment is full; bytes and ms, -1 for no retention limit. */
export type SegmentLimits = Readonly<{
  segmentBytes: number
  segmentMs: number
  retentionBytes: number
  retentionMs: number
}>

/** Whether the next append, of `incoming` bytes, belongs into a new segment (`design.md` 1.2). An empty segment never rolls. */
export const shouldRoll = (
  segment: SegmentFacts,
  limits: SegmentLimits,
  incoming: number,
  now: number,
): boolean => {
  if (segment.entries === 0) return false
  return segment.bytes + incoming > largestSize(limits) || now - segment.createdAt > longestAge(limits)
}

const largestSize = ({ segmentBytes, retentionBytes }: SegmentLimits): number =>
  Math.min(segmentBytes, LARGEST, retentionBytes < 0 ? LARGEST : Math.max(MiB, retentionBytes / SHARE))

const longestAge = ({ segmentMs, retentionMs }: SegmentLimits): number =>
  retentionMs < 0 ? segmentMs : Math.min(segmentMs, retentionMs / SHARE)
