import type { BatchFacts, Bounds, EntryFacts, Offset, Position, SegmentFacts } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { TaskEither } from '#shared/fp'
import type { LogCleaning } from './log-cleaning.ts'
import type { LogGone } from './log-gone.ts'

/**
 * An append-only log per partition; offsets are dense and start at 0 (`design.md` 1).
 *
 * Every method that asks the store rejects with an error of `store-errors.ts` when it cannot: `StoreUnavailable`
 * (nothing happened), `OutcomeUnknown` (appends only), `StoreFull` (writes only), `StoreCorrupt`.
 */
export interface PartitionLog extends LogCleaning {
  /** Makes an empty log whose first offset is 0. Idempotent; the only thing that ever makes a log. */
  readonly create: (at: TopicPartition, birth: Birth) => Promise<void>

  /** Removes a log and all that belongs to it. Idempotent. */
  readonly remove: (at: TopicPartition) => Promise<void>

  /**
   * Appends one entry, all of it or nothing, if the log still ends at `expected`. The base offset and the leader epoch
   * are stamped into the records in place. One append of a partition may be in flight per instance; it settles only when
   * its outcome is known or can never be.
   */
  readonly append: (
    at: TopicPartition,
    expected: Position,
    entry: NewEntry,
  ) => TaskEither<AppendRefusal, Appended>

  /**
   * Whole batches from the one that contains `from`, up to `maxBytes`; with `atLeastOne` the first even if it is larger.
   * Nothing at the end of the log. `offset-out-of-range` only when the store itself said so just now.
   */
  readonly read: (at: TopicPartition, from: Offset, budget: ReadBudget) => TaskEither<ReadRefusal, Slice>

  /**
   * The facts of entries after a position, oldest first, at most `limit`; fewer than `limit` only at the end of the log,
   * as it was when asked. Does not fetch records.
   */
  readonly facts: (
    at: TopicPartition,
    after: Position,
    limit: number,
  ) => TaskEither<FactsRefusal, readonly EntryFacts[]>

  /** The position before the first entry that is still there, where a fold without a snapshot begins. */
  readonly origin: (at: TopicPartition) => TaskEither<LogGone, Position>

  /** The position at the end of the log. Asks the store. */
  readonly end: (at: TopicPartition) => TaskEither<LogGone, Position>

  /** Asks the store. */
  readonly bounds: (at: TopicPartition) => TaskEither<LogGone, Bounds>

  /**
   * Of the entries that end after `from` and after the log start, the first that holds a record at or after a time (ms
   * since the epoch), or the first that holds the highest; null where there is none. That record may lie before the log
   * start if the entry begins there.
   */
  readonly entryByTime: (
    at: TopicPartition,
    time: number | 'highest',
    from?: Offset,
  ) => TaskEither<LogGone, TimedEntry | null>

  /** Seals the last segment if the log still ends at `expected`, and opens the next. The position after it is the same offset. */
  readonly roll: (at: TopicPartition, expected: Position, now: number) => TaskEither<AppendRefusal, Position>

  /** Oldest first; the last is the one that is written. */
  readonly segments: (at: TopicPartition) => TaskEither<LogGone, readonly SegmentFacts[]>

  /**
   * Moves the log start to `to`, durably; it never moves back. Then drops the sealed segments that lie below it, as far as
   * there is a snapshot beyond them: what a log remembers of its producers outlives its records. What is not dropped, for
   * want of a snapshot or because the store failed, is dropped by a later call. With `seen`, the segments as whoever
   * decided saw them, nothing happens unless they are still those.
   */
  readonly advanceStart: (
    at: TopicPartition,
    to: Offset,
    seen?: readonly SegmentFacts[],
  ) => TaskEither<AdvanceRefusal, Bounds>

  /** Keeps a fold's state for the next who opens the partition; ignored unless its position is beyond the stored one. */
  readonly saveSnapshot: (at: TopicPartition, snapshot: Snapshot) => Promise<void>
  readonly loadSnapshot: (at: TopicPartition) => Promise<Snapshot | null>

  /** Calls back when something may have been appended to a partition, by whomever, or to any (`null`). Returns how to stop. */
  readonly watch: (listener: (at: TopicPartition | null) => void) => () => void
}

/** `createdAt` in ms since the epoch. */
export type Birth = Readonly<{ createdAt: number }>

/** A batch and its bytes. The bytes are the log's from the call on: the caller neither changes nor re-uses them. */
export type NewBatch = Readonly<{ facts: BatchFacts; maxTimestamp: number; records: Buffer }>

/** At least one batch. `appendTime` and timestamps in ms since the epoch; a batch without timestamps has -1. */
export type NewEntry = Readonly<{ batches: readonly NewBatch[]; appendTime: number }>

/** `segment` is the one that was written, with this entry in it. */
export type Appended = Readonly<{ baseOffset: Offset; next: Position; bounds: Bounds; segment: SegmentFacts }>

export type ReadBudget = Readonly<{ maxBytes: number; atLeastOne: boolean }>

/** `records` are slices of one or more whole batches; together they are contiguous in offsets, gaps of the log aside. */
export type Slice = Readonly<{ records: readonly Buffer[]; bytes: number; bounds: Bounds }>

export type TimedEntry = Readonly<{ baseOffset: Offset; end: Offset; records: Buffer }>

/** `state` is JSON, made and read by the fold it belongs to. */
export type Snapshot = Readonly<{ position: Position; state: string }>

export type { LogGone }

export type AppendRefusal = Readonly<LogGone | { kind: 'position-taken' }>
/** `position-lost`: the position lies before the first entry that is still there, or in no segment; begin at a snapshot or the origin. */
export type FactsRefusal = Readonly<LogGone | { kind: 'position-lost' }>
/** `offset-out-of-range`: beyond the high watermark. */
export type AdvanceRefusal = Readonly<
  LogGone | { kind: 'offset-out-of-range'; bounds: Bounds } | { kind: 'segments-changed' }
>
export type ReadRefusal = Readonly<LogGone | { kind: 'offset-out-of-range'; bounds: Bounds }>
