import { describe, expect, test, vi } from 'vitest'
import type { Journal, JournalName } from '#ports/journal'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { cluster, foldJournal, group, journalOf } from './journal-cases.ts'

export const journalLife = (stores: Stores): void => {
  describe('names', () => {
    test('of any characters are journals of their own', async () => {
      const { journal } = await stores.open()
      const plain = [
        'g',
        'G',
        'g ',
        ' g',
        '{g}',
        '{g',
        'g}',
        '{}',
        'g:journal',
        'g\n',
        'g\0',
        'cluster',
        '*',
        '../g',
        '',
        '-',
      ]
      const unicode = ['é', 'e\u0301', '日本', '🦑']
      const long = ['x'.repeat(255), 'x'.repeat(254), 'ß'.repeat(127), '\u{1f991}'.repeat(63)]
      const ids = [...plain, ...unicode, ...long]
      await journalOf(journal, cluster, ['the cluster'])
      for (const id of ids) await journalOf(journal, group(id), [id, 'second'])
      for (const id of ids) expect((await foldJournal(journal, group(id))).events).toEqual([id, 'second'])
      expect((await journal.groups()).toSorted()).toEqual(ids.toSorted())
      for (const id of ids.slice(1)) {
        const { position } = await foldJournal(journal, group(id))
        await accepted(journal.remove(group(id), position))
      }
      expect((await foldJournal(journal, group('g'))).events).toEqual(['g', 'second'])
      expect(await journal.groups()).toEqual(['g'])
      expect((await foldJournal(journal, cluster)).events).toEqual(['the cluster'])
    })
  })

  describe('watch', () => {
    /** How often an instance was told that this journal may have changed. */
    const hearing = (journal: Journal, name: JournalName) => {
      const heard = { times: 0, stop: () => {} }
      heard.stop = journal.watch((told) => {
        if (told === null || JSON.stringify(told) === JSON.stringify(name)) heard.times += 1
      })
      return heard
    }

    test.each([cluster, group('{watched} group')])('tells of an append to $kind', async (name) => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const heard = hearing(other, name)
      await stores.settle()
      const before = heard.times
      await journalOf(journal, name, ['a'])
      await vi.waitFor(() => expect(heard.times).toBeGreaterThan(before), 5_000)
      heard.stop()
      heard.stop()
      expect((await foldJournal(other, name)).events).toEqual(['a'])
    })

    test('tells of a removal, and of no other journal', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const [end] = await journalOf(journal, group('g'), ['a'])
      await journalOf(journal, group('quiet'), ['a'])
      await stores.settle()
      const [heard, quiet] = [hearing(other, group('g')), hearing(other, group('quiet'))]
      await accepted(journal.remove(group('g'), end!))
      await vi.waitFor(() => expect(heard.times).toBeGreaterThan(0), 5_000)
      expect(quiet.times).toBe(0)
      expect(await refused(other.read(group('g'), null))).toEqual({ kind: 'absent' })
      heard.stop()
      quiet.stop()
    })

    test('has told of all that happened up to a time that is not in the past for long', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const heard = hearing(other, group('g'))
      await journalOf(journal, group('g'), ['a'])
      const since = performance.now()
      await vi.waitFor(() => expect(other.toldUntil()).toBeGreaterThan(since), 10_000)
      expect(heard.times).toBeGreaterThan(0)
      heard.stop()
    })
  })
}
