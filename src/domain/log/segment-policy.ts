import { partitionKey, type TopicPartition } from '#domain/topic/types'
import { hash32 } from '#shared/hash'
import type { SegmentFacts } from './types.ts'

const MiB = 2 ** 20
/** No segment grows beyond this, whatever `segment.bytes` says: what is smaller can be given back. */
export const LARGEST = 128 * MiB
/** Retention drops whole segments; an eighth of what is kept is as coarse as that may be. */
const SHARE = 8
/** Nobody looks for what is old more often: shorter segments would only be more of them. */
const SHORTEST_MS = 60_000

/** Topic configs that decide when a segment is full; bytes and ms, -1 for no retention limit. */
export type SegmentLimits = Readonly<{
  segmentBytes: number
  segmentMs: number
  segmentJitterMs: number
  retentionBytes: number
  retentionMs: number
}>

/** What is about to be appended: bytes, and the highest timestamp in it, -1 for none. */
export type Incoming = Readonly<{ bytes: number; highestTimestamp: number }>

/**
 * Whether the next append belongs into a new segment (`design.md` 1.2, Kafka's `LogSegment.shouldRoll`). An empty segment
 * never rolls. Kafka's `segment.ms` counts from the segment's first timestamp to the one that is coming; here it counts
 * as well from the segment's beginning by the clock, so that what is old in the log's own time can be given back.
 */
export const shouldRoll = (
  at: TopicPartition,
  segment: SegmentFacts,
  limits: SegmentLimits,
  incoming: Incoming,
  now: number,
): boolean => {
  if (segment.entries === 0) return false
  const segmentMs = limits.segmentMs - jitter(at, segment, limits)
  return (
    segment.bytes + incoming.bytes > largestSize(limits) ||
    now - segment.createdAt > longestAge(segmentMs, limits) ||
    (segment.firstTimestamp >= 0 && incoming.highestTimestamp - segment.firstTimestamp > segmentMs)
  )
}

const largestSize = ({ segmentBytes, retentionBytes }: SegmentLimits): number =>
  Math.min(segmentBytes, LARGEST, retentionBytes < 0 ? LARGEST : Math.max(MiB, retentionBytes / SHARE))

const longestAge = (segmentMs: number, { retentionMs }: SegmentLimits): number =>
  retentionMs < 0 ? segmentMs : Math.min(segmentMs, Math.max(SHORTEST_MS, retentionMs / SHARE))

/** Kafka draws it for each segment (`LogConfig.randomSegmentJitter`); by its name, all brokers draw the same. */
const jitter = (
  at: TopicPartition,
  { start }: SegmentFacts,
  { segmentMs, segmentJitterMs }: SegmentLimits,
): number => (hash32(`${partitionKey(at)}/${start}`) / 2 ** 32) * Math.min(segmentMs, segmentJitterMs)
