import { keyMap } from '#domain/compaction/key-map'
import type { Mapped } from '#domain/compaction/retention'
import type { SealedSegment } from '#domain/compaction/types'
import type { Offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { batchesOf, type SegmentBatch } from './segment-batches.ts'

export type MapDeps = Readonly<{
  log: PartitionLog
  codec: Pick<RecordCodec, 'open'>
  /** Keys that a pass remembers; Kafka's `log.cleaner.dedupe.buffer.size` has room for some five million. */
  mostKeys: number
  /** Lets others have their turn; throws `PassEnded` when the pass should end. */
  breathe: () => Promise<void>
}>

/** The last offset of every key in the dirty segments, as far as there is room for them (Kafka's `Cleaner.buildOffsetMap`). */
export const mapKeys = async (
  { log, codec, mostKeys, breathe }: MapDeps,
  at: TopicPartition,
  from: Offset,
  dirty: readonly SealedSegment[],
): Promise<Mapped> => {
  const keys = keyMap(mostKeys)

  /** Where the map is full; null when all of the batch is in it. */
  const enter = async ({ end, records }: SegmentBatch): Promise<Offset | null> => {
    if (records === null || end <= from) return null
    const opened = await codec.open(records)
    // What cannot be read stays as it is, and makes nothing else superfluous.
    if (opened.judged.isControl || opened.records === null) return null
    for (const { key, offset } of opened.records)
      if (key !== null && offset >= from && !keys.enter(key, offset)) return offset
    return null
  }

  let end = from
  for (const segment of dirty) {
    for await (const batch of batchesOf(log, at, segment)) {
      await breathe()
      const full = await enter(batch)
      if (full !== null) return { keys, end: full }
    }
    end = segment.end
  }
  return { keys, end }
}
