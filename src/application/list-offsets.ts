import type { Topic } from '#domain/cluster/topic'
import type { LogGone } from '#ports/partition-log'
import type { E } from '#shared/fp'

/** Offsets by place or time, always asked of the store. Rejects with an error of `ports/store-errors.ts`. */
export interface ListOffsets {
  readonly find: (query: OffsetQuery) => Promise<E.Either<ListOffsetsRefusal, FoundOffset>>
}

export type OffsetQuery = Readonly<{
  topic: Topic
  partition: number
  leaderEpoch: number
  at: 'earliest' | 'latest' | 'highest-timestamp' | Readonly<{ time: number }>
}>

/** -1 for what there is none of. */
export type FoundOffset = Readonly<{ offset: number; timestamp: number; leaderEpoch: number }>

export type ListOffsetsRefusal = Readonly<
  LogGone | { kind: 'unknown-partition' } | { kind: 'fenced-leader-epoch' } | { kind: 'unknown-leader-epoch' }
>
