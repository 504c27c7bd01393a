import { describe, expect, test } from 'vitest'
import type { Journal, JournalPosition } from '#ports/journal'
import { E } from '#shared/fp'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { cluster, type Folded, foldJournal, group, happened, journalOf } from './journal-cases.ts'

const taken = { kind: 'position-taken' }

/** Appends numbered events at the folded end, folding again whenever somebody else was first. */
const writer = async (journal: Journal, author: string, appends: number): Promise<void> => {
  let state: Folded = { events: [], position: null }
  for (let i = 0; i < appends; ) {
    const outcome = await journal.append(
      cluster,
      state.position,
      happened(`${author}:${i}:a`, `${author}:${i}:b`),
    )()
    if (E.isRight(outcome)) i += 1
    else expect(outcome.left).toEqual(taken)
    state = await foldJournal(journal, cluster, state)
  }
}

export const journalling = (stores: Stores) =>
  describe('append', () => {
    test('a journal is absent until it is founded', async () => {
      const { journal } = await stores.open()
      const [elsewhere] = await journalOf(journal, group('elsewhere'), ['x'])
      expect(await refused(journal.read(cluster, null))).toEqual({ kind: 'absent' })
      expect(await refused(journal.read(cluster, elsewhere!))).toEqual({ kind: 'absent' })
      expect(await refused(journal.append(cluster, elsewhere!, happened(1)))).toEqual({ kind: 'absent' })
      expect(await refused(journal.read(cluster, null))).toEqual({ kind: 'absent' })
    })

    test('is founded once, whoever tries again', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const founders = await Promise.all(
        [journal, other].map((each, i) => each.append(cluster, null, happened({ founder: i }))()),
      )
      expect(founders.filter(E.isRight)).toHaveLength(1)
      expect(founders.filter(E.isLeft).map(({ left }) => left)).toEqual([taken])
      expect(await refused(other.append(cluster, null, happened('late')))).toEqual(taken)
      expect((await foldJournal(journal, cluster)).events).toHaveLength(1)
    })

    test('positions count appends from 1, and every event is read back as it was', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const first = await accepted(
        journal.append(cluster, null, happened({ topic: 'ä', list: [1, null] }, 'two')),
      )
      const second = await accepted(
        journal.append(cluster, first, [{ decider: 'other', version: 7, event: -1.5 }]),
      )
      expect([first.index, second.index]).toEqual([1, 2])
      expect(await accepted(other.read(cluster, null))).toEqual({
        snapshot: null,
        events: [
          { decider: 'test', version: 1, event: { topic: 'ä', list: [1, null] } },
          { decider: 'test', version: 1, event: 'two' },
          { decider: 'other', version: 7, event: -1.5 },
        ],
        position: second,
      })
    })

    test('a stale position is refused, and none of its events is left', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const [first, second] = await journalOf(journal, cluster, ['a', 'b'])
      expect(await refused(other.append(cluster, first!, happened('late', 'late')))).toEqual(taken)
      expect(await foldJournal(journal, cluster)).toEqual({ events: ['a', 'b'], position: second })
      await accepted(other.append(cluster, second!, happened('c')))
      expect((await foldJournal(journal, cluster)).events).toEqual(['a', 'b', 'c'])
    })

    test('a position with a foreign token or ahead of the end is refused', async () => {
      const { journal } = await stores.open()
      const [, second] = await journalOf(journal, cluster, ['a', 'b'])
      const wrong: readonly JournalPosition[] = [
        { index: second!.index, token: 'foreign' },
        { index: second!.index + 1, token: second!.token },
      ]
      for (const position of wrong) {
        expect(await refused(journal.append(cluster, position, happened('x')))).toEqual(taken)
        expect(await refused(journal.read(cluster, position))).toEqual(taken)
      }
    })

    test('is read from any position on', async () => {
      const { journal } = await stores.open()
      const positions = await journalOf(journal, cluster, ['a', 'b', 'c', 'd'])
      for (const [i, position] of positions.entries()) {
        expect(await accepted(journal.read(cluster, position))).toMatchObject({
          snapshot: null,
          events: happened(...['a', 'b', 'c', 'd'].slice(i + 1)),
          position: positions.at(-1),
        })
      }
    })

    test('two writers who race lose nothing, and no append is torn', { timeout: 60_000 }, async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const appends = 200
      await Promise.all([writer(journal, 'one', appends), writer(other, 'two', appends)])
      const { events, position } = await foldJournal(journal, cluster)
      expect(position.index).toBe(2 * appends)
      expect(events).toHaveLength(4 * appends)
      const told = events.map(String)
      expect(new Set(told).size).toBe(told.length)
      for (let i = 0; i < told.length; i += 2) expect(told[i + 1]).toBe(told[i]!.replace(/a$/, 'b'))
    })
  })
