import { offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import { StoreUnavailable } from '#ports/store-errors'
import type { Connection } from './connection.ts'
import { entryId, genesisId, type StoredFacts } from './entry.ts'
import type { Segment } from './head.ts'
import type { LogContext } from './log-context.ts'
import { seekEntry } from './ranges.ts'
import { readFacts } from './scripts/read-facts.ts'
import type { Tip } from './tip.ts'

const ENTRIES_AT_ONCE = 512
const BYTES_AT_ONCE = 1024 * 1024

/** A segment went away while it was searched. */
export class SegmentWent extends StoreUnavailable {}
export const went = (): SegmentWent => new SegmentWent('a segment went away while it was searched')

type Where = Readonly<{ at: TopicPartition; segment: Segment; after: number }>

/** Looks through the entries of a segment that end after an offset, until one is what is sought. */
export const scan = async (
  { keys }: Pick<LogContext, 'keys'>,
  { at, segment, after }: Where,
  on: Connection,
  isSought: (entry: StoredFacts) => boolean,
): Promise<StoredFacts | null> => {
  const stream = keys.segment(at, segment.name)
  const first = after <= segment.start ? null : await seekEntry(on, stream, offset(after))
  if (first !== null && first.end > after && isSought(first)) return first
  let known = { lastId: genesisId(segment.start), token: segment.token }
  for (let last: StoredFacts | null | undefined = first; ; ) {
    if (last !== null) known = { lastId: entryId(last.base), token: last.token }
    const page = await readFacts.run(on, {
      segment: stream,
      ...known,
      limit: ENTRIES_AT_ONCE,
      byteBudget: BYTES_AT_ONCE,
    })
    if (page.kind !== 'page') throw went()
    const found = page.entries.find(isSought)
    if (found !== undefined) return found
    last = page.entries.at(-1)
    if (page.follows !== 'more' || last === undefined) return null
  }
}

/** The highest timestamp among the entries of a segment that end after an offset; -1 for none. */
export const highestAfter = async (
  context: Pick<LogContext, 'keys'>,
  where: Where,
  on: Connection,
): Promise<number> => {
  let highest = -1
  await scan(context, where, on, (entry) => {
    highest = Math.max(highest, entry.highest)
    return false
  })
  return highest
}

/** A live segment has no summary yet: what raised the running maximum last is its highest, or else it is looked for. */
export const liveHighest = async (
  context: Pick<LogContext, 'keys'>,
  at: TopicPartition,
  { head: { live }, last }: Tip,
  on: Connection,
): Promise<number> => {
  if (last === null) return -1
  return last.running > live.carried
    ? last.running
    : highestAfter(context, { at, segment: live, after: live.start }, on)
}
