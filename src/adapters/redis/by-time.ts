import type { TopicPartition } from '#domain/topic/types'
import type { LogGone, PartitionLog, TimedEntry } from '#ports/partition-log'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { decodeEntry, entryId, type StoredFacts } from './entry.ts'
import { accepted, asking } from './errors.ts'
import type { Segment } from './head.ts'
import type { LogContext } from './log-context.ts'
import { list } from './resp.ts'
import { highestAfter, liveHighest, SegmentWent, scan, went } from './scan.ts'
import { probeEntry } from './scripts/probe-entry.ts'
import { type Tip, tip } from './tip.ts'

/** Highest timestamp of a segment; -1 for none. */
type Timed = Readonly<{ segment: Segment; end: number; highest: number }>

/** A segment that retention drops meanwhile is no reason to fail: the others are searched. */
const LOOKS = 3

export const entryByTime = (context: LogContext): PartitionLog['entryByTime'] => {
  const { partitions, reads, keys } = context

  /** The segments that reach beyond an offset. */
  const timed = async (
    at: TopicPartition,
    known: Tip,
    after: number,
    on: Connection,
  ): Promise<readonly Timed[]> => {
    const live = await liveHighest(context, at, known, on)
    return known.head.segments
      .map((segment) => ({
        segment,
        end: segment.sealed?.end ?? known.end,
        highest: segment.sealed?.highest ?? live,
      }))
      .filter(({ end }) => end > after)
  }

  /** What a segment had highest may lie before the place where the search begins: then it is looked through. */
  const highestOf = async (
    at: TopicPartition,
    [first, ...others]: readonly Timed[],
    after: number,
    on: Connection,
  ): Promise<number> => {
    if (first === undefined) return -1
    const rest = Math.max(-1, ...others.map(({ highest }) => highest))
    const { segment, highest } = first
    if (segment.start >= after || highest <= rest) return Math.max(highest, rest)
    return Math.max(rest, await highestAfter(context, { at, segment, after }, on))
  }

  /** The running maximum never falls: the first entry that reaches the time is found by halves, probe by probe. */
  const halve = async (
    at: TopicPartition,
    { segment, end }: Timed,
    time: number,
    on: Connection,
  ): Promise<StoredFacts | null> => {
    let found: StoredFacts | null = null
    let [low, high]: [number, number] = [segment.start, end]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const probed = await probeEntry.run(on, {
        segment: keys.segment(at, segment.name),
        id: `${middle + 1}-0`,
      })
      if (probed.kind === 'absent') throw went()
      if (probed.kind === 'none' || probed.entry.base >= high) high = middle
      else if (probed.entry.running >= time) {
        found = probed.entry
        high = middle
      } else low = probed.entry.end
    }
    return found
  }

  /** By halves, unless what lies before the place where the search begins had reached the time already. */
  const firstIn = async (
    at: TopicPartition,
    one: Timed,
    wanted: number,
    after: number,
    on: Connection,
  ): Promise<StoredFacts | null> => {
    const { segment } = one
    const found = segment.carried < wanted ? await halve(at, one, wanted, on) : null
    if (found !== null && found.end > after) return found
    if (found === null && segment.carried < wanted) return null
    return scan(context, { at, segment, after }, on, ({ highest }) => highest >= wanted)
  }

  const find = async (
    at: TopicPartition,
    time: number | 'highest',
    from: number,
    on: Connection,
  ): Promise<E.Either<LogGone, TimedEntry | null>> => {
    const known = await tip(context, partitions.of(at), on)
    if (E.isLeft(known)) return known
    const after = Math.max(from, known.right.head.logStart)
    const segments = await timed(at, known.right, after, on)
    const wanted = time === 'highest' ? await highestOf(at, segments, after, on) : Math.max(time, 0)
    if (wanted < 0) return E.right(null)
    for (const one of segments) {
      if (one.highest < wanted) continue
      const found = await firstIn(at, one, wanted, after, on)
      if (found !== null) return E.right(await withRecords(keys.segment(at, one.segment.name), found, on))
    }
    return E.right(null)
  }

  const looking = async (...asked: Parameters<typeof find>): ReturnType<typeof find> => {
    for (let looks = 1; ; looks++) {
      try {
        return await find(...asked)
      } catch (error) {
        if (!(error instanceof SegmentWent) || looks === LOOKS) throw error
      }
    }
  }

  return (at, time, from) => () => asking(async () => looking(at, time, from ?? 0, await reads.get()))
}

const withRecords = async (stream: string, found: StoredFacts, on: Connection): Promise<TimedEntry> => {
  const id = entryId(found.base)
  const [range] = await on.run([['XRANGE', stream, id, id]])
  const [entry] = list(accepted(range))
  if (entry === undefined) throw went()
  return { baseOffset: found.base, end: found.end, records: decodeEntry(entry).records }
}
