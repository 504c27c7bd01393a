import type { SegmentFacts } from '#domain/log/types'
import type { PartitionLog } from '#ports/partition-log'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { entryId, sizeOf } from './entry.ts'
import { asking } from './errors.ts'
import { type Segment, startOf } from './head.ts'
import type { LogContext } from './log-context.ts'
import type { Partition } from './partitions.ts'
import { positionAt } from './position.ts'
import { liveHighest } from './scan.ts'
import { probeEntry } from './scripts/probe-entry.ts'
import { type Tip, tip } from './tip.ts'

/** The list of segments, and where the last one ends, as the store has them. */
export const segmentsOf = (context: LogContext): Pick<PartitionLog, 'segments' | 'end'> => {
  const { keys, partitions, reads } = context

  const firstTimestamp = async (
    { at }: Partition,
    { head: { live }, last }: Tip,
    on: Connection,
  ): Promise<number> => {
    if (last === null) return -1
    if (last.ordinal === 0) return last.highest
    const segment = keys.segment(at, live.name)
    const first = await probeEntry.run(on, { segment, id: entryId(live.start) })
    // Dropped since: whoever acts on this will be told that the list is another.
    return first.kind === 'entry' ? first.entry.highest : -1
  }

  return {
    segments: (at) => () =>
      asking(async () => {
        const on = await reads.get()
        const partition = partitions.of(at)
        const found = await tip(context, partition, on)
        if (E.isLeft(found)) return found
        const written = liveFacts(found.right, await firstTimestamp(partition, found.right, on))
        return E.right(found.right.head.segments.map((segment) => sealedFacts(segment) ?? written))
      }),

    end: (at) => () =>
      asking(async () => {
        const on = await reads.get()
        const partition = partitions.of(at)
        const found = await tip(context, partition, on)
        if (E.isLeft(found)) return found
        const { head, last } = found.right
        if (last === null) return E.right(startOf(head.live))
        return E.right(
          positionAt(last.end, {
            segment: head.live.name,
            entries: last.ordinal + 1,
            bytes: last.bytesBefore + sizeOf(last.batches),
            highest: await liveHighest(context, at, found.right, on),
            running: last.running,
            first: await firstTimestamp(partition, found.right, on),
            lastId: entryId(last.base),
            token: last.token,
          }),
        )
      }),
  }
}

/** Null while it is written. */
export const sealedFacts = ({ start, createdAt, sealed }: Segment): SegmentFacts | null => {
  if (sealed === null) return null
  const { end, bytes, entries, first, highest } = sealed
  return { start, end, bytes, entries, createdAt, firstTimestamp: first, highestTimestamp: highest }
}

/** The running maximum of the log stands in for that of the segment, which nobody has summed up yet. */
const liveFacts = ({ head: { live }, end, last }: Tip, firstTimestamp: number): SegmentFacts => ({
  start: live.start,
  end,
  bytes: last === null ? 0 : last.bytesBefore + sizeOf(last.batches),
  entries: last === null ? 0 : last.ordinal + 1,
  createdAt: live.createdAt,
  firstTimestamp,
  highestTimestamp: last === null ? -1 : last.running,
})
