import { isSameList } from '#domain/log/segments'
import type { Bounds, Offset, SegmentFacts } from '#domain/log/types'
import type { AdvanceRefusal, PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import { askedAgain } from './asked-again.ts'
import type { Connection } from './connection.ts'
import { segmentField } from './head.ts'
import type { LogContext } from './log-context.ts'
import type { Partition } from './partitions.ts'
import { advanceStart as advanceScript } from './scripts/advance-start.ts'
import { boundsOf, type Tip, tip } from './tip.ts'

type Outcome = E.Either<AdvanceRefusal, Bounds>
type Doomed = Readonly<{ stream: string; field: string; end: Offset }>

/** Segments that one script takes out of the list; Redis frees their memory in the background. */
const AT_ONCE = 64

/** The same again does nothing more, so that it may be sent again when its reply is lost. */
export const advanceStart = (context: LogContext): PartitionLog['advanceStart'] => {
  const { partitions, appends: link, keys, memories, timers, isClosed } = context

  const doomedIn = ({ at }: Partition, { head }: Tip, to: Offset): readonly Doomed[] => {
    const start = Math.max(head.logStart, to)
    const doomed: Doomed[] = []
    for (const { name, sealed } of head.segments) {
      if (sealed === null || sealed.end > start || doomed.length === AT_ONCE) break
      doomed.push({ stream: keys.segment(at, name), field: segmentField(name), end: sealed.end })
    }
    return doomed
  }

  const run = async (
    partition: Partition,
    to: Offset,
    seen: readonly SegmentFacts[] | undefined,
    on: Connection,
  ): Promise<Outcome> => {
    for (let fence = seen; ; ) {
      const found = await tip(context, partition, on)
      if (E.isLeft(found)) return found
      const { head, end } = found.right
      const bounds = boundsOf(found.right)
      if (to > end) return E.left({ kind: 'offset-out-of-range', bounds })
      const listed = head.segments.map(({ start, sealed }) => ({ start, bytes: sealed?.bytes ?? 0 }))
      if (fence !== undefined && !isSameList(fence, listed)) return E.left({ kind: 'segments-changed' })
      const segments = doomedIn(partition, found.right, to)
      if (to <= head.logStart && segments.length === 0) return E.right(bounds)
      const own = { partition: keys.partition(partition.at), snapshot: keys.partitionSnapshot(partition.at) }
      const done = await advanceScript.run(on, { ...own, nextSegment: head.nextSegment, to, segments })
      partition.head = null
      if (done.kind !== 'advanced') continue
      for (const { stream } of segments.slice(0, done.dropped)) memories.dropStream(partition.log, stream)
      const { logStart } = done
      if (done.dropped < AT_ONCE) return E.right({ ...bounds, logStart })
      fence = undefined
    }
  }

  return (at, to, seen) => () =>
    askedAgain({ link, timers, isClosed }, `the log start was moved to ${to}`, (on) =>
      run(partitions.of(at), to, seen, on),
    )
}
