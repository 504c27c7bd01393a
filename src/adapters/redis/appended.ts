import { offset, recordCount } from '#domain/log/types'
import type { Appended, LogGone, NewEntry } from '#ports/partition-log'
import { E } from '#shared/fp'
import type { Attempt } from './attempt.ts'
import { highestIn, sizeOf } from './entry.ts'
import { segmentField } from './head.ts'
import type { LogContext } from './log-context.ts'
import { learnEnd, type News, offline, type Partition } from './partitions.ts'
import { positionAt } from './position.ts'

/** Of a segment: its genesis marker and the entry that was just appended. */
const MARKER_AND_OWN = 2

/** `news`: how much was heard of the log before the append was sent; null where that is not known. */
export type Landed = Readonly<{ attempt: Attempt; entry: NewEntry; length: number; news: News | null }>

/** What an append that stands in the store is answered with, and what is remembered of it. */
export const landed = (
  { cache, keys, memories }: LogContext,
  partition: Partition,
  { attempt, entry, length, news }: Landed,
): E.Either<LogGone, Appended> => {
  const { head, segment, base, before, id, stream, token, records } = attempt
  const expected = before.entries + MARKER_AND_OWN
  if (length < expected) {
    return offline(
      partition,
      `segment ${segment.name} has ${length} entries where ${expected} were written: its tail is lost`,
    )
  }
  const batches = entry.batches.map(({ facts }) => facts)
  const end = offset(base + recordCount(batches))
  const entries = before.entries + 1
  const bytes = before.bytes + sizeOf(batches)
  const first = before.entries === 0 ? highestIn(entry) : before.first
  const highest = Math.max(before.highest, highestIn(entry))
  const next = positionAt(end, {
    segment: segment.name,
    entries,
    bytes,
    highest,
    running: Math.max(before.running, highestIn(entry)),
    first,
    lastId: id,
    token,
  })
  partition.meanEntry ??= bytes / entries
  learnEnd(partition, end, news)
  cache.put(partition.log, { segment: segment.name, base, end, batches, records })
  memories.remember(partition.log, {
    stream,
    owner: keys.partition(partition.at),
    field: segmentField(segment.name),
    id,
    token,
    history: head.history,
  })
  return E.right({
    baseOffset: base,
    next,
    bounds: { logStart: head.logStart, highWatermark: end, leaderEpoch: head.epoch },
    segment: {
      start: segment.start,
      end,
      bytes,
      entries,
      createdAt: segment.createdAt,
      firstTimestamp: first,
      highestTimestamp: highest,
    },
  })
}
