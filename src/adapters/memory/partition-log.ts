import { emptySegment, grown, isSameList } from '#domain/log/segments'
import { type Bounds, mark, type Offset, offset, type Position, type SegmentFacts } from '#domain/log/types'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { E } from '#shared/fp'
import { memoryCleaning } from './cleaning.ts'
import type { MemoryData, StoredEntry, StoredLog } from './data.ts'
import { entryAt, readEntries } from './read.ts'
import { turn } from './turn.ts'

const LEADER_EPOCH = 0
const START: Offset = offset(0)

/** Offsets are all there is to a position: nothing here is ever lost, so the same offset is the same place. */
export const memoryPartitionLog = (codec: RecordCodec, data: MemoryData): PartitionLog => {
  const ask = async (at: TopicPartition): Promise<StoredLog | undefined> => {
    await turn()
    return data.logs.get(partitionKey(at))
  }

  return {
    ...memoryCleaning(data),

    create: async (at, { createdAt }) => {
      if ((await ask(at)) !== undefined) return
      const written = emptySegment(START, createdAt)
      data.logs.set(partitionKey(at), { entries: [], sealed: [], written, logStart: START, snapshot: null })
    },

    remove: async (at) => {
      await turn()
      data.logs.delete(partitionKey(at))
      data.appended.tell(at)
    },

    append:
      (at, expected, { batches, appendTime }) =>
      async () => {
        const log = await ask(at)
        if (log === undefined) return E.left(gone)
        const baseOffset = endOf(log)
        if (expected.offset !== baseOffset) return E.left({ kind: 'position-taken' })
        let next = baseOffset
        for (const { facts, records } of batches) {
          codec.stamp(records, next, LEADER_EPOCH)
          next = offset(next + facts.count)
        }
        // A copy: what comes in is a slice of a network frame, all of which it would keep alive.
        const records = Buffer.concat(batches.map((batch) => batch.records))
        const maxTimestamp = Math.max(...batches.map((batch) => batch.maxTimestamp))
        log.entries.push({
          baseOffset,
          appendTime,
          batches: batches.map(({ facts }) => facts),
          next: position(next),
          records,
          maxTimestamp,
        })
        log.written = grown(log.written, next, records.length, maxTimestamp)
        data.appended.tell(at)
        return E.right({ baseOffset, next: position(next), bounds: boundsOf(log), segment: log.written })
      },

    read: (at, from, budget) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const bounds = boundsOf(log)
      if (from < bounds.logStart || from > bounds.highWatermark) {
        return E.left({ kind: 'offset-out-of-range', bounds })
      }
      return E.right({ ...readEntries(log.entries, from, budget), bounds })
    },

    facts: (at, after, limit) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      if (after.offset === endOf(log)) return E.right([])
      if (after.offset < originOf(log)) return E.left({ kind: 'position-lost' })
      const first = entryAt(log.entries, after.offset)
      if (log.entries[first]?.baseOffset !== after.offset) return E.left({ kind: 'position-lost' })
      return E.right(log.entries.slice(first, first + limit).map(withoutRecords))
    },

    origin: (at) => async () => {
      const log = await ask(at)
      return log === undefined ? E.left(gone) : E.right(position(originOf(log)))
    },

    end: (at) => async () => {
      const log = await ask(at)
      return log === undefined ? E.left(gone) : E.right(position(endOf(log)))
    },

    bounds: (at) => async () => {
      const log = await ask(at)
      return log === undefined ? E.left(gone) : E.right(boundsOf(log))
    },

    entryByTime: (at, time, from) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const after = Math.max(from ?? START, log.logStart)
      const entries = log.entries.filter(({ next }) => next.offset > after)
      const highest = entries.reduce((max, { maxTimestamp }) => Math.max(max, maxTimestamp), 0)
      const wanted = time === 'highest' ? highest : Math.max(0, time)
      const found = entries.find(({ maxTimestamp }) => maxTimestamp >= wanted)
      if (found === undefined) return E.right(null)
      const { baseOffset, next, records } = found
      return E.right({ baseOffset, end: next.offset, records: Buffer.from(records) })
    },

    roll: (at, expected, now) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const start = endOf(log)
      if (expected.offset !== start) return E.left({ kind: 'position-taken' })
      // An empty segment is as good as a new one: somebody else rolled at this position.
      if (log.written.entries > 0) {
        log.sealed.push(log.written)
        log.written = emptySegment(start, now)
      }
      return E.right(position(start))
    },

    segments: (at) => async () => {
      const log = await ask(at)
      return log === undefined ? E.left(gone) : E.right(segmentsOf(log))
    },

    advanceStart: (at, to, seen) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const bounds = boundsOf(log)
      if (to > bounds.highWatermark) return E.left({ kind: 'offset-out-of-range', bounds })
      if (seen !== undefined && !isSameList(seen, segmentsOf(log)))
        return E.left({ kind: 'segments-changed' })
      log.logStart = offset(Math.max(log.logStart, to))
      drop(log)
      return E.right(boundsOf(log))
    },

    saveSnapshot: async (at, snapshot) => {
      const log = await ask(at)
      if (log === undefined) return
      if (log.snapshot === null || log.snapshot.position.offset < snapshot.position.offset)
        log.snapshot = snapshot
    },

    loadSnapshot: async (at) => (await ask(at))?.snapshot ?? null,

    watch: (listener) => data.appended.add(listener),
  }
}

const gone = { kind: 'partition-gone' } as const

const position = (at: Offset): Position => ({ offset: at, mark: mark('') })

const endOf = ({ written }: StoredLog): Offset => written.end

const segmentsOf = ({ sealed, written }: StoredLog): readonly SegmentFacts[] => [...sealed, written]

/** Where the first segment that is still there begins. */
const originOf = ({ sealed, written }: StoredLog): Offset => (sealed[0] ?? written).start

/** Sealed segments below the log start, as far as a snapshot lies beyond them. */
const drop = (log: StoredLog): void => {
  const reach = Math.min(log.logStart, log.snapshot?.position.offset ?? START)
  const kept = log.sealed.findIndex(({ end }) => end > reach)
  log.sealed.splice(0, kept < 0 ? log.sealed.length : kept)
  log.entries.splice(0, entryAt(log.entries, originOf(log)))
}

const boundsOf = (log: StoredLog): Bounds => ({
  logStart: log.logStart,
  highWatermark: endOf(log),
  leaderEpoch: LEADER_EPOCH,
})

const withoutRecords = ({ baseOffset, appendTime, batches, next }: StoredEntry) => ({
  baseOffset,
  appendTime,
  batches,
  next,
})
