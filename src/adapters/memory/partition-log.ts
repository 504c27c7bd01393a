import { type Bounds, mark, type Offset, offset, type Position } from '#domain/log/types'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { E } from '#shared/fp'
import { memoryCleaning } from './cleaning.ts'
import type { MemoryData, StoredEntry, StoredLog } from './data.ts'
import { entryAt, readEntries } from './read.ts'
import { turn } from './turn.ts'

const LEADER_EPOCH = 0

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
      const written = { start: offset(0), bytes: 0, entries: 0, createdAt }
      data.logs.set(partitionKey(at), { entries: [], sealed: [], written, snapshot: null })
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
        log.entries.push({
          baseOffset,
          appendTime,
          batches: batches.map(({ facts }) => facts),
          next: position(next),
          records,
          maxTimestamp: Math.max(...batches.map(({ maxTimestamp }) => maxTimestamp)),
        })
        const { bytes, entries, ...segment } = log.written
        log.written = { ...segment, bytes: bytes + records.length, entries: entries + 1 }
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
      const first = entryAt(log.entries, after.offset)
      if (log.entries[first]?.baseOffset !== after.offset) return E.left({ kind: 'position-lost' })
      return E.right(log.entries.slice(first, first + limit).map(withoutRecords))
    },

    origin: (at) => async () => {
      const log = await ask(at)
      return log === undefined ? E.left(gone) : E.right(position(boundsOf(log).logStart))
    },

    bounds: (at) => async () => {
      const log = await ask(at)
      return log === undefined ? E.left(gone) : E.right(boundsOf(log))
    },

    entryByTime: (at, time) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const highest = log.entries.reduce((max, { maxTimestamp }) => Math.max(max, maxTimestamp), 0)
      const wanted = time === 'highest' ? highest : Math.max(0, time)
      const found = log.entries.find(({ maxTimestamp }) => maxTimestamp >= wanted)
      return E.right(
        found === undefined ? null : { baseOffset: found.baseOffset, records: Buffer.from(found.records) },
      )
    },

    roll: (at, expected, now) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const start = endOf(log)
      if (expected.offset !== start) return E.left({ kind: 'position-taken' })
      // An empty segment is as good as a new one: somebody else rolled at this position.
      if (log.written.entries > 0) {
        log.sealed.push(log.written)
        log.written = { start, bytes: 0, entries: 0, createdAt: now }
      }
      return E.right(position(start))
    },

    segments: (at) => async () => {
      const log = await ask(at)
      return log === undefined ? E.left(gone) : E.right([...log.sealed, log.written])
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

const endOf = ({ entries }: StoredLog): Offset => entries.at(-1)?.next.offset ?? offset(0)

const boundsOf = (log: StoredLog): Bounds => ({
  logStart: offset(0),
  highWatermark: endOf(log),
  leaderEpoch: LEADER_EPOCH,
})

const withoutRecords = ({ baseOffset, appendTime, batches, next }: StoredEntry) => ({
  baseOffset,
  appendTime,
  batches,
  next,
})
