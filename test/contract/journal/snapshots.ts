import { describe, expect, test } from 'vitest'
import type { Stores } from '../harness.ts'
import { accepted } from '../outcome.ts'
import { cluster, foldJournal, happened, journalOf } from './journal-cases.ts'

export const journalSnapshots = (stores: Stores) =>
  describe('snapshot', () => {
    test('is where a fold from the beginning starts', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const positions = await journalOf(journal, cluster, ['a', 'b', 'c'])
      const snapshot = { position: positions[1]!, state: '["a","b"]' }
      await journal.saveSnapshot(cluster, snapshot)
      expect(await accepted(other.read(cluster, null))).toEqual({
        snapshot,
        events: happened('c'),
        position: positions[2],
      })
    })

    test('leaves a reader that is beyond it alone', async () => {
      const { journal } = await stores.open()
      const positions = await journalOf(journal, cluster, ['a', 'b', 'c'])
      await journal.saveSnapshot(cluster, { position: positions[1]!, state: '["a","b"]' })
      for (const [after, events] of [
        [positions[1]!, ['c']],
        [positions[2]!, []],
      ] as const) {
        const page = await accepted(journal.read(cluster, after))
        expect(page).toEqual({ snapshot: null, events: happened(...events), position: positions[2] })
      }
    })

    test('serves a reader from before it, with or without what it replaced', async () => {
      const { journal } = await stores.open()
      const positions = await journalOf(journal, cluster, ['a', 'b', 'c', 'd'])
      await journal.saveSnapshot(cluster, { position: positions[2]!, state: '["a","b","c"]' })
      const folded = await foldJournal(journal, cluster, { events: ['a'], position: positions[0]! })
      expect(folded).toEqual({ events: ['a', 'b', 'c', 'd'], position: positions[3] })
    })

    test('is kept only when newer', async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      const positions = await journalOf(journal, cluster, ['a', 'b', 'c'])
      await journal.saveSnapshot(cluster, { position: positions[1]!, state: '["kept"]' })
      await other.saveSnapshot(cluster, { position: positions[0]!, state: '["older"]' })
      await other.saveSnapshot(cluster, { position: positions[1]!, state: '["as old"]' })
      expect((await foldJournal(other, cluster)).events).toEqual(['kept', 'c'])
      await other.saveSnapshot(cluster, { position: positions[2]!, state: '["newest"]' })
      expect((await foldJournal(journal, cluster)).events).toEqual(['newest'])
      const next = await accepted(journal.append(cluster, positions[2]!, happened('d')))
      expect(await foldJournal(other, cluster)).toEqual({ events: ['newest', 'd'], position: next })
    })
  })
