import { type Offset, offset } from '#domain/log/types'
import { topicSettings } from '#domain/topic/settings'
import type { TopicPartition } from '#domain/topic/types'
import type { AdvanceRefusal, PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import type { DeleteRecords, DeleteRecordsRefusal } from './delete-records.ts'

type DeleteRecordsDeps = Readonly<{
  log: PartitionLog
  /** Gives the room of what was deleted back; nobody waits for it. */
  cleanSoon: (at: TopicPartition) => void
}>

export const deleteRecordsService = ({ log, cleanSoon }: DeleteRecordsDeps): DeleteRecords => ({
  below: async ({ topic, partition, to }) => {
    if (partition < 0 || partition >= topic.partitions) return E.left({ kind: 'unknown-partition' })
    const { retention, compacts } = topicSettings(topic.configs)
    if (compacts && !retention.deletes)
      return E.left({
        kind: 'policy-violation',
        message: `Records of topic ${topic.name} are compacted and not deleted.`,
      })
    const at = { topicId: topic.id, partition }
    const bounds = await log.bounds(at)()
    if (E.isLeft(bounds)) return bounds
    const wanted = to === 'high-watermark' ? bounds.right.highWatermark : to
    if (wanted < 0) return E.left({ kind: 'offset-out-of-range', bounds: bounds.right })
    const moved = await log.advanceStart(at, offset(wanted))()
    if (E.isRight(moved)) cleanSoon(at)
    return E.map(logStartOf)(E.mapLeft(refusal)(moved))
  },
})

const logStartOf = ({ logStart }: { logStart: Offset }): Offset => logStart

const refusal = (refused: AdvanceRefusal): DeleteRecordsRefusal => {
  // Only who names the segments that it saw is told that they are others.
  if (refused.kind === 'segments-changed') throw new Error('a deletion does not depend on segments')
  return refused
}
