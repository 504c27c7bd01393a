import type { TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import { append } from './append.ts'
import { entryByTime } from './by-time.ts'
import { facts } from './facts.ts'
import type { Named } from './keys.ts'
import { lifecycle } from './lifecycle.ts'
import type { LogContext } from './log-context.ts'
import type { Partition } from './partitions.ts'
import { read } from './read.ts'
import { roll } from './roll.ts'

type Listener = (at: TopicPartition | null) => void

export const redisPartitionLog = (parts: Omit<LogContext, 'tell'>): PartitionLog => {
  const listeners = new Set<Listener>()
  const tell: Listener = (at) => {
    for (const listener of listeners) listener(at)
  }
  const context: LogContext = { ...parts, tell }
  const { partitions, wakeUps } = parts

  /** An own append is told of once its answer is here and its records are at hand. */
  const logNews = (at: TopicPartition) => {
    const partition = partitions.find(at)
    if (partition === undefined) return tell(at)
    partition.logNews++
    if (partition.sending) partition.owesNews = true
    else tell(at)
  }

  const hashNews = (partition: Partition) => {
    partition.hashNews++
    partition.head = null
  }

  wakeUps.watch((changed: Named | null) => {
    if (changed === null) {
      for (const partition of partitions.all()) {
        hashNews(partition)
        partition.logNews++
      }
      return tell(null)
    }
    if (changed.kind === 'segment') logNews(changed.at)
    if (changed.kind !== 'partition') return
    const partition = partitions.find(changed.at)
    if (partition !== undefined) hashNews(partition)
  })

  return {
    ...lifecycle(context),
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
