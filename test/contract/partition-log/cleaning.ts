import { describe, expect, test } from 'vitest'
import { segmentName } from '#domain/compaction/types'
import { offset } from '#domain/log/types'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { clean, entriesOf, namesOf, sealedLog, sealedOf } from './cleaning-cases.ts'
import { emptyLog, readOn, somePartition } from './log-cases.ts'

export const cleaning = (stores: Stores) => {
  describe('what can be cleaned', () => {
    test('is nothing of a log that was never rolled', async () => {
      const { log } = await stores.open()
      const { at } = await emptyLog(log)
      expect(await accepted(log.cleanable(at))).toMatchObject({
        logStart: 0,
        cleanTo: 0,
        sealed: [],
        live: { start: 0, createdAt: 1_000 },
      })
    })

    test('are the sealed segments, as they are', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, [
        [
          { count: 2, payload: 39, maxTimestamp: 700 },
          { payload: 39, maxTimestamp: 50 },
        ],
        [{ count: 5, payload: 139, maxTimestamp: 600 }],
      ])
      for (const each of [log, other]) {
        const { sealed, live } = await accepted(each.cleanable(at))
        expect(sealed).toMatchObject([
          { start: 0, end: 3, bytes: 200, entries: 2, createdAt: 1_000, highestTimestamp: 700 },
          { start: 3, end: 8, bytes: 200, entries: 1, createdAt: 2_000, highestTimestamp: 600 },
        ])
        expect(new Set(sealed.map(({ name }) => name)).size).toBe(2)
        expect(live).toMatchObject({ start: 8, createdAt: 2_000 })
      }
    })

    test('is told of every log that is there', async () => {
      const { log } = await stores.open()
      const at = somePartition()
      const gone = { kind: 'partition-gone' }
      expect(await refused(log.cleanable(at))).toEqual(gone)
      expect(await refused(log.sealedEntries(at, segmentName('0.0'), offset(0)))).toEqual(gone)
      expect(await refused(log.replace(at, [segmentName('0.0')]))).toEqual(gone)
      expect(await refused(log.markClean(at, offset(1)))).toEqual(gone)
      expect(await refused(log.sweep(at, 1))).toEqual(gone)
    })
  })

  describe('how far a log is clean', () => {
    test('is known to every instance, and never moves back', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, [[{ count: 9 }]])
      await accepted(log.markClean(at, offset(9)))
      await accepted(other.markClean(at, offset(4)))
      expect((await accepted((await stores.open()).log.cleanable(at))).cleanTo).toBe(9)
    })
  })

  describe('entries of a sealed segment', () => {
    test('are what was appended, with its records', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const specs = [
        { count: 3, payload: 'a', producerId: 7, producerEpoch: 1, baseSequence: 5 },
        { count: 1, payload: 'b' },
      ]
      const { at } = await sealedLog(log, [specs, [{ payload: 'other' }]])
      const [first, second] = await sealedOf(other, at)
      const entries = await entriesOf(other, at, [first!])
      expect(entries).toMatchObject([
        { baseOffset: 0, appendTime: 5_000, batches: [{ count: 3, producerId: 7, baseSequence: 5 }] },
        { baseOffset: 3, appendTime: 5_000, batches: [{ count: 1, producerId: -1 }] },
      ])
      const read = await readOn(log, at, 0)
      expect(entries.map(({ records }) => records.toString('utf8', 61))).toEqual(['a', 'b'])
      expect(entries.map(({ records }) => records.length)).toEqual([read[0]!.bytes, read[1]!.bytes])
      const rest = await accepted(other.sealedEntries(at, first!.name, offset(3)))
      expect(rest).toMatchObject([{ baseOffset: 3 }])
      expect(await accepted(other.sealedEntries(at, first!.name, offset(4)))).toEqual([])
      expect(await entriesOf(other, at, [second!])).toMatchObject([{ baseOffset: 4 }])
    })

    test('come about a MiB at a time', async () => {
      const { log } = await stores.open()
      const { at } = await sealedLog(log, [Array.from({ length: 12 }, () => ({ payload: 300_000 }))])
      const [segment] = await sealedOf(log, at)
      const some = await accepted(log.sealedEntries(at, segment!.name, offset(0)))
      expect(some.length).toBeGreaterThan(0)
      expect(some.length).toBeLessThan(6)
      expect(await entriesOf(log, at, [segment!])).toHaveLength(12)
    })

    test('are not given once the segment is another', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, [[{ payload: 'a' }, { payload: 'b' }]])
      const before = await sealedOf(log, at)
      await clean(other, at, before, (payload) => payload === 'b')
      expect(await refused(log.sealedEntries(at, before[0]!.name, offset(0)))).toEqual({
        kind: 'segments-changed',
      })
      expect(await namesOf(log, at)).not.toContain(before[0]!.name)
    })
  })
}
