import { type Bounds, type Offset, offset } from '#domain/log/types'
import type { LogGone } from '#ports/partition-log'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import type { StoredFacts } from './entry.ts'
import type { Head } from './head.ts'
import type { LogContext } from './log-context.ts'
import { learnEnd, newsOf, offline, type Partition } from './partitions.ts'
import { lastEntry } from './scripts/last-entry.ts'

/** The end of a log as the store has it, with what its live segment ends with (null: it is empty). */
export type Tip = Readonly<{ head: Head; end: Offset; last: StoredFacts | null }>

/** Asks the store, for the list of segments too. */
export const tip = async (
  { keys, partitions }: LogContext,
  partition: Partition,
  on: Connection,
): Promise<E.Either<LogGone, Tip>> => {
  let missing: string | null = null
  let sealed: string | null = null
  for (;;) {
    const news = newsOf(partition)
    const { end: seen } = partition
    const found = await partitions.reload(partition, on)
    if (E.isLeft(found)) return found
    const head = found.right
    const { name, start } = head.live
    const last = await lastEntry.run(on, { segment: keys.segment(partition.at, name) })
    switch (last.kind) {
      case 'sealed':
        if (sealed === name) throw new StoreCorrupt(`nothing follows segment ${name}, which is sealed`)
        sealed = name
        break
      case 'absent':
        if (missing === name) return offline(partition, `the stream of segment ${name} is missing`)
        missing = name
        break
      case 'empty':
      case 'entry': {
        const entry = last.kind === 'entry' ? last.entry : null
        const end = entry?.end ?? offset(start)
        if (seen !== null && end < seen.offset) {
          return offline(
            partition,
            `the log ends at ${end} where it ended at ${seen.offset}: its tail is lost`,
          )
        }
        learnEnd(partition, end, news)
        return E.right({ head, end, last: entry })
      }
    }
  }
}

export const boundsOf = ({ head: { logStart, epoch }, end }: Pick<Tip, 'head' | 'end'>): Bounds => ({
  logStart,
  highWatermark: end,
  leaderEpoch: epoch,
})
