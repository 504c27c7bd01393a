import type { TopicId } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'

/** The logs of a topic's partitions from `first` up to, and without, `end`. */
export type Partitions = Readonly<{ topicId: TopicId; first: number; end: number }>

/** Logs made or removed at the same time, so that a topic of thousands of partitions does not fill the store's queue. */
const AT_ONCE = 32

export const createLogs = (log: PartitionLog, { topicId, first, end }: Partitions, createdAt: () => number) =>
  forEach(first, end, (partition) => log.create({ topicId, partition }, { createdAt: createdAt() }))

export const removeLogs = (log: PartitionLog, { topicId, first, end }: Partitions): Promise<void> =>
  forEach(first, end, (partition) => log.remove({ topicId, partition }))

const forEach = async (
  first: number,
  end: number,
  act: (partition: number) => Promise<void>,
): Promise<void> => {
  for (let from = first; from < end; from += AT_ONCE) {
    const group = Array.from({ length: Math.min(AT_ONCE, end - from) }, (_, i) => act(from + i))
    // All of them, so that nothing is under way any more when a failure is told.
    const failed = (await Promise.allSettled(group)).find((each) => each.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
}
