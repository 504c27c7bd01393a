import { describe, expect, test } from 'vitest'
import type { TopicPartition } from '#domain/topic/types'
import type { Stores } from '../harness.ts'
import { somePartition } from '../partition-log/log-cases.ts'
import { committed, founded, offsetsOf, setting } from './offset-cases.ts'

/** Partitions of one topic, in order. */
const partitions = (count: number): readonly TopicPartition[] => {
  const { topicId } = somePartition()
  return Array.from({ length: count }, (_, partition) => ({ topicId, partition }))
}

export const changing = (stores: Stores) =>
  describe('change', () => {
    test('a group that never was has committed nothing', async () => {
      const { offsets } = await stores.open()
      expect(await offsets.read('never', null)).toEqual({ offsets: [], sequence: 0 })
      expect(await offsets.read('never', [somePartition()])).toEqual({ offsets: [], sequence: 0 })
    })

    test('sets, replaces and removes, each partition for itself', async () => {
      const store = await stores.open()
      const group = await founded(store, 'g')
      const [a, b, c] = partitions(3)
      expect(await store.offsets.read('g', null)).toEqual({ offsets: [], sequence: 0 })
      await group.change(setting(committed(a!, 1), committed(b!, 2, { metadata: 'kept' })))
      expect(await offsetsOf(store, 'g')).toEqual([committed(a!, 1), committed(b!, 2, { metadata: 'kept' })])
      await group.change({ set: [committed(a!, 10, { leaderEpoch: 4 }), committed(c!, 3)], remove: [b!] })
      expect(await offsetsOf(store, 'g')).toEqual([committed(a!, 10, { leaderEpoch: 4 }), committed(c!, 3)])
      await group.change({ set: [], remove: [a!, b!, c!] })
      expect(await store.offsets.read('g', null)).toEqual({ offsets: [], sequence: 3 })
    })

    test('is read by every instance, all or some, with the sequence of the newest', async () => {
      const store = await stores.open()
      const other = await stores.open()
      const group = await founded(store, 'g')
      const [a, b, c] = partitions(3)
      const { topicId: elsewhere } = somePartition()
      await group.change(setting(committed(a!, 1), committed(b!, 2)))
      await group.change(setting(committed({ topicId: elsewhere, partition: 0 }, 7)))
      expect((await other.offsets.read('g', null)).offsets).toHaveLength(3)
      expect(await offsetsOf(other, 'g', [b!, c!])).toEqual([committed(b!, 2)])
      expect(await other.offsets.read('g', [])).toEqual({ offsets: [], sequence: 2 })
      expect((await other.offsets.read('g', [a!])).sequence).toBe(2)
    })

    test('keeps every offset, leader epoch, time and text as it was', async () => {
      const store = await stores.open()
      const group = await founded(store, 'g')
      const all = partitions(9)
      const kept = [
        committed(all[0]!, 0, { leaderEpoch: -1 }),
        committed(all[1]!, -1),
        committed(all[2]!, -1_001),
        committed(all[3]!, Number.MAX_SAFE_INTEGER),
        committed(all[4]!, Number.MIN_SAFE_INTEGER, { leaderEpoch: 2 ** 31 - 1 }),
        committed(all[5]!, 5, { metadata: 'é "quoted" \\ \0\n 日本 🦑', committedAt: 0 }),
        committed(all[6]!, 6, { metadata: 'x'.repeat(4_096) }),
        committed(all[7]!, 7, { metadata: '\u{1f991}'.repeat(1_024), committedAt: 8_640_000_000_000_000 }),
        committed(all[8]!, 2 ** 63),
      ]
      await group.change(setting(...kept))
      expect(await offsetsOf(store, 'g')).toEqual(kept)
      expect(await offsetsOf(store, 'g', all)).toEqual(kept)
    })

    test('of groups of any name are apart', async () => {
      const store = await stores.open()
      const at = somePartition()
      const ids = [
        'g',
        'G',
        '',
        '-',
        '{g}',
        'g}',
        '{}',
        'a b',
        ' ',
        'g\0',
        'g:offsets',
        '*',
        'é',
        'e\u0301',
        '日本🦑',
      ]
      const all = [...ids, 'x'.repeat(255), 'ß'.repeat(127)]
      for (const [i, id] of all.entries()) await (await founded(store, id)).change(setting(committed(at, i)))
      for (const [i, id] of all.entries()) expect(await offsetsOf(store, id)).toEqual([committed(at, i)])
    })

    test('takes 10,000 partitions at once, and gives them up at once', { timeout: 60_000 }, async () => {
      const store = await stores.open()
      const group = await founded(store, 'g')
      const all = partitions(10_000)
      const kept = all.map((at) => committed(at, at.partition * 3, { metadata: `m${at.partition}` }))
      await group.change(setting(...kept))
      expect(await offsetsOf(store, 'g')).toEqual(kept)
      expect(await offsetsOf(store, 'g', all)).toEqual(kept)
      await group.change({ set: [committed(all[0]!, -5)], remove: all.slice(1) })
      expect(await offsetsOf(store, 'g')).toEqual([committed(all[0]!, -5)])
    })
  })
