import { describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import { batch, entry, single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import {
  ample,
  appendAll,
  cover,
  emptyLog,
  foldOn,
  readOn,
  segmented,
  segmentStarts,
  somePartition,
} from './log-cases.ts'

const gone = { kind: 'partition-gone' } as const
const five = [1, 2, 3, 4, 5].map((i) => single({ count: 10, payload: `entry ${i}` }))

export const advancing = (stores: Stores) => {
  describe('the log start', () => {
    test('moves forward to wherever it is told, also inside a batch, for every instance and every later one', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [done] = await appendAll(log, at, start, [
        entry([batch({ count: 3, payload: 'a' }), batch({ count: 4, payload: 'b' })]),
      ])
      expect(await accepted(other.bounds(at))).toMatchObject({ logStart: 0 })
      const moved = { logStart: 5, highWatermark: 7, leaderEpoch: 0 }
      expect(await accepted(log.advanceStart(at, offset(5)))).toEqual(moved)
      await stores.settle()
      for (const asked of [log, other, (await stores.open()).log]) {
        expect(await accepted(asked.bounds(at))).toEqual(moved)
        expect(await refused(asked.read(at, offset(4), ample))).toEqual({
          kind: 'offset-out-of-range',
          bounds: moved,
        })
        expect(await readOn(asked, at, 5)).toMatchObject([{ baseOffset: 3, payload: 'b' }])
        expect((await accepted(asked.read(at, offset(5), ample))).bounds).toEqual(moved)
      }
      expect(await accepted(log.append(at, done!.next, single()))).toMatchObject({
        baseOffset: 7,
        bounds: { logStart: 5 },
      })
    })

    test('never moves back, nor beyond the end', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      await appendAll(log, at, start, [single({ count: 8 })])
      await accepted(log.advanceStart(at, offset(6)))
      const bounds = { logStart: 6, highWatermark: 8, leaderEpoch: 0 }
      expect(await accepted(other.advanceStart(at, offset(2)))).toEqual(bounds)
      expect(await refused(other.advanceStart(at, offset(9)))).toEqual({
        kind: 'offset-out-of-range',
        bounds,
      })
      expect(await accepted(log.bounds(at))).toEqual(bounds)
      expect(await accepted(log.advanceStart(at, offset(8)))).toEqual({ ...bounds, logStart: 8 })
      expect(await readOn(other, at, 8)).toEqual([])
    })

    test('of two who move it at once, the further stays', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await segmented(log, five)
      await cover(log, at, end)
      await Promise.all([
        accepted(log.advanceStart(at, offset(25))),
        accepted(other.advanceStart(at, offset(41))),
        accepted(log.advanceStart(at, offset(13))),
      ])
      expect(await accepted(other.bounds(at))).toMatchObject({ logStart: 41 })
      await accepted(log.advanceStart(at, offset(0)))
      expect(await segmentStarts(log, at)).toEqual([40])
    })

    test('of a log that is not there cannot be moved, nor its end be told', async () => {
      const { log } = await stores.open()
      const at = somePartition()
      expect(await refused(log.advanceStart(at, offset(0)))).toEqual(gone)
      expect(await refused(log.end(at))).toEqual(gone)
      expect(await refused(log.bounds(at))).toEqual(gone)
    })
  })

  describe('segments below the log start', () => {
    test('are dropped, but never the one that is written', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await segmented(log, five)
      await cover(log, at, end)
      await accepted(log.advanceStart(at, offset(29)))
      await stores.settle()
      for (const asked of [log, other]) expect(await segmentStarts(asked, at)).toEqual([20, 30, 40])
      await accepted(other.advanceStart(at, offset(30)))
      expect(await segmentStarts(log, at)).toEqual([30, 40])
      await accepted(other.advanceStart(at, offset(50)))
      for (const asked of [log, other, (await stores.open()).log]) {
        expect(await accepted(asked.segments(at))).toMatchObject([{ start: 40, end: 50, entries: 1 }])
        expect(await readOn(asked, at, 50)).toEqual([])
      }
      expect(await accepted(other.append(at, end, single()))).toMatchObject({ baseOffset: 50 })
    })

    test('stay until a snapshot lies beyond them, and are dropped by whoever asks then', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, done } = await segmented(log, five)
      await accepted(log.advanceStart(at, offset(40)))
      expect(await segmentStarts(log, at)).toEqual([0, 10, 20, 30, 40])
      await cover(log, at, done[1]!.next)
      expect(await accepted(other.advanceStart(at, offset(0)))).toMatchObject({ logStart: 40 })
      expect(await segmentStarts(log, at)).toEqual([20, 30, 40])
      expect(await refused(log.read(at, offset(20), ample))).toMatchObject({ kind: 'offset-out-of-range' })
    })

    test('are not folded any more: the origin is behind them, and where the last one ended the fold goes on', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start, done, end } = await segmented(log, five)
      await cover(log, at, end)
      await accepted(log.advanceStart(at, offset(25)))
      await stores.settle()
      for (const asked of [log, other]) {
        expect(await refused(asked.facts(at, start, 10))).toEqual({ kind: 'position-lost' })
        expect(await refused(asked.facts(at, done[0]!.next, 10))).toEqual({ kind: 'position-lost' })
        const origin = await accepted(asked.origin(at))
        expect(origin.offset).toBe(20)
        for (const from of [origin, done[1]!.next])
          expect((await foldOn(asked, at, from)).map(({ baseOffset }) => baseOffset)).toEqual([20, 30, 40])
        expect(await foldOn(asked, at, done[3]!.next)).toMatchObject([{ baseOffset: 40 }])
      }
    })

    test('leave a snapshot behind that points into them, and the newest is good to go on from', async () => {
      const { log } = await stores.open()
      const { at, done } = await segmented(log, five)
      const [old, newer] = [done[0]!.next, done[2]!.next]
      await cover(log, at, old)
      await cover(log, at, newer)
      await accepted(log.advanceStart(at, newer.offset))
      expect(await segmentStarts(log, at)).toEqual([30, 40])
      await cover(log, at, old)
      const { log: later } = await stores.open()
      const loaded = await later.loadSnapshot(at)
      expect(loaded?.position.offset).toBe(30)
      expect(await foldOn(later, at, loaded!.position)).toMatchObject([
        { baseOffset: 30 },
        { baseOffset: 40 },
      ])
      expect(await refused(later.facts(at, old, 1))).toEqual({ kind: 'position-lost' })
    })

    test('may be all there were: a log goes on where it was, from the position of before', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await segmented(other, five)
      await cover(log, at, end)
      await accepted(log.roll(at, end, 3_000))
      await accepted(log.advanceStart(at, end.offset))
      await stores.settle()
      expect(await accepted(log.segments(at))).toMatchObject([{ start: 50, entries: 0, bytes: 0 }])
      expect(await accepted(log.origin(at))).toMatchObject({ offset: 50 })
      expect(await foldOn(other, at, end)).toEqual([])
      expect(await accepted(other.append(at, end, single({ payload: 'next' })))).toMatchObject({
        baseOffset: 50,
        bounds: { logStart: 50, highWatermark: 51 },
      })
      expect(await readOn(log, at, 50)).toMatchObject([{ payload: 'next' }])
    })

    test('that somebody is reading, folding or searching meanwhile are refused, not torn', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start, end } = await segmented(log, five)
      await cover(log, at, end)
      const [advanced, read, folded, found] = await Promise.all([
        log.advanceStart(at, offset(40))(),
        other.read(at, offset(0), ample)(),
        other.facts(at, start, 10)(),
        other.entryByTime(at, 0)(),
      ])
      expect(advanced).toMatchObject({ right: { logStart: 40 } })
      expect([{ right: { bytes: 340 } }, { left: { kind: 'offset-out-of-range' } }]).toContainEqual(
        'right' in read ? { right: { bytes: read.right.bytes } } : { left: { kind: read.left.kind } },
      )
      if ('right' in folded)
        expect(folded.right.map(({ baseOffset }) => baseOffset)).toEqual([0, 10, 20, 30, 40])
      else expect(folded.left).toEqual({ kind: 'position-lost' })
      expect(found).toMatchObject({ right: { records: expect.any(Buffer) } })
    })
  })

  describe('with the segments that were seen', () => {
    test('nothing happens when somebody has rolled or dropped since', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await segmented(log, five)
      await cover(log, at, end)
      const seen = await accepted(log.segments(at))
      const rolled = await accepted(other.roll(at, end, 3_000))
      expect(await refused(log.advanceStart(at, offset(30), seen))).toEqual({ kind: 'segments-changed' })
      const seenAgain = await accepted(log.segments(at))
      await accepted(other.advanceStart(at, offset(10)))
      expect(await refused(log.advanceStart(at, offset(30), seenAgain))).toEqual({ kind: 'segments-changed' })
      expect(await accepted(log.bounds(at))).toMatchObject({ logStart: 10 })
      expect(await segmentStarts(log, at)).toEqual([10, 20, 30, 40, rolled.offset])
    })

    test('appends and another log start do not matter', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await segmented(log, five)
      await cover(log, at, end)
      const seen = await accepted(log.segments(at))
      await appendAll(other, at, end, [single()])
      await accepted(other.advanceStart(at, offset(7)))
      expect(await accepted(log.advanceStart(at, offset(30), seen))).toMatchObject({ logStart: 30 })
      expect(await segmentStarts(log, at)).toEqual([30, 40])
    })
  })

  describe('the end', () => {
    test('is a position to append, roll and fold from, whoever asks', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      expect(await accepted(other.end(at))).toEqual(start)
      const done = await appendAll(log, at, start, [
        single({ count: 2, maxTimestamp: 900 }),
        single({ maxTimestamp: 700 }),
      ])
      expect(await accepted(other.end(at))).toEqual(done[1]!.next)
      const rolled = await accepted(other.roll(at, await accepted(other.end(at)), 2_000))
      expect(await accepted(log.end(at))).toEqual(rolled)
      // Below what an earlier segment had.
      const [lower] = await appendAll(log, at, rolled, [single({ maxTimestamp: 100 })])
      expect(await accepted(other.end(at))).toEqual(lower!.next)
      await accepted(other.roll(at, await accepted(other.end(at)), 3_000))
      expect(await accepted(log.segments(at))).toMatchObject([
        { firstTimestamp: 900, highestTimestamp: 900 },
        { firstTimestamp: 100, highestTimestamp: 100 },
        { entries: 0 },
      ])
      expect(await foldOn(log, at, done[1]!.next)).toMatchObject([{ baseOffset: 3 }])
    })
  })
}
