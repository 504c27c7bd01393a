import { describe, expect, test } from 'vitest'
import type { OffsetFence } from '#ports/committed-offsets'
import { E } from '#shared/fp'
import type { Stores } from '../harness.ts'
import { group, happened, journalOf } from '../journal/journal-cases.ts'
import { accepted, refused } from '../outcome.ts'
import { somePartition } from '../partition-log/log-cases.ts'
import { committed, founded, offsetsOf, setting } from './offset-cases.ts'

const fenced = { kind: 'fenced' }
const superseded = { kind: 'superseded' }

export const fencing = (stores: Stores) =>
  describe('a fence', () => {
    test('refuses whoever has not folded the last append of the journal', async () => {
      const store = await stores.open()
      const other = await stores.open()
      const at = somePartition()
      const { journal: stale, change } = await founded(store, 'g')
      await change(setting(committed(at, 1)))
      const end = await accepted(other.journal.append(group('g'), stale, happened('taken over')))
      const late = { set: [committed(somePartition(), 9)], remove: [at] }
      expect(await refused(store.offsets.change('g', { journal: stale, sequence: 2 }, late))).toEqual(fenced)
      for (const journal of [
        { index: end.index, token: 'foreign' },
        { index: end.index + 1, token: end.token },
      ]) {
        expect(await refused(other.offsets.change('g', { journal, sequence: 2 }, late))).toEqual(fenced)
      }
      expect(await store.offsets.read('g', null)).toEqual({ offsets: [committed(at, 1)], sequence: 1 })
      await accepted(other.offsets.change('g', { journal: end, sequence: 2 }, setting(committed(at, 2))))
      expect(await offsetsOf(store, 'g')).toEqual([committed(at, 2)])
    })

    test('lets nothing in where there is no journal, or another one', async () => {
      const store = await stores.open()
      const other = await stores.open()
      const at = somePartition()
      const { journal: end } = await founded(store, 'elsewhere')
      const change = (journal: OffsetFence['journal'], sequence: number) =>
        store.offsets.change('g', { journal, sequence }, setting(committed(at, 1)))
      expect(await refused(change(end, 1))).toEqual(fenced)
      const [old] = await journalOf(store.journal, group('g'), ['old'])
      await accepted(change(old!, 1))
      await accepted(other.journal.remove(group('g'), old!))
      expect(await refused(change(old!, 2))).toEqual(fenced)
      await journalOf(other.journal, group('g'), ['new'])
      expect(await refused(change(old!, 2))).toEqual(fenced)
      expect(await store.offsets.read('g', null)).toEqual({ offsets: [], sequence: 0 })
    })

    test('holds while snapshots replace what was appended', async () => {
      const store = await stores.open()
      const at = somePartition()
      const [first, end] = await journalOf(store.journal, group('g'), ['a', 'b'])
      await store.journal.saveSnapshot(group('g'), { position: end!, state: '["a","b"]' })
      const change = (journal: OffsetFence['journal'], sequence: number) =>
        store.offsets.change('g', { journal, sequence }, setting(committed(at, sequence)))
      expect(await refused(change(first!, 1))).toEqual(fenced)
      await accepted(change(end!, 1))
      expect(await offsetsOf(store, 'g')).toEqual([committed(at, 1)])
    })

    test('takes changes in their order only, and of a sequence but one', async () => {
      const store = await stores.open()
      const [a, b] = [somePartition(0), somePartition(1)]
      const { journal } = await founded(store, 'g')
      const change = (sequence: number, offset: number) => {
        const input = { set: [committed(a, offset), committed(b, offset)], remove: [] }
        return store.offsets.change('g', { journal, sequence }, input)
      }
      expect(await refused(change(0, 0))).toEqual(superseded)
      await accepted(change(5, 50))
      for (const sequence of [5, 4, 1]) expect(await refused(change(sequence, 40))).toEqual(superseded)
      expect((await store.offsets.read('g', [a])).sequence).toBe(5)
      await accepted(change(2 ** 40 + 1, 60))
      expect(await refused(change(2 ** 40, 70))).toEqual(superseded)
      expect((await store.offsets.read('g', [a, b])).offsets.map(({ offset }) => offset)).toEqual([60, 60])
    })

    test('that is refused removes nothing either', async () => {
      const store = await stores.open()
      const at = somePartition()
      const { journal, change } = await founded(store, 'g')
      await change(setting(committed(at, 1)))
      const removal = { set: [], remove: [at] }
      expect(await refused(store.offsets.change('g', { journal, sequence: 1 }, removal))).toEqual(superseded)
      expect(await offsetsOf(store, 'g')).toEqual([committed(at, 1)])
    })

    test('of two who race for a sequence one is let in', async () => {
      const store = await stores.open()
      const other = await stores.open()
      const at = somePartition()
      const { journal } = await founded(store, 'g')
      for (let sequence = 1; sequence <= 50; sequence++) {
        const outcomes = await Promise.all(
          [store, other].map(({ offsets }, i) =>
            offsets.change('g', { journal, sequence }, setting(committed(at, sequence * 2 + i)))(),
          ),
        )
        expect(outcomes.filter(E.isLeft).map(({ left }) => left)).toEqual([superseded])
        const winner = outcomes.findIndex(E.isRight)
        expect(await offsetsOf(store, 'g')).toEqual([committed(at, sequence * 2 + winner)])
      }
    })

    test('offsets go with the journal, and a group founded again has none', async () => {
      const store = await stores.open()
      const other = await stores.open()
      const at = somePartition()
      const { journal: old, change } = await founded(store, 'g')
      const kept = await founded(store, 'kept')
      await change(setting(committed(at, 1)))
      await kept.change(setting(committed(at, 2)))
      await accepted(other.journal.remove(group('g'), old))
      expect(await store.offsets.read('g', null)).toEqual({ offsets: [], sequence: 0 })
      const fresh = await founded(other, 'g')
      expect(await store.offsets.read('g', [at])).toEqual({ offsets: [], sequence: 0 })
      await fresh.change(setting(committed(at, 3)))
      expect(await offsetsOf(store, 'g')).toEqual([committed(at, 3)])
      expect(await offsetsOf(store, 'kept')).toEqual([committed(at, 2)])
    })
  })
