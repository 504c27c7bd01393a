import type { Topic } from '#domain/cluster/topic'
import type { LogGone } from '#ports/partition-log'
import type { E } from '#shared/fp'

/** What partitions remember of their producers. Rejects with an error of `ports/store-errors.ts`. */
export interface Producers {
  /**
   * Those that have not expired, the one silent for longest first. Read from the store, beside whoever appends; 'timed-out'
   * where nobody waits for it any more (`abandoned`) when its turn comes.
   */
  readonly describe: (
    topic: Topic,
    partition: number,
    abandoned: AbortSignal,
  ) => Promise<E.Either<ProducersRefusal, readonly ActiveProducer[]>>
}

export type ProducersRefusal = LogGone | Readonly<{ kind: 'unknown-partition' | 'timed-out' }>

/** `lastTime` is the append time of its last batch, in ms since the epoch. */
export type ActiveProducer = Readonly<{
  id: number
  epoch: number
  lastSequence: number
  lastTime: number
}>
