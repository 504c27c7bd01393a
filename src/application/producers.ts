import type { Topic } from '#domain/cluster/topic'
import type { LogGone } from '#ports/partition-log'
import type { E } from '#shared/fp'

/** What partitions remember of their producers. Rejects with an error of `ports/store-errors.ts`. */
export interface Producers {
  /** Those that have not expired, the one silent for longest first. Read from the store, beside whoever appends. */
  readonly describe: (
    topic: Topic,
    partition: number,
  ) => Promise<E.Either<LogGone | Readonly<{ kind: 'unknown-partition' }>, readonly ActiveProducer[]>>
}

/** `lastTime` is the append time of its last batch, in ms since the epoch. */
export type ActiveProducer = Readonly<{
  id: number
  epoch: number
  lastSequence: number
  lastTime: number
}>
