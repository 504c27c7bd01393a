import { randomBytes } from 'node:crypto'
import type { Journal, JournalName, JournalPosition, JournalSnapshot, StoredEvent } from '#ports/journal'
import { E } from '#shared/fp'
import { listeners } from '#shared/listeners'
import type { Commits } from './group-commit.ts'
import { jsonRecord } from './json-record.ts'
import { beyond, journalKey, numbered } from './keys.ts'
import type { Removals } from './removals.ts'
import type { Reader } from './tables.ts'

/** `length` counts appends; those up to `replaced` have given way to the snapshot. */
type JournalRecord = Readonly<{ name: JournalName; token: string; length: number; replaced: number }>

const journalRecord = jsonRecord<JournalRecord>('journal')
const snapshotRecord = jsonRecord<JournalSnapshot>('journal snapshot')
const eventsRecord = jsonRecord<Readonly<{ events: readonly StoredEvent[] }>>('journal entry')

/** Nothing that was appended is ever lost, so one token per founding tells every position from any other. */
export const embeddedJournal = (reader: Reader, commits: Commits, removals: Removals): Journal => {
  const journalled = listeners<JournalName>()
  return {
    append: (name, expected, events) => async () => {
      const outcome = await commits.submit((transaction) => {
        const key = journalKey(name)
        const found = find(transaction, key)
        if (expected === null && found !== undefined) return E.left(taken)
        if (expected !== null && found === undefined) return E.left(absent)
        const journal = found ?? { name, token: randomBytes(16).toString('hex'), length: 0, replaced: 0 }
        const atEnd = expected === null || (isPast(journal, expected) && expected.index === journal.length)
        if (!atEnd) return E.left(taken)
        const grown = { ...journal, length: journal.length + 1 }
        transaction.put('journals', key, journalRecord.encode(grown))
        transaction.put('journal-events', eventsKey(grown, grown.length), eventsRecord.encode({ events }))
        return E.right(end(grown))
      })
      if (E.isRight(outcome)) journalled.tell(name)
      return outcome
    },

    read: (name, after) => async () => {
      const key = journalKey(name)
      const journal = find(reader, key)
      if (journal === undefined) return E.left(absent)
      if (after !== null && !isPast(journal, after)) return E.left(taken)
      const known = after?.index ?? 0
      const from = eventsKey(journal, Math.max(known, journal.replaced) + 1)
      const appends = [...reader.range('journal-events', { from, to: beyond(prefixOf(journal)) })]
      const snapshot = known < journal.replaced ? reader.get('journal-snapshots', key) : undefined
      return E.right({
        snapshot: snapshot === undefined ? null : snapshotRecord.decode(snapshot),
        events: appends.flatMap(({ value }) => eventsRecord.decode(value).events),
        position: end(journal),
      })
    },

    saveSnapshot: (name, snapshot) =>
      commits.submit((transaction) => {
        const key = journalKey(name)
        const journal = find(transaction, key)
        const { position } = snapshot
        if (journal === undefined || !isPast(journal, position) || position.index <= journal.replaced) return
        const to = eventsKey(journal, position.index + 1)
        for (const old of reader.keys('journal-events', { from: prefixOf(journal), to })) {
          transaction.remove('journal-events', old)
        }
        transaction.put('journals', key, journalRecord.encode({ ...journal, replaced: position.index }))
        transaction.put('journal-snapshots', key, snapshotRecord.encode(snapshot))
      }),

    remove: async (name) => {
      await commits.submit((transaction) => {
        const key = journalKey(name)
        const journal = find(transaction, key)
        if (journal === undefined) return
        transaction.remove('journals', key)
        transaction.remove('journal-snapshots', key)
        removals.enter(transaction, 'j', prefixOf(journal))
      })
      journalled.tell(name)
      await removals.finish()
    },

    watch: (listener) => journalled.add(listener),
  }
}

const absent = { kind: 'absent' } as const
const taken = { kind: 'position-taken' } as const

const find = ({ get }: Pick<Reader, 'get'>, key: Buffer): JournalRecord | undefined => {
  const stored = get('journals', key)
  return stored === undefined ? undefined : journalRecord.decode(stored)
}

const prefixOf = ({ token }: JournalRecord): Buffer => Buffer.from(token, 'hex')

const eventsKey = (journal: JournalRecord, index: number): Buffer => numbered(prefixOf(journal), index)

const end = ({ length, token }: JournalRecord): JournalPosition => ({ index: length, token })

const isPast = ({ length, token }: JournalRecord, position: JournalPosition): boolean =>
  position.token === token && position.index <= length
