import type { JournalName, JournalPosition } from '#ports/journal'
import { jsonRecord } from './json-record.ts'
import { journalKey } from './keys.ts'
import type { Reader } from './tables.ts'

/** What is true of a journal now. */
export type JournalRecord = Readonly<{
  name: JournalName
  /** Nothing that was appended is ever lost, so one token per founding tells every position from any other. */
  token: string
  /** Counts appends; those up to `replaced` have given way to the snapshot. */
  length: number
  replaced: number
  /** Sequence of the newest change of the group's offsets; missing before the first. */
  committed?: number
}>

export const journalRecord = jsonRecord<JournalRecord>('journal')

export const findJournal = ({ get }: Pick<Reader, 'get'>, name: JournalName): JournalRecord | undefined => {
  const stored = get('journals', journalKey(name))
  return stored === undefined ? undefined : journalRecord.decode(stored)
}

/** Begins the keys of all that belongs to a journal and to no other of its name. */
export const prefixOf = ({ token }: JournalRecord): Buffer => Buffer.from(token, 'hex')

export const end = ({ length, token }: JournalRecord): JournalPosition => ({ index: length, token })

export const isPast = ({ length, token }: JournalRecord, position: JournalPosition): boolean =>
  position.token === token && position.index <= length

export const isEnd = (journal: JournalRecord, position: JournalPosition): boolean =>
  isPast(journal, position) && position.index === journal.length
