import type { JournalName, JournalPosition, JournalSnapshot, StoredEvent } from '#ports/journal'
import { StoreCorrupt } from '#ports/store-errors'
import type { Connection } from './connection.ts'
import { accepted } from './errors.ts'
import { isStored, listIn, numberIn, stored, textIn } from './json.ts'
import type { Keys } from './keys.ts'
import { fields, list, type Reply, text } from './resp.ts'

/** One append as it is stored. */
export type JournalEntry = JournalPosition & Readonly<{ events: readonly StoredEvent[] }>

const PAGE = 500

export const journalId = (index: number): string => `${index}-0`

/** From an entry on, itself included. */
export const entriesFrom = async (
  on: Connection,
  journal: string,
  first: number,
): Promise<readonly JournalEntry[]> => {
  const [range] = await on.run([['XRANGE', journal, journalId(first), '+', 'COUNT', PAGE]])
  return toEnd(on, journal, range)
}

export type Start = Readonly<{ snapshot: JournalSnapshot | null; entries: readonly JournalEntry[] }>

/**
 * The newest snapshot, and all entries there are. Asked for together: another snapshot between the
 * two, which takes the first entries away, is rare then.
 */
export const startOf = async (on: Connection, keys: Keys, name: JournalName): Promise<Start> => {
  const journal = keys.journal(name)
  const [hash, range] = await on.run([
    ['HGETALL', keys.journalSnapshot(name)],
    ['XRANGE', journal, '-', '+', 'COUNT', PAGE],
  ])
  return { snapshot: decodeSnapshot(accepted(hash)), entries: await toEnd(on, journal, range) }
}

/** A page and what comes after it. */
const toEnd = async (
  on: Connection,
  journal: string,
  range: Reply | undefined,
): Promise<readonly JournalEntry[]> => {
  let page = list(accepted(range)).map(decodeEntry)
  const entries = [...page]
  for (let last = page.at(-1); page.length === PAGE && last !== undefined; last = page.at(-1)) {
    const [more] = await on.run([['XRANGE', journal, journalId(last.index + 1), '+', 'COUNT', PAGE]])
    page = list(accepted(more)).map(decodeEntry)
    entries.push(...page)
  }
  return entries
}

const decodeSnapshot = (hash: Reply): JournalSnapshot | null => {
  const found = fields(hash)
  const [position, state] = [found.get('position'), found.get('state')]
  if (position === undefined || state === undefined) return null
  return { position: positionIn(text(position)), state: text(state) }
}

export const positionIn = (json: string): JournalPosition => {
  const at = stored(json)
  return { index: numberIn(at, 'index'), token: textIn(at, 'token') }
}

const decodeEntry = (reply: Reply): JournalEntry => {
  const [id, flat] = list(reply)
  const found = fields(flat)
  const events = listIn(text(found.get('e'))).map((event) => {
    if (!isStored(event)) throw new StoreCorrupt('a journal holds something that is no event')
    return { decider: textIn(event, 'decider'), version: numberIn(event, 'version'), event: event['event'] }
  })
  return { index: Number.parseInt(text(id), 10), token: text(found.get('w')), events }
}
