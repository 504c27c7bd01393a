import type { Journal, JournalName, JournalPosition } from '#ports/journal'
import { E } from '#shared/fp'
import { isEnd, type MemoryData, nameKey, type StoredJournal } from './data.ts'
import { turn } from './turn.ts'

export const memoryJournal = (data: MemoryData): Journal => {
  const { journals } = data
  return {
    append: (name, expected, events) => async () => {
      await turn()
      const found = journals.get(nameKey(name))
      if (expected === null && found !== undefined) return E.left({ kind: 'position-taken' })
      if (expected !== null && found === undefined) return E.left({ kind: 'absent' })
      const journal = found ?? founded(name, `${++data.journalsFounded}`)
      if (expected !== null && !isEnd(journal, expected)) return E.left({ kind: 'position-taken' })
      journal.appends = [...journal.appends, structuredClone(events)]
      journal.length += 1
      journals.set(nameKey(name), journal)
      data.journalled.tell(name)
      return E.right(end(journal))
    },

    read: (name, after) => async () => {
      await turn()
      const journal = journals.get(nameKey(name))
      if (journal === undefined) return E.left({ kind: 'absent' })
      if (after !== null && !isPast(journal, after)) return E.left({ kind: 'position-taken' })
      const { snapshot, appends } = journal
      const replaced = snapshot?.position.index ?? 0
      const from = after?.index ?? 0
      return E.right({
        snapshot: from < replaced ? snapshot : null,
        events: structuredClone(appends.slice(Math.max(0, from - replaced)).flat()),
        position: end(journal),
      })
    },

    saveSnapshot: async (name, snapshot) => {
      await turn()
      const journal = journals.get(nameKey(name))
      if (journal === undefined || !isPast(journal, snapshot.position)) return
      const replaced = journal.snapshot?.position.index ?? 0
      if (snapshot.position.index <= replaced) return
      journal.appends = journal.appends.slice(snapshot.position.index - replaced)
      journal.snapshot = snapshot
    },

    remove: (name, expected) => async () => {
      await turn()
      const journal = journals.get(nameKey(name))
      if (journal === undefined) return E.left({ kind: 'absent' })
      if (!isEnd(journal, expected)) return E.left({ kind: 'position-taken' })
      journals.delete(nameKey(name))
      data.journalled.tell(name)
      return E.right(undefined)
    },

    groups: async () => {
      await turn()
      return [...journals.values()].flatMap(({ name }) => (name.kind === 'group' ? [name.groupId] : []))
    },

    watch: (listener) => data.journalled.add(listener),

    // Whoever shares the data tells as it changes it.
    toldUntil: () => Number.POSITIVE_INFINITY,
  }
}

const founded = (name: JournalName, token: string): StoredJournal => ({
  name,
  token,
  length: 0,
  appends: [],
  snapshot: null,
  offsets: new Map(),
  sequence: 0,
})

const end = ({ length, token }: StoredJournal): JournalPosition => ({ index: length, token })

const isPast = ({ length, token }: StoredJournal, position: JournalPosition): boolean =>
  position.token === token && position.index <= length
