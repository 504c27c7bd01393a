import { type Incoming, type SegmentLimits, shouldRoll } from '#domain/log/segment-policy'
import type { Position, SegmentFacts } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { AppendRefusal, PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'

/** Opens a new segment when the one that is written is full. Remembers that one, so that an append need not ask for it. */
export interface SegmentRoller {
  /** Where the next append belongs: `end`, or the beginning of a new segment. */
  readonly rollIfFull: (
    end: Position,
    limits: SegmentLimits | null,
    incoming: Incoming,
    now: number,
  ) => Promise<E.Either<AppendRefusal, Position>>
  /** The segment that was written, as an append tells it; null when somebody else may have changed it. */
  readonly remember: (segment: SegmentFacts | null) => void
}

export const segmentRoller = (log: PartitionLog, at: TopicPartition): SegmentRoller => {
  let written: SegmentFacts | null = null

  return {
    rollIfFull: async (end, limits, incoming, now) => {
      if (written === null) {
        const segments = await log.segments(at)()
        if (E.isLeft(segments)) return segments
        written = segments.right.at(-1) ?? null
      }
      if (written === null || limits === null || !shouldRoll(at, written, limits, incoming, now))
        return E.right(end)
      written = null
      return log.roll(at, end, now)()
    },
    remember: (segment) => {
      written = segment
    },
  }
}
