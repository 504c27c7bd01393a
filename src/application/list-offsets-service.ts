import type { Offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { LogGone, PartitionLog } from '#ports/partition-log'
import type { RecordCodec, TimedRecord } from '#ports/record-codec'
import { E } from '#shared/fp'
import { epochFault } from './leader-epoch.ts'
import type { FoundOffset, ListOffsets, OffsetQuery } from './list-offsets.ts'

const NOTHING: FoundOffset = { offset: -1, timestamp: -1, leaderEpoch: -1 }

type ListOffsetsDeps = Readonly<{ log: PartitionLog; codec: RecordCodec }>

export const listOffsetsService = ({ log, codec }: ListOffsetsDeps): ListOffsets => ({
  find: async ({ topic, partition, leaderEpoch: asked, at }) => {
    if (partition < 0 || partition >= topic.partitions) return E.left({ kind: 'unknown-partition' })
    const place = { topicId: topic.id, partition }
    const bounds = await log.bounds(place)()
    if (E.isLeft(bounds)) return bounds
    const { leaderEpoch, logStart, highWatermark } = bounds.right
    const fault = epochFault(asked, leaderEpoch)
    if (fault !== null) return E.left(fault)
    if (at === 'earliest') return found({ offset: logStart, timestamp: -1, leaderEpoch })
    if (at === 'latest') return found({ offset: highWatermark, timestamp: -1, leaderEpoch })
    const record = await sought({ log, codec }, place, soughtTime(at), logStart)
    if (E.isLeft(record)) return record
    return found(record.right === null ? NOTHING : { ...record.right, leaderEpoch })
  },
})

type Sought = Promise<E.Either<LogGone, TimedRecord | null>>

/**
 * The log start may lie inside an entry, whose time then may be that of a record that is deleted; so may it be while a
 * cleaner is at work: what comes after that entry is searched as well.
 */
const sought = async (
  parts: ListOffsetsDeps,
  at: TopicPartition,
  time: number | 'highest',
  from: Offset,
): Sought => {
  let best: TimedRecord | null = null
  for (let next = from; ; ) {
    const entry = await parts.log.entryByTime(at, time, next)()
    if (E.isLeft(entry)) return entry
    if (entry.right === null) return E.right(best)
    const { baseOffset, end, records } = entry.right
    const record = await parts.codec.findByTime(records, time, next)
    best = higher(best, record)
    if (record !== null && (baseOffset >= next || time !== 'highest')) return E.right(best)
    next = end
  }
}

/** The first of equals. */
const higher = (one: TimedRecord | null, later: TimedRecord | null): TimedRecord | null =>
  one === null || (later !== null && later.timestamp > one.timestamp) ? later : one

const found = (offset: FoundOffset): E.Either<never, FoundOffset> => E.right(offset)

const soughtTime = (at: Exclude<OffsetQuery['at'], 'earliest' | 'latest'>): number | 'highest' =>
  at === 'highest-timestamp' ? 'highest' : at.time
