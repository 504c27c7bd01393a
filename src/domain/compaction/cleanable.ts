import { type Offset, offset } from '#domain/log/types'
import type { CleanableLog, CompactionSettings, SealedSegment } from './types.ts'

/** What a pass may clean: it maps the keys of `dirty`, then rewrites from the log's start to where its map ends. */
export type Cleanable = Readonly<{
  from: Offset
  dirty: readonly SealedSegment[]
  /** Whether it is worth it now; a log is not rewritten for little. */
  isDue: boolean
}>

/**
 * What can be cleaned, and whether it should be (Kafka's `LogCleanerManager.cleanableOffsets` and `LogToClean`). The live
 * segment never is, nor anything from the first dirty segment on whose records are younger than `min.compaction.lag.ms`.
 */
export const cleanable = (log: CleanableLog, settings: CompactionSettings, now: number): Cleanable => {
  const from = offset(Math.max(log.cleanTo, log.logStart))
  const behind = log.sealed.filter(({ end }) => end <= from)
  const ahead = log.sealed.filter(({ end }) => end > from)
  const dirty = olderThan(ahead, log, settings, now)
  const dirtyBytes = bytesOf(dirty)
  const isFilthy = dirtyBytes / (bytesOf(behind) + dirtyBytes) > settings.minCleanableDirtyRatio
  return { from, dirty, isDue: dirtyBytes > 0 && (isFilthy || isOverdue(dirty, settings, now)) }
}

const olderThan = (
  ahead: readonly SealedSegment[],
  { live }: CleanableLog,
  { minCompactionLagMs }: CompactionSettings,
  now: number,
): readonly SealedSegment[] => {
  if (minCompactionLagMs <= 0) return ahead
  const youngest = now - minCompactionLagMs
  const tooYoung = ahead.findIndex(({ highestTimestamp }, i) => {
    // Records without timestamps are as old as the end of their segment.
    const sealedAt = ahead[i + 1]?.createdAt ?? live.createdAt
    return (highestTimestamp >= 0 ? highestTimestamp : sealedAt) > youngest
  })
  return tooYoung < 0 ? ahead : ahead.slice(0, tooYoung)
}

/** Records wait no longer than `max.compaction.lag.ms` (KIP-354), counted from the first timestamp of their segment. */
const isOverdue = (
  dirty: readonly SealedSegment[],
  { maxCompactionLagMs }: CompactionSettings,
  now: number,
): boolean =>
  dirty.some(
    ({ firstTimestamp, createdAt }) =>
      (firstTimestamp >= 0 ? firstTimestamp : createdAt) < now - maxCompactionLagMs,
  )

const bytesOf = (segments: readonly SealedSegment[]): number =>
  segments.reduce((sum, { bytes }) => sum + bytes, 0)
