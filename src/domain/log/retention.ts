import { type Offset, offset, type SegmentFacts } from './types.ts'

/** Topic configs that say what is kept; -1 keeps all. `deletes`: `cleanup.policy` names deletion. */
export type RetentionLimits = Readonly<{ deletes: boolean; retentionMs: number; retentionBytes: number }>

/** `roll`: the segment that is written goes as well, and another is needed first. */
export type Retained = Readonly<{ logStart: Offset; roll: boolean }>

/**
 * Where the log starts once everything that is not kept any more is dropped: whole segments, the oldest first, up to the
 * first that stays (Kafka's `UnifiedLog.deleteOldSegments`): those below the log start, whatever the policy; those beyond
 * which `retention.bytes` are left; those whose highest timestamp is older than `retention.ms`. `now` is null as long as
 * nobody knows what time it is.
 */
export const retain = (
  segments: readonly SegmentFacts[],
  logStart: Offset,
  limits: RetentionLimits,
  now: number | null,
): Retained => {
  let left = segments
  const dropWhile = (isDue: (segment: SegmentFacts, next: SegmentFacts | undefined) => boolean): void => {
    const kept = left.findIndex(
      (segment, i) => isEmptyLast(segment, left[i + 1]) || !isDue(segment, left[i + 1]),
    )
    left = kept < 0 ? [] : left.slice(kept)
  }
  dropWhile(({ end }) => end <= logStart)
  if (limits.deletes && limits.retentionBytes >= 0) {
    let excess = bytesOf(left) - limits.retentionBytes
    dropWhile(({ bytes }) => {
      excess -= bytes
      return excess >= 0
    })
  }
  if (limits.deletes && limits.retentionMs >= 0 && now !== null)
    dropWhile((segment, next) => now - lastChange(segment, next) > limits.retentionMs)
  if (left.length === segments.length) return { logStart, roll: false }
  const start = left[0]?.start ?? segments.at(-1)?.end ?? logStart
  return { logStart: offset(Math.max(logStart, start)), roll: left.length === 0 }
}

/** Nothing is gained by another like it. */
const isEmptyLast = ({ entries }: SegmentFacts, next: SegmentFacts | undefined): boolean =>
  next === undefined && entries === 0

const bytesOf = (segments: readonly SegmentFacts[]): number =>
  segments.reduce((sum, { bytes }) => sum + bytes, 0)

/**
 * Where no record has a timestamp Kafka goes by the time of the last write: that is not after the next segment was made,
 * and not known of the segment that is written.
 */
const lastChange = ({ highestTimestamp }: SegmentFacts, next: SegmentFacts | undefined): number =>
  highestTimestamp >= 0 ? highestTimestamp : (next?.createdAt ?? Number.POSITIVE_INFINITY)
