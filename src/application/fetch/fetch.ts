import type { Topic } from '#domain/cluster/topic'
import type { Bounds } from '#domain/log/types'
import type { ReadRefusal } from '#ports/partition-log'
import type { E } from '#shared/fp'

/** Reads for consumers: KIP-74 first-batch rule, long poll woken by the append, whole batches. */
export interface Fetch {
  /**
   * Answers in the order asked for. Waits up to `maxWaitMs` until `minBytes` of records are there or a partition is
   * refused; at once when no partition is asked for. `abandoned` ends the wait early, with what is there.
   * A partition whose store cannot be asked carries that error; the call itself does not reject.
   */
  readonly fetch: (request: FetchRequest) => Promise<readonly FetchedPartition[]>
}

export type FetchRequest = Readonly<{
  maxWaitMs: number
  minBytes: number
  maxBytes: number
  partitions: readonly FetchPartition[]
  abandoned: AbortSignal
}>

/** `offset` as the client sent it. `leaderEpoch` is the client's current leader epoch, -1 unknown. */
export type FetchPartition = Readonly<{
  topic: Topic
  partition: number
  offset: bigint
  leaderEpoch: number
  maxBytes: number
}>

export type FetchedPartition = E.Either<FetchRefusal, Fetched>

export type Fetched = Readonly<{ bounds: Bounds; records: readonly Buffer[]; bytes: number }>

export type FetchRefusal = Readonly<
  | ReadRefusal
  | { kind: 'unknown-partition' }
  | { kind: 'fenced-leader-epoch' }
  | { kind: 'unknown-leader-epoch' }
  | { kind: 'store-failure'; error: Error }
>
