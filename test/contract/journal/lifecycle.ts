import { describe, expect, test, vi } from 'vitest'
import type { JournalName } from '#ports/journal'
import type { Stores } from '../harness.ts'
import { refused } from '../outcome.ts'
import { cluster, foldJournal, group, happened, journalOf } from './journal-cases.ts'

export const journalLife = (stores: Stores): void => {
  describe('remove', () => {
    test('leaves nothing, and a late append is refused', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const [first, second] = await journalOf(journal, group('g'), ['a', 'b'])
      await journal.saveSnapshot(group('g'), { position: first!, state: '["a"]' })
      await other.remove(group('g'))
      await other.remove(group('g'))
      expect(await refused(journal.append(group('g'), second!, happened('late')))).toEqual({ kind: 'absent' })
      await journal.saveSnapshot(group('g'), { position: second!, state: '["late"]' })
      expect(await refused(journal.read(group('g'), null))).toEqual({ kind: 'absent' })
    })

    test('a journal founded again is not the one it was', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const old = await journalOf(journal, group('g'), ['old', 'old'])
      await journal.remove(group('g'))
      const fresh = await journalOf(other, group('g'), ['new', 'new'])
      expect(await refused(journal.append(group('g'), old[1]!, happened('late')))).toEqual({
        kind: 'position-taken',
      })
      expect(await refused(journal.read(group('g'), old[1]!))).toEqual({ kind: 'position-taken' })
      await journal.saveSnapshot(group('g'), { position: old[1]!, state: '["old"]' })
      expect(await foldJournal(journal, group('g'))).toEqual({ events: ['new', 'new'], position: fresh[1] })
    })
  })

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
      ]
      const unicode = ['é', 'e\u0301', '日本', '🦑']
      const long = ['x'.repeat(255), 'x'.repeat(254), 'ß'.repeat(127), '\u{1f991}'.repeat(63)]
      const ids = [...plain, ...unicode, ...long]
      await journalOf(journal, cluster, ['the cluster'])
      for (const id of ids) await journalOf(journal, group(id), [id, 'second'])
      for (const id of ids) expect((await foldJournal(journal, group(id))).events).toEqual([id, 'second'])
      for (const id of ids.slice(1)) await journal.remove(group(id))
      expect((await foldJournal(journal, group('g'))).events).toEqual(['g', 'second'])
      expect((await foldJournal(journal, cluster)).events).toEqual(['the cluster'])
    })
  })

  describe('watch', () => {
    test.each([cluster, group('{watched} group')])('tells of an append to $kind', async (name) => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      let heard = 0
      const listen = (told: JournalName | null) => {
        if (told === null || JSON.stringify(told) === JSON.stringify(name)) heard += 1
      }
      const stop = other.watch(listen)
      await stores.settle()
      const before = heard
      await journalOf(journal, name, ['a'])
      await stores.settle()
      await vi.waitFor(() => expect(heard).toBeGreaterThan(before), 5_000)
      stop()
      stop()
      expect((await foldJournal(other, name)).events).toEqual(['a'])
    })
  })
}
