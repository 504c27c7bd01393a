import { describe, expect, test } from 'vitest'
import { batch, entry, parseBatches, single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { ample, appendAll, born, emptyLog, foldOn, readOn, somePartition } from './log-cases.ts'

export const appending = (stores: Stores) =>
  describe('append', () => {
    test('an empty log starts and ends at 0', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      expect(start.offset).toBe(0)
      expect(await accepted(log.bounds(at))).toMatchObject({ logStart: 0, highWatermark: 0 })
      expect(await accepted(log.read(at, start.offset, ample))).toMatchObject({ records: [], bytes: 0 })
      expect(await accepted(log.facts(at, start, 10))).toEqual([])
    })

    test('what is appended is read back, at dense offsets from 0', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const done = await appendAll(log, at, start, [
        single({ count: 3, payload: 'a' }),
        single({ count: 1, payload: 'b' }),
        single({ count: 2, payload: 'c' }),
      ])
      expect(done.map(({ baseOffset }) => baseOffset)).toEqual([0, 3, 4])
      expect(done.map(({ next }) => next.offset)).toEqual([3, 4, 6])
      expect(done.at(-1)?.bounds).toMatchObject({ logStart: 0, highWatermark: 6 })
      expect(await readOn(log, at, 0)).toMatchObject([
        { baseOffset: 0, count: 3, payload: 'a' },
        { baseOffset: 3, count: 1, payload: 'b' },
        { baseOffset: 4, count: 2, payload: 'c' },
      ])
    })

    test('batches of one entry get consecutive offsets, stamped into the bytes with the leader epoch', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const batches = [
        batch({ count: 5, payload: 'a' }),
        batch({ count: 1, payload: 'b' }),
        batch({ count: 9 }),
      ]
      await appendAll(log, at, start, [single({ count: 2 })])
      const position = (await foldOn(log, at, start)).at(-1)!.next
      const { bounds } = await accepted(log.append(at, position, entry(batches)))
      const stamped = parseBatches(batches.map(({ records }) => records))
      expect(stamped.map(({ baseOffset }) => baseOffset)).toEqual([2, 7, 8])
      expect(new Set(stamped.map(({ leaderEpoch }) => leaderEpoch))).toEqual(new Set([bounds.leaderEpoch]))
      expect(await readOn(log, at, 2)).toEqual(stamped)
    })

    test('the answer tells the segment with this entry in it', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [first, second] = await appendAll(log, at, start, [
        single({ payload: 39 }),
        single({ payload: 139 }),
      ])
      const both = { start: 0, createdAt: born.createdAt, firstTimestamp: 1_000 }
      expect(first?.segment).toEqual({ ...both, end: 1, bytes: 100, entries: 1, highestTimestamp: 1_000 })
      expect(second?.segment).toEqual({ ...both, end: 2, bytes: 300, entries: 2, highestTimestamp: 1_000 })
    })

    test('a stale position is refused and nothing is left behind', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [first] = await appendAll(log, at, start, [single({ count: 2, payload: 'kept' })])
      const late = () =>
        other.append(at, start, entry([batch({ payload: 'late' }), batch({ payload: 'late' })]))
      expect(await refused(late())).toEqual({ kind: 'position-taken' })
      expect(await refused(late())).toEqual({ kind: 'position-taken' })
      expect(await foldOn(other, at, start)).toHaveLength(1)
      expect(await readOn(log, at, 0)).toMatchObject([{ baseOffset: 0, payload: 'kept' }])
      const [after] = await foldOn(other, at, start)
      expect(after?.next.offset).toBe(first?.next.offset)
      expect(await accepted(other.append(at, after!.next, single()))).toMatchObject({ baseOffset: 2 })
    })

    test('creating a log again changes nothing', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      await appendAll(log, at, start, [single({ payload: 'kept' })])
      await log.create(at, { createdAt: 9_999 })
      expect(await readOn(log, at, 0)).toMatchObject([{ payload: 'kept' }])
      expect(await accepted(log.segments(at))).toMatchObject([{ createdAt: born.createdAt, entries: 1 }])
    })

    test('a log that was never made is gone, and no append makes it', async () => {
      const { log } = await stores.open()
      const { start } = await emptyLog(log)
      const at = somePartition()
      const gone = { kind: 'partition-gone' }
      expect(await refused(log.append(at, start, single()))).toEqual(gone)
      expect(await refused(log.read(at, start.offset, ample))).toEqual(gone)
      expect(await refused(log.facts(at, start, 1))).toEqual(gone)
      expect(await refused(log.bounds(at))).toEqual(gone)
      expect(await refused(log.origin(at))).toEqual(gone)
      expect(await refused(log.segments(at))).toEqual(gone)
      expect(await refused(log.entryByTime(at, 'highest'))).toEqual(gone)
      expect(await refused(log.roll(at, start, 1))).toEqual(gone)
      expect(await log.loadSnapshot(at)).toBeNull()
    })

    test('partitions of a topic are logs of their own', async () => {
      const { log } = await stores.open()
      const first = somePartition(0)
      const others = [1, 2, 10].map((partition) => ({ ...first, partition }))
      for (const at of [first, ...others]) await log.create(at, born)
      await appendAll(log, first, await accepted(log.origin(first)), [single({ payload: 'only here' })])
      for (const at of others) expect(await readOn(log, at, 0)).toEqual([])
      expect(await readOn(log, first, 0)).toHaveLength(1)
    })
  })
