import type { PartitionLog } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { E } from '#shared/fp'
import { epochFault } from './leader-epoch.ts'
import type { FoundOffset, ListOffsets, OffsetQuery } from './list-offsets.ts'

const NOTHING: FoundOffset = { offset: -1, timestamp: -1, leaderEpoch: -1 }

export const listOffsetsService = ({
  log,
  codec,
}: Readonly<{ log: PartitionLog; codec: RecordCodec }>): ListOffsets => ({
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
    const time = soughtTime(at)
    const entry = await log.entryByTime(place, time)()
    if (E.isLeft(entry)) return entry
    const record = entry.right === null ? null : await codec.findByTime(entry.right.records, time)
    return found(record === null ? NOTHING : { ...record, leaderEpoch })
  },
})

const found = (offset: FoundOffset): E.Either<never, FoundOffset> => E.right(offset)

const soughtTime = (at: Exclude<OffsetQuery['at'], 'earliest' | 'latest'>): number | 'highest' =>
  at === 'highest-timestamp' ? 'highest' : at.time
