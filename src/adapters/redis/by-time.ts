import type { TopicPartition } from '#domain/topic/types'
import type { LogGone, PartitionLog, TimedEntry } from '#ports/partition-log'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { decodeEntry, entryId, genesisId, type StoredFacts } from './entry.ts'
import { accepted, asking } from './errors.ts'
import type { Segment } from './head.ts'
import type { LogContext } from './log-context.ts'
import { list } from './resp.ts'
import { probeEntry } from './scripts/probe-entry.ts'
import { readFacts } from './scripts/read-facts.ts'
import { type Tip, tip } from './tip.ts'

const ENTRIES_AT_ONCE = 512
const BYTES_AT_ONCE = 1024 * 1024

/** Highest timestamp of a segment; -1 for none. */
type Timed = Readonly<{ segment: Segment; highest: number }>

export const entryByTime = (context: LogContext): PartitionLog['entryByTime'] => {
  const { partitions, reads, keys } = context

  /** A live segment has no summary yet: what raised the running maximum last is its highest, or else it is looked for. */
  const timed = async (
    at: TopicPartition,
    { head, last }: Tip,
    on: Connection,
  ): Promise<readonly Timed[]> => {
    const liveHighest = async (): Promise<number> => {
      if (last === null) return -1
      return last.running > head.live.carried ? last.running : highestOf(at, head.live, on)
    }
    const live = await liveHighest()
    return head.segments.map((segment) => ({ segment, highest: segment.sealed?.highest ?? live }))
  }

  const scan = async (
    at: TopicPartition,
    segment: Segment,
    on: Connection,
    see: (entry: StoredFacts) => boolean,
  ): Promise<StoredFacts | null> => {
    let lastId = genesisId(segment.start)
    let { token } = segment
    for (;;) {
      const page = await readFacts.run(on, {
        segment: keys.segment(at, segment.name),
        lastId,
        token,
        limit: ENTRIES_AT_ONCE,
        byteBudget: BYTES_AT_ONCE,
      })
      if (page.kind !== 'page') throw moved()
      const found = page.entries.find(see)
      if (found !== undefined) return found
      const last = page.entries.at(-1)
      if (page.follows !== 'more' || last === undefined) return null
      lastId = entryId(last.base)
      token = last.token
    }
  }

  const highestOf = async (at: TopicPartition, segment: Segment, on: Connection): Promise<number> => {
    let highest = -1
    await scan(at, segment, on, (entry) => {
      highest = Math.max(highest, entry.highest)
      return false
    })
    return highest
  }

  /** The running maximum never falls: the first entry that reaches the time is found by halves, probe by probe. */
  const halve = async (
    at: TopicPartition,
    segment: Segment,
    end: number,
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
      if (probed.kind === 'absent') throw moved()
      if (probed.kind === 'none' || probed.entry.base >= high) high = middle
      else if (probed.entry.running >= time) {
        found = probed.entry
        high = middle
      } else low = probed.entry.end
    }
    return found
  }

  const find = async (
    at: TopicPartition,
    time: number | 'highest',
    on: Connection,
  ): Promise<E.Either<LogGone, TimedEntry | null>> => {
    const known = await tip(context, partitions.of(at), on)
    if (E.isLeft(known)) return known
    const segments = await timed(at, known.right, on)
    const wanted =
      time === 'highest' ? Math.max(...segments.map(({ highest }) => highest)) : Math.max(time, 0)
    const segment = segments.find(({ highest }) => highest >= wanted)?.segment
    if (wanted < 0 || segment === undefined) return E.right(null)
    const end = segment.sealed?.end ?? known.right.end
    const found =
      segment.carried < wanted
        ? await halve(at, segment, end, wanted, on)
        : await scan(at, segment, on, ({ highest }) => highest >= wanted)
    if (found === null) return E.right(null)
    const id = entryId(found.base)
    const [range] = await on.run([['XRANGE', keys.segment(at, segment.name), id, id]])
    const [entry] = list(accepted(range))
    if (entry === undefined) throw moved()
    return E.right({ baseOffset: found.base, records: decodeEntry(entry).records })
  }

  return (at, time) => () => asking(async () => find(at, time, await reads.get()))
}

const moved = () => new StoreUnavailable('a segment went away while it was searched')
