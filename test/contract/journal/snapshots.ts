import { setImmediate } from 'node:timers/promises'
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

    test('is what a reader from before it starts from', async () => {
      const { journal } = await stores.open()
      const positions = await journalOf(journal, cluster, ['a', 'b', 'c', 'd'])
      const snapshot = { position: positions[2]!, state: '["a","b","c"]' }
      await journal.saveSnapshot(cluster, snapshot)
      for (const behind of positions.slice(0, 2)) {
        expect(await accepted(journal.read(cluster, behind))).toEqual({
          snapshot,
          events: happened('d'),
          position: positions[3],
        })
      }
      const folded = await foldJournal(journal, cluster, { events: ['a'], position: positions[0]! })
      expect(folded).toEqual({ events: ['a', 'b', 'c', 'd'], position: positions[3] })
    })

    test('at the end leaves nothing to read', async () => {
      const { journal } = await stores.open()
      const positions = await journalOf(journal, cluster, ['a', 'b'])
      const snapshot = { position: positions[1]!, state: '["a","b"]' }
      await journal.saveSnapshot(cluster, snapshot)
      expect(await accepted(journal.read(cluster, null))).toEqual({
        snapshot,
        events: [],
        position: positions[1],
      })
      expect(await accepted(journal.read(cluster, positions[1]!))).toMatchObject({
        snapshot: null,
        events: [],
      })
      const next = await accepted(journal.append(cluster, positions[1]!, happened('c')))
      expect(await accepted(journal.read(cluster, positions[1]!))).toEqual({
        snapshot: null,
        events: happened('c'),
        position: next,
      })
    })

    test('hides no append that races it, nor those that read meanwhile', { timeout: 60_000 }, async () => {
      const { journal } = await stores.open()
      const { journal: other } = await stores.open()
      let [end] = await journalOf(journal, cluster, [0])
      const told: number[] = [0]
      const reading = { stopped: false }
      const behind = end!
      const readers = [null, behind].map(async (after) => {
        const events = after === null ? [] : [0]
        while (!reading.stopped) {
          const folded = await foldJournal(other, cluster, { events, position: after })
          expect(folded.events).toEqual(Array.from({ length: folded.position.index }, (_, i) => i))
          await setImmediate() // some stores answer at once
        }
      })
      const writing = async () => {
        for (let i = 1; i <= 150; i++) {
          const snapshot = { position: end!, state: JSON.stringify(told) }
          const [, next] = await Promise.all([
            other.saveSnapshot(cluster, snapshot),
            accepted(journal.append(cluster, end!, happened(i))),
          ])
          told.push(i)
          end = next
        }
      }
      const stop = () => {
        reading.stopped = true
      }
      await Promise.all([writing().finally(stop), ...readers])
      expect((await foldJournal(other, cluster)).events).toEqual(told)
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
