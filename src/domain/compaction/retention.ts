import type { Offset } from '#domain/log/types'
import type { KeyDigest, KeyMap } from './key-map.ts'

/** The keys of the dirty part of a log, and where that part ends: records from there on are not judged. */
export type Mapped = Readonly<{ keys: KeyMap; end: Offset }>

export type KeyedRecord = Readonly<{ offset: Offset; key: KeyDigest | null; isTombstone: boolean }>

/** What is known of a batch whose records are judged. */
export type JudgedBatch = Readonly<{
  /** The offset after its last. */
  end: Offset
  isControl: boolean
  /** Until when its tombstones stay (ms since the epoch, KIP-534); null until a pass has set it. */
  deleteHorizon: number | null
  records: number
}>

/** What became of its records. */
export type Kept = Readonly<{ records: number; hasTombstone: boolean }>

/** What becomes of a batch. `deleteHorizon` null: it has none. */
export type BatchVerdict = Readonly<
  | { kind: 'as-is' }
  | { kind: 'rebuild'; deleteHorizon: number | null }
  /** Its header stays, without records. */
  | { kind: 'empty' }
  | { kind: 'drop' }
>

/**
 * Whether a record stays (Kafka's `Cleaner.shouldRetainRecord`): the last of its key does, and a tombstone only until the
 * horizon that the first pass over it has set. Records without a key are of no use in a compacted log.
 */
export const isKept = (
  { offset, key, isTombstone }: KeyedRecord,
  { isControl, deleteHorizon }: JudgedBatch,
  { keys, end }: Mapped,
  now: number,
): boolean => {
  if (offset >= end || isControl) return true
  if (key === null || offset < keys.lastOf(key)) return false
  return !isTombstone || deleteHorizon === null || now < deleteHorizon
}

/** What becomes of a batch of which some records stay (Kafka's `MemoryRecords.filterTo` and `checkBatchRetention`). */
export const batchVerdict = (
  batch: JudgedBatch,
  kept: Kept,
  { end }: Mapped,
  { now, deleteRetentionMs }: Readonly<{ now: number; deleteRetentionMs: number }>,
): BatchVerdict => {
  // The last of a pass stays even if it is empty: a consumer gets past the end of what was cleaned by it alone.
  if (kept.records === 0) {
    if (batch.end !== end) return { kind: 'drop' }
    return { kind: batch.records === 0 ? 'as-is' : 'empty' }
  }
  const needsHorizon = kept.hasTombstone && batch.deleteHorizon === null && !batch.isControl
  if (needsHorizon) return { kind: 'rebuild', deleteHorizon: now + deleteRetentionMs }
  if (kept.records === batch.records) return { kind: 'as-is' }
  return { kind: 'rebuild', deleteHorizon: batch.deleteHorizon }
}
