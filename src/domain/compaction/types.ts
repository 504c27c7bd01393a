import type { BatchFacts, Offset, SegmentFacts } from '#domain/log/types'
import { type Brand, brand } from '#shared/brand'

/** Names a segment and its contents: a cleaned copy has another name than what it replaces. */
export type SegmentName = Brand<string, 'SegmentName'>
export const segmentName = brand<string, 'SegmentName'>()

/** A segment that is not written any more. */
export type SealedSegment = SegmentFacts & Readonly<{ name: SegmentName }>

/** A partition as its cleaner sees it. */
export type CleanableLog = Readonly<{
  logStart: Offset
  /** Below it no key has two records: how far the last pass came (Kafka's `cleaner-offset-checkpoint`). */
  cleanTo: Offset
  /** Oldest first, each beginning where the one before ends. */
  sealed: readonly SealedSegment[]
  /** The one that is written. */
  live: Readonly<{ start: Offset; createdAt: number }>
  /** When the oldest of what was replaced and still takes room was replaced, ms since the epoch; null for none. */
  toSweep: number | null
}>

/** An entry (one append, or what is left of several) with its records, which are whole batches one after the other. */
export type StoredEntry<Bytes> = Readonly<{
  baseOffset: Offset
  appendTime: number
  batches: readonly BatchFacts[]
  records: Bytes
}>

/** The configs of a topic that decide what is compacted and when; ms and bytes. */
export type CompactionSettings = Readonly<{
  minCleanableDirtyRatio: number
  minCompactionLagMs: number
  maxCompactionLagMs: number
  deleteRetentionMs: number
  segmentBytes: number
  fileDeleteDelayMs: number
}>

/** Offsets whose records are gone. They stay facts, of no bytes, so that every offset of a log lies in a batch. */
export const hole = (count: number): BatchFacts => ({
  bytes: 0,
  count,
  producerId: -1,
  producerEpoch: -1,
  baseSequence: -1,
  attributes: 0,
})

export const isHole = ({ bytes }: BatchFacts): boolean => bytes === 0
