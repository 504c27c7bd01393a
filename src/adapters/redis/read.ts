import type { Bounds, Offset } from '#domain/log/types'
import type { LogGone, PartitionLog, ReadBudget, ReadRefusal, Slice } from '#ports/partition-log'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { asking } from './errors.ts'
import { type Gathering, gather, take } from './gathering.ts'
import { type Head, type Segment, segmentFor } from './head.ts'
import type { LogContext } from './log-context.ts'
import { endStands, learnEnd, newsOf, offline, type Partition } from './partitions.ts'
import { fetchFrom, seekEntry } from './ranges.ts'
import { readAhead } from './read-ahead.ts'
import { boundsOf, tip } from './tip.ts'

type Outcome = E.Either<ReadRefusal, Slice>
/** `next` is where there is more. */
type Read = E.Either<ReadRefusal, Readonly<{ slice: Slice; next: Offset | null }>>

/** How far one segment brought a read. */
type Progress = Readonly<
  | { kind: 'full' }
  /** Redis was asked for fewer entries than there was room for. */
  | { kind: 'more' }
  /** The log ended there when it was asked. */
  | { kind: 'end' }
  | { kind: 'next-segment' }
  | { kind: 'outside' }
  /** The segment is not there. */
  | { kind: 'absent' }
>

/** Where nothing is known of the entries, so few that it does not matter how large they are. */
const AT_FIRST = 16
const TYPICAL_ENTRY = 64 * 1024

/** How many entries fill a budget. */
const wantedOf = ({ meanEntry }: Partition, { sealed }: Segment, bytes: number): number => {
  if (sealed !== null) return Math.ceil((bytes * Math.max(1, sealed.entries)) / Math.max(1, sealed.bytes))
  if (meanEntry !== null) return Math.ceil(bytes / meanEntry)
  return Math.min(AT_FIRST, Math.ceil(bytes / TYPICAL_ENTRY))
}

