import { type Brand, brand } from '#shared/brand'

/** A record's place in its partition, dense from 0. Exact as a number: no offset above {@link MAX_OFFSET} is given out. */
export type Offset = Brand<number, 'Offset'>
export const offset = brand<number, 'Offset'>()

/** Offsets stop here, far enough below 2^53 that a jump after a lost tail stays exact (ADR 0007). */
export const MAX_OFFSET = 2 ** 53 - 2 ** 37

/** What an adapter needs to know again of a place in its log; only the adapter that made it reads it. */
export type Mark = Brand<string, 'Mark'>
export const mark = brand<string, 'Mark'>()

/** A place between two entries: the true end of a log at some time. An append names the one it expects. */
export type Position = Readonly<{ offset: Offset; mark: Mark }>

/** What is known of a record batch without its records. Producer fields are -1 where there is no producer id. */
export type BatchFacts = Readonly<{
  /** Bytes of the whole batch, its 61-byte header included. */
  bytes: number
  /** Offsets the batch takes: last offset delta + 1. */
  count: number
  producerId: number
  producerEpoch: number
  baseSequence: number
  /** Kafka's attribute bits: codec, timestamp type, transactional, control. */
  attributes: number
}>

/** What is known of an entry (one append) without its records: all that a fold needs. */
export type EntryFacts = Readonly<{
  baseOffset: Offset
  /** Milliseconds since the epoch, by the clock of the broker that appended. */
  appendTime: number
  /** In the order of their offsets; the first starts at `baseOffset`, each where the one before ended. */
  batches: readonly BatchFacts[]
  /** The position after this entry. */
  next: Position
}>

/**
 * What may be told of a partition.
 * `highWatermark` is the offset after the last record that no failure the store survives can take back.
 */
export type Bounds = Readonly<{ logStart: Offset; highWatermark: Offset; leaderEpoch: number }>

/** A segment as rolling and retention see it; times in ms since the epoch, sizes in bytes of records. */
export type SegmentFacts = Readonly<{
  start: Offset
  /** The offset after its last record. */
  end: Offset
  bytes: number
  entries: number
  createdAt: number
  /** The highest timestamp of its first entry, -1 for none. */
  firstTimestamp: number
  /** -1 for none; of the segment that is written it may be an earlier one's. */
  highestTimestamp: number
}>

export const recordCount = (batches: readonly BatchFacts[]): number =>
  batches.reduce((sum, { count }) => sum + count, 0)
