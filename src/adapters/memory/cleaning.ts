import { continuity } from '#domain/compaction/continuity'
import { neighbours } from '#domain/compaction/neighbours'
import {
  type StoredEntry as CompactedEntry,
  type SealedSegment,
  type SegmentName,
  segmentName,
} from '#domain/compaction/types'
import { mark, type Offset, offset, type SegmentFacts } from '#domain/log/types'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { CleanedEntry, LogCleaning, Replacement } from '#ports/log-cleaning'
import { E } from '#shared/fp'
import type { Cleaning, MemoryData, StoredEntry, StoredLog } from './data.ts'
import { entryAt } from './read.ts'
import { turn } from './turn.ts'

const AT_ONCE = 2 ** 20

/** Copies are kept aside until they are committed, in one step; what they replace is gone at once. */
export const memoryCleaning = (data: MemoryData): LogCleaning => {
  const ask = async (at: TopicPartition): Promise<StoredLog | undefined> => {
    await turn()
    return data.logs.get(partitionKey(at))
  }

  const cleaningOf = (log: StoredLog): Cleaning => {
    const known = data.cleaning.get(log) ?? { cleanTo: offset(0), copies: new Map(), underWay: null }
    data.cleaning.set(log, known)
    return known
  }

  const nameOf = (log: StoredLog, { start }: SegmentFacts): SegmentName =>
    segmentName(`${start}.${cleaningOf(log).copies.get(start) ?? 0}`)

  const sealedOf = (log: StoredLog): readonly SealedSegment[] =>
    log.sealed.map((segment) => ({ ...segment, name: nameOf(log, segment) }))

  const find = (log: StoredLog, names: readonly SegmentName[]) => neighbours(sealedOf(log), names)

  return {
    cleanable: (at) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const { start, createdAt } = log.written
      const sealed = sealedOf(log)
      return E.right({
        logStart: log.logStart,
        cleanTo: cleaningOf(log).cleanTo,
        sealed,
        live: { start, createdAt },
        toSweep: null,
      })
    },

    sealedEntries: (at, segment, from) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const [found] = find(log, [segment]) ?? []
      if (found === undefined) return E.left(changed)
      return E.right(page(entriesOf(log, found.start, found.end), from))
    },

    replace: (at, names) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const segments = find(log, names)
      const [first, last] = [segments?.at(0), segments?.at(-1)]
      if (first === undefined || last === undefined) return E.left(changed)
      const cleaning = cleaningOf(log)
      const copy: StoredEntry[] = []
      const { follow, finish } = continuity(first.start, last.end)
      const isCurrent = () => cleaning.underWay === replacement && find(log, names) !== null
      const replacement: Replacement = {
        add: (entry) => async () => {
          if ((await ask(at)) !== log) return E.left(gone)
          if (!isCurrent()) return E.left(changed)
          copy.push(stored(entry, follow(entry)))
          return E.right(undefined)
        },
        commit: () => async () => {
          if ((await ask(at)) !== log) return E.left(gone)
          if (!isCurrent()) return E.left(changed)
          finish()
          cleaning.underWay = null
          put(log, first, last.end, copy)
          cleaning.copies.set(first.start, (cleaning.copies.get(first.start) ?? 0) + 1)
          return E.right(undefined)
        },
        abandon: async () => {
          await turn()
          if (cleaning.underWay === replacement) cleaning.underWay = null
        },
      }
      cleaning.underWay = replacement
      return E.right(replacement)
    },

    markClean: (at, upTo) => async () => {
      const log = await ask(at)
      if (log === undefined) return E.left(gone)
      const cleaning = cleaningOf(log)
      cleaning.cleanTo = offset(Math.max(cleaning.cleanTo, upTo))
      return E.right(undefined)
    },

    sweep: (at) => async () => ((await ask(at)) === undefined ? E.left(gone) : E.right(undefined)),
  }
}

const gone = { kind: 'partition-gone' } as const
const changed = { kind: 'segments-changed' } as const

const entriesOf = ({ entries }: StoredLog, from: Offset, end: Offset): readonly StoredEntry[] =>
  entries.slice(entryAt(entries, from), entryAt(entries, end))

const page = (entries: readonly StoredEntry[], from: Offset) => {
  const some: CompactedEntry<Buffer>[] = []
  let bytes = 0
  for (const { baseOffset, appendTime, batches, records } of entries) {
    if (baseOffset < from) continue
    bytes += records.length
    if (some.length > 0 && bytes > AT_ONCE) break
    some.push({ baseOffset, appendTime, batches, records: Buffer.from(records) })
  }
  return some
}

const stored = ({ records, ...entry }: CleanedEntry, end: Offset): StoredEntry => ({
  ...entry,
  next: { offset: end, mark: mark('') },
  records: Buffer.from(records),
})

/** The flip: entries and segments from a start to an end become the copy. */
const put = (
  log: StoredLog,
  { start, createdAt }: SealedSegment,
  end: Offset,
  copy: readonly StoredEntry[],
) => {
  const [from, to] = [entryAt(log.entries, start), entryAt(log.entries, end)]
  log.entries.splice(from, to - from, ...copy)
  const first = log.sealed.findIndex((segment) => segment.start === start)
  const after = log.sealed.findIndex((segment) => segment.start >= end)
  const bytes = copy.reduce((sum, { records }) => sum + records.length, 0)
  const times = copy.map(({ maxTimestamp }) => maxTimestamp)
  const [firstTimestamp, highestTimestamp] = [times[0] ?? -1, Math.max(-1, ...times)]
  const cleaned = { start, end, bytes, entries: copy.length, createdAt, firstTimestamp, highestTimestamp }
  log.sealed.splice(first, (after < 0 ? log.sealed.length : after) - first, cleaned)
}
