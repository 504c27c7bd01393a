import type { TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import { advanceStart } from './advance-start.ts'
import { append } from './append.ts'
import { entryByTime } from './by-time.ts'
import { cleaning } from './cleaning.ts'
import { facts } from './facts.ts'
import type { Named } from './keys.ts'
import { lifecycle } from './lifecycle.ts'
import type { LogContext } from './log-context.ts'
import type { Partition } from './partitions.ts'
import { read } from './read.ts'
import { roll } from './roll.ts'
import { segmentsOf } from './segments.ts'

type Listener = (at: TopicPartition | null) => void

export const redisPartitionLog = (parts: Omit<LogContext, 'tell'>): PartitionLog => {
  const listeners = new Set<Listener>()
  const tell: Listener = (at) => {
    for (const listener of listeners) listener(at)
  }
  const context: LogContext = { ...parts, tell }
  const { partitions, wakeUps, reads, logger } = parts

  /** An own append is told of once its answer is here and its records are at hand. */
  const logNews = (at: TopicPartition) => {
    const partition = partitions.find(at)
    if (partition === undefined) return tell(at)
    partition.logNews++
    if (partition.sending) {
      partition.owesNews = true
      return
    }
    if (!partition.ownNewsDue) partition.othersNews++
    partition.ownNewsDue = false
    tell(at)
  }

  const hashNews = (partition: Partition) => {
    partition.hashNews++
    partition.head = null
  }

  /** What somebody else removed or dropped must be forgotten while it is known that it was, and not lost. */
  const lookAfter = (partition: Partition) => {
    reads
      .get()
      .then((on) => partitions.lookAfter(partition, on))
      .catch((error: unknown) =>
        logger.debug({ error: String(error) }, 'it is not known whether a partition is still there'),
      )
  }

  wakeUps.watch((changed: Named | null) => {
    if (changed === null) {
      for (const partition of partitions.all()) {
        hashNews(partition)
        partition.logNews++
        partition.othersNews++
      }
      return tell(null)
    }
    if (changed.kind === 'segment') logNews(changed.at)
    if (changed.kind !== 'partition') return
    const partition = partitions.find(changed.at)
    if (partition === undefined) return
    hashNews(partition)
    lookAfter(partition)
  })

  return {
    ...lifecycle(context),
    ...cleaning(context),
    ...segmentsOf(context),
    advanceStart: advanceStart(context),
    append: append(context),
    roll: roll(context),
    read: read(context),
    facts: facts(context),
    entryByTime: entryByTime(context),
    watch: (listener) => {
      const own: Listener = (at) => listener(at)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
