import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'

/** Who waits for an append to which partition: one watch on the log for all of them. */
export interface Waiters {
  /** Calls back for each of the partitions that may have grown, or for all (`null`). Returns how to stop. */
  readonly wait: (partitions: readonly TopicPartition[], wake: (key: string | null) => void) => () => void
}

type Wake = (key: string | null) => void

export const waiters = (log: PartitionLog): Waiters => {
  const byPartition = new Map<string, Set<Wake>>()
  const everybody = new Set<Wake>()

  log.watch((at) => {
    if (at === null) {
      for (const wake of everybody) wake(null)
      return
    }
    const key = partitionKey(at)
    for (const wake of byPartition.get(key) ?? []) wake(key)
  })

  return {
    wait: (partitions, wake) => {
      const keys = partitions.map(partitionKey)
      everybody.add(wake)
      for (const key of keys) byPartition.set(key, (byPartition.get(key) ?? new Set()).add(wake))
      return () => {
        everybody.delete(wake)
        for (const key of keys) {
          const waiting = byPartition.get(key)
          waiting?.delete(wake)
          if (waiting?.size === 0) byPartition.delete(key)
        }
      }
    },
  }
}
