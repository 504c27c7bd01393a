import type { Offset } from '#domain/log/types'
import type { Connection } from './connection.ts'
import { decodeEntry, entryId, isGenesis, SEAL_ID, type StoredEntry } from './entry.ts'
import { accepted } from './errors.ts'
import { integer, list, type Reply, text } from './resp.ts'

export type Page = Readonly<{
  entries: readonly StoredEntry[]
  /** What comes after them: perhaps more, nothing for now, or the next segment. */
  follows: 'more' | 'end' | 'sealed'
  /** Bytes of an entry on this page; null when it is empty. */
  meanEntry: number | null
}>

/** Redis answers nobody else meanwhile. */
const MOST_ENTRIES = 512

/** The entries that begin at an offset or after it. Null: there is no such stream, which XRANGE does not tell from an empty one. */
export const fetchFrom = async (
  on: Connection,
  stream: string,
  from: Offset,
  wanted: number,
): Promise<Page | null> => {
  const count = Math.min(Math.max(wanted, 1), MOST_ENTRIES)
  const [range, exists] = await on.run([
    ['XRANGE', stream, entryId(from), '+', 'COUNT', count],
    ['EXISTS', stream],
  ])
  const found = list(accepted(range))
  if (found.length === 0 && integer(accepted(exists)) === 0) return null
  const sealed = idOf(found.at(-1)) === SEAL_ID
  const entries = (sealed ? found.slice(0, -1) : found).map(decodeEntry)
  const bytes = entries.reduce((sum, { records }) => sum + records.length, 0)
  const unsealed = found.length === count ? 'more' : 'end'
  return {
    entries,
    follows: sealed ? 'sealed' : unsealed,
    meanEntry: entries.length === 0 ? null : Math.max(1, bytes / entries.length),
  }
}

/** The last entry that begins at an offset or before it; null when there is only the genesis marker. */
export const seekEntry = async (on: Connection, stream: string, at: Offset): Promise<StoredEntry | null> => {
  const [range] = await on.run([['XREVRANGE', stream, entryId(at), '-', 'COUNT', 1]])
  const [found] = list(accepted(range))
  return found === undefined || isGenesis(idOf(found)) ? null : decodeEntry(found)
}

const idOf = (entry: Reply | undefined): string => (entry === undefined ? '' : text(list(entry)[0]))
