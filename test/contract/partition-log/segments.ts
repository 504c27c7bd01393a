import { describe, expect, test } from 'vitest'
import { E } from '#shared/fp'
import { single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { appendAll, born, emptyLog, foldOn, readOn, segmentStarts } from './log-cases.ts'

export const rolling = (stores: Stores) =>
  describe('segments', () => {
    test('are listed oldest first, the last being the one that is written', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const done = await appendAll(log, at, start, [
        single({ count: 2, payload: 39 }),
        single({ payload: 139, maxTimestamp: 1_500 }),
      ])
      const rolled = await accepted(log.roll(at, done[1]!.next, 2_000))
      const [last] = await appendAll(log, at, rolled, [single({ payload: 9, maxTimestamp: 1_700 })])
      const sealed = {
        start: 0,
        end: 3,
        bytes: 300,
        entries: 2,
        createdAt: born.createdAt,
        firstTimestamp: 1_000,
        highestTimestamp: 1_500,
      }
      const written = {
        start: 3,
        end: 4,
        bytes: 70,
        entries: 1,
        createdAt: 2_000,
        firstTimestamp: 1_700,
        highestTimestamp: 1_700,
      }
      expect(last?.segment).toEqual(written)
      expect(await accepted(log.segments(at))).toEqual([sealed, written])
      expect(await accepted(other.segments(at))).toEqual([sealed, written])
    })

    test('a roll keeps the offset and leaves the bounds alone', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [appended] = await appendAll(log, at, start, [single({ count: 4 })])
      const rolled = await accepted(log.roll(at, appended!.next, 2_000))
      expect(rolled.offset).toBe(4)
      expect(await accepted(log.bounds(at))).toEqual(appended!.bounds)
      expect(await accepted(log.append(at, rolled, single()))).toMatchObject({ baseOffset: 4 })
    })

    test('a roll at a stale position is refused and rolls nothing', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [first] = await appendAll(log, at, start, [single(), single()])
      expect(await refused(other.roll(at, first!.next, 2_000))).toEqual({ kind: 'position-taken' })
      expect(await segmentStarts(log, at)).toEqual([0])
      expect(await foldOn(log, at, start)).toHaveLength(2)
    })

    test('two who roll at the same position open one segment', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [appended] = await appendAll(log, at, start, [single()])
      const rolls = await Promise.all([log, other].map((each) => each.roll(at, appended!.next, 2_000)()))
      expect(rolls.some(E.isRight)).toBe(true)
      expect(await segmentStarts(log, at)).toEqual([0, 1])
    })

    // Somebody else rolled and appended nothing: a fold sees no entry, so the old position has to stay good.
    test('the position from before a roll is appended at while the new segment is empty', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [appended] = await appendAll(log, at, start, [single({ count: 3 })])
      await accepted(other.roll(at, appended!.next, 2_000))
      expect(await accepted(log.append(at, appended!.next, single()))).toMatchObject({
        baseOffset: 3,
        segment: { start: 3, entries: 1 },
      })
    })

    test('the position from before a roll is refused once the new segment has an entry, and folds to a good one', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [appended] = await appendAll(log, at, start, [single({ count: 3 })])
      await appendAll(other, at, await accepted(other.roll(at, appended!.next, 2_000)), [
        single({ count: 2 }),
      ])
      expect(await refused(log.append(at, appended!.next, single()))).toEqual({ kind: 'position-taken' })
      expect(await refused(log.roll(at, appended!.next, 3_000))).toEqual({ kind: 'position-taken' })
      const [missed] = await foldOn(log, at, appended!.next)
      expect(missed).toMatchObject({ baseOffset: 3, next: { offset: 5 } })
      expect(await accepted(log.append(at, missed!.next, single({ payload: 'z' })))).toMatchObject({
        baseOffset: 5,
      })
      expect(await readOn(log, at, 5)).toMatchObject([{ payload: 'z' }])
    })
  })
