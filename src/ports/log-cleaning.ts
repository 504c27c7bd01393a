import type { CleanableLog, SegmentName, StoredEntry } from '#domain/compaction/types'
import type { Offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { TaskEither } from '#shared/fp'
import type { LogGone } from './log-gone.ts'

/**
 * What a cleaner asks of a log: sealed segments are read, and replaced by cleaned copies of themselves. Offsets and bounds
 * stay as they are; every offset stays in an entry, as a batch of no bytes where its record is gone.
 *
 * Rejects as a `PartitionLog` does.
 */
export interface LogCleaning {
  /** The sealed segments and how far they are clean. Asks the store. */
  readonly cleanable: (at: TopicPartition) => TaskEither<LogGone, CleanableLog>

  /** Entries of one sealed segment that begin at an offset or after it, about a MiB of them; none after the last. */
  readonly sealedEntries: (
    at: TopicPartition,
    segment: SegmentName,
    from: Offset,
  ) => TaskEither<CleaningRefusal, readonly StoredEntry<Buffer>[]>

  /**
   * Begins to replace neighbouring sealed segments by one. Ends every other replacement of the partition that is under
   * way, and removes what one that never ended has left behind.
   */
  readonly replace: (
    at: TopicPartition,
    segments: readonly SegmentName[],
  ) => TaskEither<CleaningRefusal, Replacement>

  /** Remembers that the log is clean up to an offset, durably; it never moves back. */
  readonly markClean: (at: TopicPartition, upTo: Offset) => TaskEither<LogGone, void>

  /** Gives back the room of what was replaced before a time (ms since the epoch); until then, readers may be in the middle. */
  readonly sweep: (at: TopicPartition, replacedBefore: number) => TaskEither<LogGone, void>
}

/**
 * A replacement under way. Until it is committed, readers see what was there; a store may show them, of some entries,
 * already what is to come, but never a part of an entry, and never less than what is to come.
 */
export interface Replacement {
  /** Entries follow one another from the start of the first segment to the end of the last; each about a MiB at most. */
  readonly add: (entry: CleanedEntry) => TaskEither<CleaningRefusal, void>
  /** From here on readers see the cleaned segment. `now`, in ms since the epoch, is what `sweep` goes by. */
  readonly commit: (now: number) => TaskEither<CleaningRefusal, void>
  /** Leaves what was there; what was written is removed now or by the next replacement. */
  readonly abandon: () => Promise<void>
}

/** `maxTimestamp`: the highest of a record that is still there; -1 for none. */
export type CleanedEntry = StoredEntry<Buffer> & Readonly<{ maxTimestamp: number }>

/** `segments-changed`: one of the segments is not in the list any more, or somebody else replaces them. */
export type CleaningRefusal = Readonly<LogGone | { kind: 'segments-changed' }>
