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

const AT_ONCE = 50

type Listener = (at: TopicPartition | null) => void

export const redisPartitionLog = (parts: Omit<LogContext, 'tell'>): PartitionLog => {
  const listeners = new Set<Listener>()
  const tell: Listener = (at) => {
    for (const listener of listeners) listener(at)
  }
  const context: LogContext = { ...parts, tell }
  const { partitions, memories, wakeUps, reads, logger } = parts

  /** Somebody else's: an own append is told of when its answer is here and its records are at hand. */
  const logNews = (at: TopicPartition) => {
    const partition = partitions.find(at)
    if (partition !== undefined) partition.logNews++
    tell(at)
  }

  const hashNews = (partition: Partition) => {
    partition.hashNews++
    partition.head = null
  }

  let looks = 0

  /**
   * What somebody else removed or dropped must be forgotten while it is known that it was, and not lost. Some at a time;
   * whoever missed news may know of thousands, and begins anew when more was missed.
   */
  const lookAfter = async (some: readonly Partition[], isStill: () => boolean = () => true) => {
    try {
      for (let i = 0; i < some.length && isStill(); i += AT_ONCE) {
        const on = await reads.get()
        await Promise.all(some.slice(i, i + AT_ONCE).map((partition) => partitions.lookAfter(partition, on)))
      }
    } catch (error) {
      logger.debug({ err: error }, 'it is not known whether a partition is still there')
    }
  }

  wakeUps.watch((changed: Named | null) => {
    if (changed === null) {
      for (const partition of partitions.all()) {
        hashNews(partition)
        partition.logNews++
      }
      const look = ++looks
      const remembered = [...partitions.all()].filter(({ log }) => memories.of(log) !== undefined)
      void lookAfter(remembered, () => look === looks)
      return tell(null)
    }
    if (changed.kind === 'segment') logNews(changed.at)
    if (changed.kind !== 'partition') return
    const partition = partitions.find(changed.at)
    if (partition === undefined) return
    hashNews(partition)
    void lookAfter([partition])
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
