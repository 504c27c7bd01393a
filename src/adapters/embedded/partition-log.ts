import { emptySegment } from '#domain/log/segments'
import { type Offset, offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { LogGone, PartitionLog } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { E } from '#shared/fp'
import { listeners } from '#shared/listeners'
import { advanceStart } from './advance-start.ts'
import { appendEntry } from './append.ts'
import { entryByTime } from './by-time.ts'
import { embeddedCleaning } from './cleaning.ts'
import { entriesFrom, readSlices, recordsOf } from './entries.ts'
import type { Commits } from './group-commit.ts'
import { numbered, partitionPrefix } from './keys.ts'
import {
  boundsOf,
  originOf,
  type PartitionRecord,
  partitionRecord,
  positionAt,
  sealedOf,
  segmentRecord,
  snapshotRecord,
} from './partition-record.ts'
import type { Removals } from './removals.ts'
import type { Reader } from './tables.ts'

const START: Offset = offset(0)

/** Reads are synchronous gets from the mapped file, of what is committed; changes go through the group commit. */
export const embeddedPartitionLog = (
  codec: RecordCodec,
  reader: Reader,
  commits: Commits,
  removals: Removals,
): PartitionLog => {
  const appended = listeners<TopicPartition>()

  /** Asks a partition that exists, all within one turn. */
  const ask = async <A>(
    at: TopicPartition,
    question: (partition: PartitionRecord, key: Buffer) => A,
  ): Promise<E.Either<LogGone, A>> => {
    const key = partitionPrefix(at)
    const stored = find(reader, key)
    return stored === undefined ? E.left(gone) : E.right(question(stored, key))
  }

  return {
    ...embeddedCleaning(reader, commits),

    create: async (at, { createdAt }) => {
      await commits.submit((transaction) => {
        const key = partitionPrefix(at)
        if (find(transaction, key) !== undefined) return
        const segment = emptySegment(START, createdAt)
        const empty = { logStart: START, end: START, leaderEpoch: 0, highest: -1, segment }
        transaction.put('partitions', key, partitionRecord.encode(empty))
      })
    },

    remove: async (at) => {
      await commits.submit((transaction) => {
        const key = partitionPrefix(at)
        if (find(transaction, key) === undefined) return
        transaction.remove('partitions', key)
        transaction.remove('snapshots', key)
        removals.enter(transaction, 'p', key)
      })
      appended.tell(at)
      await removals.finish()
    },

    append: (at, expected, entry) => async () => {
      const outcome = await commits.submit((transaction) => {
        const key = partitionPrefix(at)
        const partition = find(transaction, key)
        if (partition === undefined) return E.left(gone)
        if (expected.offset !== partition.end) return E.left(taken)
        return E.right(appendEntry(codec, transaction, key, partition, entry))
      })
      if (E.isRight(outcome)) appended.tell(at)
      return outcome
    },

    read: (at, from, budget) => async () =>
      E.flatten(
        await ask(at, (partition, key) => {
          const bounds = boundsOf(partition)
          const inside = from >= bounds.logStart && from <= bounds.highWatermark
          if (!inside) return E.left({ kind: 'offset-out-of-range', bounds })
          return E.right({ ...readSlices(reader, key, from, budget), bounds })
        }),
      ),

    facts: (at, after, limit) => async () =>
      E.flatten(
        await ask(at, (partition, key) => {
          if (after.offset === partition.end) return E.right([])
          if (after.offset < originOf(reader, key, partition)) return E.left({ kind: 'position-lost' })
          const entries = [...entriesFrom(reader, key, after.offset, limit)]
          if (entries[0]?.baseOffset !== after.offset) return E.left({ kind: 'position-lost' })
          return E.right(
            entries.map(({ baseOffset, appendTime, batches, end: next }) => ({
              baseOffset,
              appendTime,
              batches,
              next: positionAt(next),
            })),
          )
        }),
      ),

    origin: (at) => () => ask(at, (partition, key) => positionAt(originOf(reader, key, partition))),

    end: (at) => () => ask(at, ({ end }) => positionAt(end)),

    bounds: (at) => () => ask(at, boundsOf),

    entryByTime:
      (at, time, from = START) =>
      () =>
        ask(at, (partition, key) => {
          const entry = entryByTime(reader, key, partition, time, from)
          if (entry === null) return null
          const { baseOffset, end } = entry
          return { baseOffset, end, records: recordsOf(reader, key, entry) }
        }),

    roll: (at, expected, now) => () =>
      commits.submit((transaction) => {
        const key = partitionPrefix(at)
        const partition = find(transaction, key)
        if (partition === undefined) return E.left(gone)
        const { end, segment } = partition
        if (expected.offset !== end) return E.left(taken)
        // An empty segment is as good as a new one: somebody else rolled at this position.
        if (segment.entries > 0) {
          const next = emptySegment(end, now)
          transaction.put('segments', numbered(key, segment.start), segmentRecord.encode(segment))
          transaction.put('partitions', key, partitionRecord.encode({ ...partition, segment: next }))
        }
        return E.right(positionAt(end))
      }),

    segments: (at) => () =>
      ask(at, (partition, key) => [...sealedOf(reader, key, partition), partition.segment]),

    advanceStart: (at, to, seen) => async () => {
      const outcome = await commits.submit((transaction) => {
        const key = partitionPrefix(at)
        const partition = find(transaction, key)
        return partition === undefined
          ? E.left(gone)
          : advanceStart(reader, transaction, removals, { key, partition, to, seen })
      })
      // Nobody waits for that; what is left over when it fails, the next who removes anything deletes, or the next start.
      removals.finish().catch(() => undefined)
      return outcome
    },

    saveSnapshot: (at, snapshot) =>
      commits.submit((transaction) => {
        const key = partitionPrefix(at)
        if (find(transaction, key) === undefined) return
        const stored = transaction.get('snapshots', key)
        const newest = stored === undefined ? -1 : snapshotRecord.decode(stored).position.offset
        if (snapshot.position.offset > newest)
          transaction.put('snapshots', key, snapshotRecord.encode(snapshot))
      }),

    loadSnapshot: async (at) => {
      const stored = reader.get('snapshots', partitionPrefix(at))
      return stored === undefined ? null : snapshotRecord.decode(stored)
    },

    watch: (listener) => appended.add(listener),
  }
}

const gone = { kind: 'partition-gone' } as const
const taken = { kind: 'position-taken' } as const

const find = ({ get }: Pick<Reader, 'get'>, key: Buffer): PartitionRecord | undefined => {
  const stored = get('partitions', key)
  return stored === undefined ? undefined : partitionRecord.decode(stored)
}
