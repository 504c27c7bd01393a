import { neighbours } from '#domain/compaction/neighbours'
import type { CleanableLog, SealedSegment, SegmentName } from '#domain/compaction/types'
import { segmentName } from '#domain/compaction/types'
import { type Offset, offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { LogCleaning } from '#ports/log-cleaning'
import type { LogGone } from '#ports/partition-log'
import { E } from '#shared/fp'
import { entriesFrom, recordsOf } from './entries.ts'
import type { Commits } from './group-commit.ts'
import { numbered, partitionPrefix } from './keys.ts'
import {
  type ListedSegment,
  type PartitionRecord,
  partitionRecord,
  sealedOf,
  segmentRecord,
} from './partition-record.ts'
import { type InPlace, replacementOf } from './replacement.ts'
import type { Reader } from './tables.ts'

const BYTES_AT_ONCE = 2 ** 20
const ENTRIES_AT_ONCE = 1_000

/**
 * Entries are replaced where they lie, some with each transaction, since a whole segment is too much for one. After each
 * of them the log is whole: what is dropped has a newer record of its key, which is durable, or is a tombstone whose time
 * has come. So there are no copies to flip to, and nothing to sweep (ADR 0027).
 */
export const embeddedCleaning = (reader: Reader, commits: Commits): LogCleaning => {
  const underWay = new Map<string, InPlace>()

  const ask = async <A>(
    at: TopicPartition,
    question: (partition: PartitionRecord, key: Buffer) => A,
  ): Promise<E.Either<LogGone, A>> => {
    const key = partitionPrefix(at)
    const stored = reader.get('partitions', key)
    return stored === undefined ? E.left(gone) : E.right(question(partitionRecord.decode(stored), key))
  }

  return {
    cleanable: (at) => () => ask(at, (partition, key) => cleanableLog(reader, key, partition)),

    sealedEntries: (at, name, from) => async () =>
      E.flatten(
        await ask(at, (partition, key) => {
          const end = endOf(reader, key, partition, name)
          return end === null ? E.left(changed) : E.right(page(reader, key, end, from))
        }),
      ),

    replace: (at, names) => async () =>
      E.flatten(
        await ask(at, (partition, key) => {
          const segments = neighbours(cleanableLog(reader, key, partition).sealed, names)
          if (segments === null) return E.left(changed)
          const log = key.toString('latin1')
          const place: InPlace = {
            key,
            segments,
            isCurrent: () => underWay.get(log) === place,
            end: () => {
              if (underWay.get(log) === place) underWay.delete(log)
            },
          }
          underWay.set(log, place)
          return E.right(replacementOf(reader, commits, place))
        }),
      ),

    markClean: (at, upTo) => () =>
      commits.submit(({ get, put }) => {
        const key = partitionPrefix(at)
        const stored = get('partitions', key)
        if (stored === undefined) return E.left(gone)
        const partition = partitionRecord.decode(stored)
        if (upTo > (partition.cleanTo ?? 0))
          put('partitions', key, partitionRecord.encode({ ...partition, cleanTo: upTo }))
        return E.right(undefined)
      }),

    sweep: (at) => () => ask(at, () => undefined),
  }
}

const gone = { kind: 'partition-gone' } as const
const changed = { kind: 'segments-changed' } as const

type Named = SealedSegment & Pick<ListedSegment, 'copy'>

const cleanableLog = (
  reader: Reader,
  key: Buffer,
  partition: PartitionRecord,
): CleanableLog & Readonly<{ sealed: readonly Named[] }> => ({
  logStart: partition.logStart,
  cleanTo: partition.cleanTo ?? offset(0),
  sealed: sealedOf(reader, key, partition).map((segment) => ({
    ...segment,
    name: nameOf(segment),
  })),
  live: { start: partition.segment.start, createdAt: partition.segment.createdAt },
  toSweep: null,
})

const nameOf = ({ start, copy = 0 }: Pick<ListedSegment, 'start' | 'copy'>): SegmentName =>
  segmentName(`${start}.${copy}`)

/** Where a segment ends, if it is in the list: without looking at all of it, where that need not be. */
const endOf = (reader: Reader, key: Buffer, partition: PartitionRecord, name: SegmentName): Offset | null => {
  const stored = reader.get('segments', numbered(key, Number.parseInt(name, 10)))
  if (stored === undefined) return null
  const segment = segmentRecord.decode(stored)
  if (nameOf(segment) !== name) return null
  const whole =
    segment.end ?? cleanableLog(reader, key, partition).sealed.find((each) => each.name === name)?.end
  return whole ?? null
}

const page = (reader: Reader, key: Buffer, end: Offset, from: Offset) => {
  const some = []
  let bytes = 0
  for (const entry of entriesFrom(reader, key, from, ENTRIES_AT_ONCE)) {
    if (entry.baseOffset >= end || (some.length > 0 && bytes >= BYTES_AT_ONCE)) break
    const records = recordsOf(reader, key, entry)
    const { baseOffset, appendTime, batches } = entry
    some.push({ baseOffset, appendTime, batches, records })
    bytes += records.length
  }
  return some
}
