import { type EntryFacts, offset, type Position } from '#domain/log/types'
import type { FactsRefusal, LogGone, PartitionLog } from '#ports/partition-log'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { entryId, type StoredFacts, sizeOf } from './entry.ts'
import { asking } from './errors.ts'
import { type Head, type Segment, segmentAfter, segmentField, startOf } from './head.ts'
import type { LogContext } from './log-context.ts'
import { learnEnd, newsOf, offline, type Partition } from './partitions.ts'
import { placeOf, positionAt } from './position.ts'
import { readFacts } from './scripts/read-facts.ts'

type Outcome = E.Either<FactsRefusal, readonly EntryFacts[]>

/** One script call passes over about so much, since Redis does nothing else meanwhile: some milliseconds. */
const BYTES_AT_ONCE = 1024 * 1024
const ENTRIES_AT_ONCE = 512

/** How far a fold has come, and what it met on the way. */
interface Fold {
  at: Position
  readonly entries: EntryFacts[]
  /** A segment that is in the list and not in the store, or is sealed with none after it: true only if it is so twice. */
  doubted: string | null
}

/** 'on': there may be more; 'reload': what is known of the segments leads no further. */
type Step = 'on' | 'reload' | 'end' | E.Either<FactsRefusal, never>

export const facts = (context: LogContext): PartitionLog['facts'] => {
  const { partitions, reads, keys, memories } = context

  /** One page of one segment. */
  const step = async (
    partition: Partition,
    head: Head,
    fold: Fold,
    limit: number,
    on: Connection,
  ): Promise<Step> => {
    const place = placeOf(fold.at)
    const segment = head.segments.find(({ name }) => name === place.segment)
    if (segment === undefined) return elsewhere(head, fold)
    const { name } = segment
    const stream = keys.segment(partition.at, name)
    const news = newsOf(partition)
    const page = await readFacts.run(on, {
      segment: stream,
      lastId: place.lastId,
      token: place.token,
      limit: Math.min(limit - fold.entries.length, ENTRIES_AT_ONCE),
      byteBudget: BYTES_AT_ONCE,
    })
    if (page.kind === 'absent') {
      return doubt(fold, name) ? 'reload' : offline(partition, `the stream of segment ${name} is missing`)
    }
    if (page.kind === 'lost') {
      return offline(
        partition,
        `entry ${place.lastId} of segment ${name} is not there any more: a tail is lost`,
      )
    }
    for (const entry of page.entries) {
      const told = toEntryFacts(segment, fold.at, entry)
      fold.entries.push(told)
      fold.at = told.next
      if (segment.sealed === null) partition.meanEntry ??= meanEntry(told.next)
      const { history } = head
      const id = entryId(entry.base)
      const owner = keys.partition(partition.at)
      const field = segmentField(name)
      memories.remember(partition.log, { stream, owner, field, id, token: entry.token, history })
    }
    if (page.follows === 'end') learnEnd(partition, fold.at.offset, news)
    if (page.follows !== 'sealed') return page.follows === 'end' ? 'end' : 'on'
    const next = segmentAfter(head, name)
    if (next !== undefined) {
      fold.at = startOf(next)
      return 'on'
    }
    if (doubt(fold, name)) return 'reload'
    throw new StoreCorrupt(`nothing follows segment ${name}, which is sealed`)
  }

  const run = async (
    partition: Partition,
    after: Position,
    limit: number,
    on: Connection,
  ): Promise<Outcome> => {
    const fold: Fold = { at: after, entries: [], doubted: null }
    let found: E.Either<LogGone, Head> = await partitions.head(partition, on)
    while (fold.entries.length < limit) {
      if (E.isLeft(found)) return found
      const done = await step(partition, found.right, fold, limit, on)
      if (done === 'end') break
      if (done === 'reload') found = await partitions.reload(partition, on)
      else if (done !== 'on') return done
    }
    return E.right(fold.entries)
  }

  return (at, after, limit) => () =>
    asking(async () => run(partitions.of(at), after, limit, await reads.get()))
}

/** A position in a segment that is not in the list is as good as the start of the one that begins there. */
const elsewhere = (head: Head, fold: Fold): Step => {
  const begins = head.segments.findLast(({ start }) => start === fold.at.offset)
  if (begins === undefined) {
    return doubt(fold, placeOf(fold.at).segment) ? 'reload' : E.left({ kind: 'position-lost' })
  }
  fold.at = startOf(begins)
  return 'on'
}

const meanEntry = (at: Position): number => {
  const { bytes, entries } = placeOf(at)
  return bytes / entries
}

/** Whether this is the first time. */
const doubt = (fold: Fold, segment: string): boolean => {
  const first = fold.doubted !== segment
  fold.doubted = segment
  return first
}

const toEntryFacts = ({ name }: Segment, at: Position, entry: StoredFacts): EntryFacts => {
  const { highest, first, entries } = placeOf(at)
  const next = positionAt(entry.end, {
    segment: name,
    entries: entry.ordinal + 1,
    bytes: entry.bytesBefore + sizeOf(entry.batches),
    highest: Math.max(highest, entry.highest),
    running: entry.running,
    first: entries === 0 ? entry.highest : first,
    lastId: entryId(entry.base),
    token: entry.token,
  })
  const { base, appendTime, batches } = entry
  return { baseOffset: offset(base), appendTime, batches, next }
}
