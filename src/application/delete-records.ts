import type { Topic } from '#domain/cluster/topic'
import type { Bounds, Offset } from '#domain/log/types'
import type { LogGone } from '#ports/partition-log'
import type { E } from '#shared/fp'

/** Deletes records from the beginning of a partition. */
export interface DeleteRecords {
  /** Answers where the log starts then, durably. Rejects with an error of `ports/store-errors.ts`. */
  readonly below: (request: Deletion) => Promise<E.Either<DeleteRecordsRefusal, Offset>>
}

export type Deletion = Readonly<{ topic: Topic; partition: number; to: number | 'high-watermark' }>

export type DeleteRecordsRefusal = Readonly<
  | LogGone
  | { kind: 'unknown-partition' }
  | { kind: 'policy-violation'; message: string }
  | { kind: 'offset-out-of-range'; bounds: Bounds }
>
