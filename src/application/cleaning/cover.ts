import type { Offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { Logger } from '#ports/logger'
import type { LogGone, PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import { partitionFold } from '../produce/partition-fold.ts'
import { partitionToText } from '../produce/stored-partition.ts'

/** Sees to it that a snapshot lies at or beyond an offset: segments below it may be dropped then (`PartitionLog.advanceStart`). */
export const cover = async (
  log: PartitionLog,
  at: TopicPartition,
  upTo: Offset,
  { logger, producerExpirationMs }: Readonly<{ logger: Logger; producerExpirationMs: number }>,
): Promise<E.Either<LogGone, void>> => {
  const stored = await log.loadSnapshot(at)
  if (stored !== null && stored.position.offset >= upTo) return E.right(undefined)
  const opened = await partitionFold(log, at, logger, { producerExpirationMs }).open()
  if (E.isLeft(opened)) return opened
  const { position } = opened.right
  await log.saveSnapshot(at, { position, state: partitionToText(opened.right) })
  return E.right(undefined)
}
