import type { JudgedBatch, KeyedRecord } from '#domain/compaction/retention'
import type { Offset } from '#domain/log/types'
import type { Compressor } from '#domain/topic/settings'
import type { E } from '#shared/fp'
import type { NewBatch } from './partition-log.ts'

/** Kafka's record batch format (magic 2), behind a port so that logs and use cases treat records as opaque bytes. */
export interface RecordCodec {
  /** Checks what a producer sent for one partition, headers only: exactly one sound batch (`kafka.md` c.2). Keeps the slice. */
  readonly inspect: (records: Buffer) => E.Either<BatchFault, NewBatch>

  /** Writes the base offset and the leader epoch into one batch, in place; both lie outside its CRC. */
  readonly stamp: (batch: Buffer, baseOffset: Offset, leaderEpoch: number) => void

  /** Gives all records of a batch the time of their append (ms since the epoch), in place; they need not be opened. */
  readonly setAppendTime: (batch: NewBatch, time: number) => NewBatch

  /** The same records under another codec, off the event loop and bounded; refused where they cannot be read. */
  readonly recompress: (batch: NewBatch, to: Compressor) => Promise<E.Either<BatchFault, NewBatch>>

  /**
   * Searches stamped batches, from an offset on, for the first record at or after a time (ms since the epoch), or the first
   * with the highest. Decompresses off the event loop, with a bound; rejects with `StoreCorrupt` when a batch cannot be read.
   */
  readonly findByTime: (
    batches: Buffer,
    time: number | 'highest',
    from?: Offset,
  ) => Promise<TimedRecord | null>

  /** Which records of a sound batch have no key, by their place in it; refused when the records cannot be read. */
  readonly keyless: (batch: Buffer) => Promise<E.Either<BatchFault, readonly number[]>>

  /** Opens one stored batch for whoever cleans its log. Decompresses off the event loop, with a bound. */
  readonly open: (batch: Buffer) => Promise<OpenBatch>
}

/** A stored batch whose records can be judged. */
export interface OpenBatch {
  readonly judged: JudgedBatch
  /** Of its header, in ms since the epoch; -1 for none, and where there are no records. */
  readonly maxTimestamp: number
  /** In the order of their offsets; null when they cannot be read. */
  readonly records: readonly KeyedRecord[] | null
  /**
   * The batch with only those of its records, by their place in `records`: the same base offset, last offset, producer and
   * codec. With a delete horizon that stands where the base timestamp was (KIP-534).
   */
  readonly rebuild: (keep: readonly number[], deleteHorizon: number | null) => Promise<NewBatch>
}

export type TimedRecord = Readonly<{ offset: Offset; timestamp: number }>

/** Why a batch is refused. `message` is for the log and the client. */
export type BatchFault = Readonly<{
  kind: 'corrupt-batch' | 'invalid-record' | 'unsupported-format' | 'invalid-timestamp'
  message: string
}>
