import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import type { Timers } from '#ports/timers'
import { E } from '#shared/fp'
import type { Fetch, FetchedPartition, FetchPartition, FetchRequest } from './fetch.ts'
import { readPartitions, totalBytes } from './read-partitions.ts'
import { waiters } from './waiters.ts'

export const fetchService = ({ log, timers }: Readonly<{ log: PartitionLog; timers: Timers }>): Fetch => {
  const waiting = waiters(log)

  const fetch = async (request: FetchRequest): Promise<readonly FetchedPartition[]> => {
    const { partitions, maxWaitMs, abandoned } = request
    // Watched before the first read: an append between the read and the wait must not be slept through.
    const grown = new Set<string>(partitions.map((p) => partitionKey(place(p))))
    let wake = (): void => {}
    const stopWaiting = waiting.wait(partitions.map(place), (key) => {
      if (key === null) for (const p of partitions) grown.add(partitionKey(place(p)))
      else grown.add(key)
      wake()
    })
    const found: FetchedPartition[] = partitions.map(() => E.left({ kind: 'unknown-partition' }))
    let timeIsUp = maxWaitMs <= 0 || partitions.length === 0
    const expire = (): void => {
      timeIsUp = true
      wake()
    }
    const cancelTimer = timeIsUp ? () => {} : timers.after(maxWaitMs, expire)
    abandoned.addEventListener('abort', expire)
    try {
      for (;;) {
        const last = timeIsUp || abandoned.aborted
        const due = partitions.flatMap((p, i) => (grown.has(partitionKey(place(p))) ? [i] : []))
        grown.clear()
        await readPartitions(log, request, due, found)
        if (last || isEnough(request, found)) return found
        if (grown.size === 0 && !timeIsUp)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      stopWaiting()
      cancelTimer()
      abandoned.removeEventListener('abort', expire)
    }
  }
  return { fetch }
}

const place = ({ topic, partition }: FetchPartition): TopicPartition => ({ topicId: topic.id, partition })

/** Who waits for more holds what is there in memory, and there may be many who wait. */
const MOST_HELD = 2 ** 20

const isEnough = ({ minBytes, maxBytes }: FetchRequest, found: readonly FetchedPartition[]): boolean =>
  totalBytes(found) >= Math.min(minBytes, maxBytes, MOST_HELD) || found.some(E.isLeft)