export const read = (context: LogContext): PartitionLog['read'] => {
  const { partitions, reads, keys, cache, wakeUps, histories } = context
  const asked = new Map<string, Promise<Read>>()

  /** Without a command: what is remembered of the end of the log, while all news of it has arrived. */
  const remembered = (partition: Partition, from: Offset, budget: ReadBudget): Slice | null => {
    const { head, end, offline: broken } = partition
    if (head === null || end === null || broken !== null || !wakeUps.fresh()) return null
    if (head.history !== histories.latest() || from < head.logStart) return null
    const bounds = boundsOf({ head, end: end.offset })
    if (from === end.offset) return endStands(partition) ? { records: [], bytes: 0, bounds } : null
    const into = gather(from)
    while (!into.full && into.next < end.offset) {
      const entry = cache.get(partition.log, into.next)
      if (entry === undefined || segmentFor(head, entry.base)?.name !== entry.segment) break
      take(into, entry, budget)
    }
    // There may be more than what is at hand: then the store is asked for all of it.
    if (!into.full && (into.next !== end.offset || !endStands(partition))) return null
    return { records: into.records, bytes: into.bytes, bounds }
  }

  /** One segment: entries from `next` on in one command; only a read that begins inside an entry needs a second. */
  const fromSegment = async (
    partition: Partition,
    head: Head,
    into: Gathering,
    budget: ReadBudget,
    on: Connection,
  ): Promise<Progress> => {
    const segment = segmentFor(head, into.next)
    if (segment === undefined || into.next < head.logStart) return { kind: 'outside' }
    const stream = keys.segment(partition.at, segment.name)
    const news = newsOf(partition)
    const page = await fetchFrom(
      on,
      stream,
      into.next,
      wantedOf(partition, segment, budget.maxBytes - into.bytes),
    )
    if (page === null) return { kind: 'absent' }
    // Of the segment that is written alone: what a cleaner left of others tells nothing of its entries.
    if (segment.sealed === null) partition.meanEntry = page.meanEntry ?? partition.meanEntry
    const sought =
      page.entries[0]?.base !== into.next && into.bytes === 0 && partition.end?.offset !== into.next
    if (sought) {
      const covering = await seekEntry(on, stream, into.next)
      const end = covering?.end ?? segment.start
      if (covering !== null && into.next < end)
        take(into, { ...covering, segment: segment.name, records: [covering.records] }, budget)
      else if (into.next !== end) return { kind: 'outside' }
    }
    for (const entry of page.entries) {
      if (into.full) return { kind: 'full' }
      if (entry.base !== into.next) return { kind: 'full' }
      const whole = { ...entry, segment: segment.name, records: [entry.records] }
      take(into, whole, budget)
      if (page.follows === 'end') cache.put(partition.log, whole)
    }
    if (into.full) return { kind: 'full' }
    if (page.follows === 'more') return { kind: 'more' }
    if (page.follows === 'sealed') return { kind: 'next-segment' }
    if (page.entries.length > 0 || !sought) learnEnd(partition, into.next, news)
    return { kind: 'end' }
  }

  const fromStore = async (partition: Partition, from: Offset, budget: ReadBudget): Promise<Read> => {
    const on = await reads.get()
    const into = gather(from)
    const known = wakeUps.fresh() ? partitions.head : partitions.reload
    let found: E.Either<LogGone, Head> = await known(partition, on)
    let missing: string | null = null
    let sealedEnd: string | null = null
    for (let reloaded = false; ; ) {
      if (E.isLeft(found)) return found
      const head = found.right
      const segment = segmentFor(head, into.next)
      const progress = await fromSegment(partition, head, into, budget, on)
      if (progress.kind === 'more') continue
      if (progress.kind === 'full' || progress.kind === 'end') return answer(partition, head, into, on)
      if (progress.kind === 'outside' && reloaded) return outside(partition, from, on)
      if (progress.kind === 'absent') {
        if (segment?.name === missing)
          return offline(partition, `the stream of segment ${missing} is missing`)
        missing = segment?.name ?? null
      }
      if (progress.kind === 'next-segment') {
        if (segmentFor(head, into.next) !== segment) continue
        if (sealedEnd === segment?.name)
          throw new StoreCorrupt(`nothing follows segment ${sealedEnd}, which is sealed`)
        sealedEnd = segment?.name ?? null
      }
      reloaded = true
      found = await partitions.reload(partition, on)
    }
  }

  const answer = async (partition: Partition, head: Head, into: Gathering, on: Connection): Promise<Read> => {
    const { records, bytes, full, next } = into
    const bounds = await boundsAfter(partition, head, into, on)
    return E.isLeft(bounds)
      ? bounds
      : E.right({ slice: { records, bytes, bounds: bounds.right }, next: full ? next : null })
  }

  /** What is remembered of the end while it may be told; otherwise the store is asked. */
  const boundsAfter = async (
    partition: Partition,
    head: Head,
    { next }: Gathering,
    on: Connection,
  ): Promise<E.Either<LogGone, Bounds>> => {
    const { end } = partition
    if (end !== null && (wakeUps.fresh() || end.offset === next)) {
      return E.right(boundsOf({ head, end: end.offset > next ? end.offset : next }))
    }
    const found = await tip(context, partition, on)
    return E.isLeft(found) ? found : E.right(boundsOf(found.right))
  }

  /** Nobody is told so by what is remembered, nor by a replica: the store is asked who it is, and for its bounds just now. */
  const outside = async (partition: Partition, from: Offset, on: Connection): Promise<Read> => {
    histories.observe(await on.introduce())
    const found = await tip(context, partition, on)
    if (E.isLeft(found)) return found
    const bounds = boundsOf(found.right)
    if (from >= bounds.logStart && from <= bounds.highWatermark)
      return E.right({ slice: { records: [], bytes: 0, bounds }, next: null })
    return E.left({ kind: 'offset-out-of-range', bounds })
  }

  /** Many wait at the end of a log and wake at once: the same question is asked once. */
  const once = (partition: Partition, from: Offset, budget: ReadBudget): Promise<Read> => {
    const question = `${partition.log}/${from}/${budget.maxBytes}/${budget.atLeastOne}/${partition.logNews}`
    const underWay = asked.get(question)
    if (underWay !== undefined) return underWay
    const answering = asking(() => fromStore(partition, from, budget)).finally(() => asked.delete(question))
    asked.set(question, answering)
    return answering
  }

  const ahead = readAhead(once, heldBy)

  /** What was read ahead, with the bounds as they are now; null when it may not be told. */
  const readBefore = async (partition: Partition, from: Offset, budget: ReadBudget): Promise<Read | null> => {
    const prepared = ahead.take(partition, from, budget)
    const before = (await prepared?.answer.catch(() => null)) ?? null
    if (prepared === null || before === null || E.isLeft(before)) return null
    const { head, end, offline: broken } = partition
    if (head === null || end === null || broken !== null || !wakeUps.fresh()) return null
    if (head.history !== histories.latest() || from < head.logStart) return null
    const { slice, next } = before.right
    // It came to what was the end then.
    if (next === null && prepared.news !== partition.logNews) return null
    const { highWatermark } = slice.bounds
    const bounds = boundsOf({ head, end: end.offset > highWatermark ? end.offset : highWatermark })
    return E.right({ slice: { ...slice, bounds }, next })
  }

  const fromAfar = async (partition: Partition, from: Offset, budget: ReadBudget): Promise<Outcome> => {
    const outcome = (await readBefore(partition, from, budget)) ?? (await once(partition, from, budget))
    if (E.isLeft(outcome)) return outcome
    const { slice, next } = outcome.right
    if (next !== null && slice.bytes > 0) ahead.goOn(partition, from, next, budget)
    return E.right(slice)
  }

  return (at, from, budget) => () => {
    const partition = partitions.of(at)
    const known = remembered(partition, from, budget)
    return known === null ? fromAfar(partition, from, budget) : Promise.resolve(E.right(known))
  }
}

/** A slice keeps alive all of what it was cut from. */
const heldBy = (read: Read): number =>
  E.isLeft(read)
    ? 0
    : [...new Set(read.right.slice.records.map(({ buffer }) => buffer))].reduce(
        (sum, { byteLength }) => sum + byteLength,
        0,
      )
