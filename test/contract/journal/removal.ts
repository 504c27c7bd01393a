import { describe, expect, test } from 'vitest'
import type { JournalPosition } from '#ports/journal'
import { E } from '#shared/fp'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { cluster, foldJournal, group, happened, journalOf } from './journal-cases.ts'

const taken = { kind: 'position-taken' }
const absent = { kind: 'absent' }

export const journalRemoval = (stores: Stores): void => {
  describe('remove', () => {
    test('leaves nothing, and a late append is refused', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const [first, second] = await journalOf(journal, group('g'), ['a', 'b'])
      await journal.saveSnapshot(group('g'), { position: first!, state: '["a"]' })
      await accepted(other.remove(group('g'), second!))
      expect(await refused(other.remove(group('g'), second!))).toEqual(absent)
      expect(await refused(journal.append(group('g'), second!, happened('late')))).toEqual(absent)
      await journal.saveSnapshot(group('g'), { position: second!, state: '["late"]' })
      expect(await refused(journal.read(group('g'), null))).toEqual(absent)
      expect(await journal.groups()).toEqual([])
    })

    test('is refused unless the journal ends just there', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const [first, second] = await journalOf(journal, group('g'), ['a', 'b'])
      const wrong: readonly JournalPosition[] = [
        first!,
        { index: second!.index, token: 'foreign' },
        { index: second!.index + 1, token: second!.token },
      ]
      for (const position of wrong) expect(await refused(other.remove(group('g'), position))).toEqual(taken)
      expect(await foldJournal(journal, group('g'))).toEqual({ events: ['a', 'b'], position: second })
      expect(await refused(other.remove(group('never'), first!))).toEqual(absent)
    })

    test('a journal founded again is not the one it was', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const old = await journalOf(journal, group('g'), ['old', 'old'])
      await accepted(journal.remove(group('g'), old[1]!))
      const fresh = await journalOf(other, group('g'), ['new', 'new'])
      expect(await refused(journal.append(group('g'), old[1]!, happened('late')))).toEqual(taken)
      expect(await refused(journal.remove(group('g'), old[1]!))).toEqual(taken)
      expect(await refused(journal.read(group('g'), old[1]!))).toEqual(taken)
      await journal.saveSnapshot(group('g'), { position: old[1]!, state: '["old"]' })
      expect(await foldJournal(journal, group('g'))).toEqual({ events: ['new', 'new'], position: fresh[1] })
    })

    test('nor to a reader from before the snapshot of the new one', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const [old] = await journalOf(journal, group('g'), ['old'])
      await accepted(journal.remove(group('g'), old!))
      const fresh = await journalOf(other, group('g'), ['new', 'new', 'new'])
      await other.saveSnapshot(group('g'), { position: fresh[1]!, state: '["new","new"]' })
      expect(await refused(journal.read(group('g'), old!))).toEqual(taken)
      expect((await foldJournal(journal, group('g'))).events).toEqual(['new', 'new', 'new'])
    })

    test('of a journal that only its snapshot and its end are left of', async () => {
      const { journal } = await stores.open()
      const positions = await journalOf(journal, group('g'), ['a', 'b', 'c'])
      await journal.saveSnapshot(group('g'), { position: positions[2]!, state: '["a","b","c"]' })
      await accepted(journal.remove(group('g'), positions[2]!))
      expect(await refused(journal.read(group('g'), null))).toEqual(absent)
      const [fresh] = await journalOf(journal, group('g'), ['new'])
      expect(await foldJournal(journal, group('g'))).toEqual({ events: ['new'], position: fresh })
    })

    test('or an append: one of two that race wins', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      for (let i = 0; i < 20; i++) {
        const name = group(`race ${i}`)
        const [end] = await journalOf(journal, name, ['a'])
        const append = () => journal.append(name, end!, happened('b'))()
        const remove = () => other.remove(name, end!)()
        const racing = i % 2 === 0 ? [remove(), append()] : [append(), remove()]
        const wins = (await Promise.all<E.Either<unknown, unknown>>(racing)).map(E.isRight)
        expect(wins.filter(Boolean)).toHaveLength(1)
        const appended = wins[i % 2 === 0 ? 1 : 0]
        const read = await journal.read(name, null)()
        expect(E.isRight(read)).toBe(appended)
      }
    })
  })

  describe('groups', () => {
    test('are those that have a journal', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      expect(await journal.groups()).toEqual([])
      await journalOf(journal, cluster, ['x'])
      const ends = await Promise.all(
        ['a', 'b', 'c'].map(async (id) => (await journalOf(journal, group(id), [id])).at(-1)!),
      )
      expect((await other.groups()).toSorted()).toEqual(['a', 'b', 'c'])
      await accepted(other.remove(group('b'), ends[1]!))
      expect((await journal.groups()).toSorted()).toEqual(['a', 'c'])
      await journalOf(journal, group('b'), ['again'])
      expect((await other.groups()).toSorted()).toEqual(['a', 'b', 'c'])
    })

    test('each once, also when it was founded by several at once', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      for (let i = 0; i < 20; i++) {
        const founders = [journal, other].map((each) => each.append(group('g'), null, happened(i))())
        const [won] = (await Promise.all(founders)).filter(E.isRight)
        expect(await journal.groups()).toEqual(['g'])
        await accepted(other.remove(group('g'), won!.right))
        expect(await journal.groups()).toEqual([])
      }
    })

    test('however many there are', { timeout: 60_000 }, async () => {
      const { journal } = await stores.open()
      const ids = Array.from({ length: 1_500 }, (_, i) => `group ${i}`)
      for (let i = 0; i < ids.length; i += 100) {
        await Promise.all(
          ids.slice(i, i + 100).map((id) => accepted(journal.append(group(id), null, happened(id)))),
        )
      }
      expect((await journal.groups()).toSorted()).toEqual(ids.toSorted())
    })
  })
}
