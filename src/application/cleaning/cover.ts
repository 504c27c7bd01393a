import type { Offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { LogGone, PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import { type SnapshotDeps, storeSnapshot } from '../produce/store-snapshot.ts'

/** Sees to it that a snapshot lies at or beyond an offset: segments below it may be dropped then (`PartitionLog.advanceStart`). */
export const cover = async (
  log: PartitionLog,
  at: TopicPartition,
  upTo: Offset,
  deps: Omit<SnapshotDeps, 'log'>,
): Promise<E.Either<LogGone, void>> => {
  const stored = await log.loadSnapshot(at)
  if (stored !== null && stored.position.offset >= upTo) return E.right(undefined)
  const saved = await storeSnapshot({ log, ...deps }, at)
  return E.isLeft(saved) ? saved : E.right(undefined)
}
