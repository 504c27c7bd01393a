import type { PartitionState } from '#domain/log/partition-state'
import type { TopicPartition } from '#domain/topic/types'
import type { Logger } from '#ports/logger'
import type { LogGone, PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import { partitionFold } from './partition-fold.ts'
import { partitionToText } from './stored-partition.ts'

/** `producerExpirationMs`: what is stored must remember as much as whoever appends (Kafka's `producer.id.expiration.ms`). */
export type SnapshotDeps = Readonly<{ log: PartitionLog; logger: Logger; producerExpirationMs: number }>

/** Folds a partition to its end and stores the state, so that what lies before may be dropped or rewritten. */
export const storeSnapshot = async (
  { log, logger, producerExpirationMs }: SnapshotDeps,
  at: TopicPartition,
): Promise<E.Either<LogGone, PartitionState>> => {
  const opened = await partitionFold(log, at, logger, { producerExpirationMs }).open()
  if (E.isLeft(opened)) return opened
  await log.saveSnapshot(at, { position: opened.right.position, state: partitionToText(opened.right) })
  return opened
}
