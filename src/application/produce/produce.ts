import type { Topic } from '#domain/cluster/topic'
import type { Offset } from '#domain/log/types'
import type { LogGone } from '#ports/partition-log'
import type { BatchFault } from '#ports/record-codec'
import type { E } from '#shared/fp'

/** Appends what producers send. One call per partition of a request. */
export interface Produce {
  /**
   * Enters the partition's appender before it returns, so that calls made in order are appended in order. Settles when
   * the batch is durable, refused, or `timeoutMs` has passed ('timed-out': it may still be appended). Rejects with an
   * error of `ports/store-errors.ts`.
   */
  readonly append: (request: ProduceBatch) => Promise<E.Either<ProduceRefusal, Produced>>
}

export type ProduceBatch = Readonly<{
  topic: Topic
  partition: number
  /** What the client sent for this partition; the broker's from here on. */
  records: Buffer
  timeoutMs: number
  /** Whether the API version allows zstd (KIP-110). */
  allowsZstd: boolean
}>

export type Produced = Readonly<{ baseOffset: Offset; logStart: Offset; logAppendTime: number }>

/** `batchIndex`: the record's place in its batch. */
export type RecordFault = Readonly<{ batchIndex: number; message: string }>

export type ProduceRefusal = Readonly<
  | LogGone
  | BatchFault
  | { kind: 'unknown-partition' }
  /** Of a batch of which nothing is taken: the records that are to blame. */
  | { kind: 'invalid-records'; message: string; records: readonly RecordFault[] }
  | { kind: 'message-too-large'; message: string }
  | { kind: 'unsupported-compression'; message: string }
  | { kind: 'out-of-order-sequence'; message: string }
  | { kind: 'duplicate-sequence' }
  | { kind: 'invalid-producer-epoch' }
  | { kind: 'transactions-unsupported' }
  | { kind: 'timed-out' }
  | { kind: 'not-leader'; leader: number }
>
