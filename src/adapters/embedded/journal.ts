import { randomBytes } from 'node:crypto'
import type { Journal, JournalName, JournalRefusal, JournalSnapshot, StoredEvent } from '#ports/journal'
import { E } from '#shared/fp'
import { listeners } from '#shared/listeners'
import type { Commits } from './group-commit.ts'
import {
  end,
  findJournal,
  isEnd,
  isPast,
  type JournalRecord,
  journalRecord,
  prefixOf,
} from './journal-record.ts'
import { jsonRecord } from './json-record.ts'
import { beyond, journalKey, numbered } from './keys.ts'
import type { Removals } from './removals.ts'
import type { Reader } from './tables.ts'

const snapshotRecord = jsonRecord<JournalSnapshot>('journal snapshot')
const eventsRecord = jsonRecord<Readonly<{ events: readonly StoredEvent[] }>>('journal entry')

export const embeddedJournal = (reader: Reader, commits: Commits, removals: Removals): Journal => {
  const journalled = listeners<JournalName>()
  return {
    append: (name, expected, events) => async () => {
      const outcome = await commits.submit((transaction) => {
        const key = journalKey(name)
        const found = findJournal(transaction, name)
        if (expected === null && found !== undefined) return E.left(taken)
        if (expected !== null && found === undefined) return E.left(absent)
        const journal = found ?? { name, token: randomBytes(16).toString('hex'), length: 0, replaced: 0 }
        if (expected !== null && !isEnd(journal, expected)) return E.left(taken)
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
      const journal = findJournal(reader, name)
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
        const journal = findJournal(transaction, name)
        const { position } = snapshot
        if (journal === undefined || !isPast(journal, position) || position.index <= journal.replaced) return
        const to = eventsKey(journal, position.index + 1)
        for (const old of reader.keys('journal-events', { from: prefixOf(journal), to })) {
          transaction.remove('journal-events', old)
        }
        transaction.put('journals', key, journalRecord.encode({ ...journal, replaced: position.index }))
        transaction.put('journal-snapshots', key, snapshotRecord.encode(snapshot))
      }),

    remove: (name, expected) => async () => {
      const outcome = await commits.submit((transaction): E.Either<JournalRefusal, void> => {
        const key = journalKey(name)
        const journal = findJournal(transaction, name)
        if (journal === undefined) return E.left(absent)
        if (!isEnd(journal, expected)) return E.left(taken)
        transaction.remove('journals', key)
        transaction.remove('journal-snapshots', key)
        removals.enter(transaction, 'j', prefixOf(journal))
        return E.right(undefined)
      })
      if (E.isLeft(outcome)) return outcome
      journalled.tell(name)
      await removals.finish()
      return outcome
    },

    groups: async () =>
      [...reader.range('journals', { from: Buffer.of(0) })].flatMap(({ value }) => {
        const { name } = journalRecord.decode(value)
        return name.kind === 'group' ? [name.groupId] : []
      }),

    watch: (listener) => journalled.add(listener),

    // One process has the directory, and all its brokers this store, which tells of a change before it answers.
    toldUntil: () => Number.POSITIVE_INFINITY,
  }
}

const absent = { kind: 'absent' } as const
const taken = { kind: 'position-taken' } as const

const eventsKey = (journal: JournalRecord, index: number): Buffer => numbered(prefixOf(journal), index)
