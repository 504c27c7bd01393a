import { describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import type { PartitionLog } from '#ports/partition-log'
import { batch, entry, single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted } from '../outcome.ts'
import { appendAll, cover, emptyLog, segmented } from './log-cases.ts'

type At = Parameters<PartitionLog['entryByTime']>

const baseOf = async (log: PartitionLog, ...asked: At): Promise<number | undefined> =>
  (await accepted(log.entryByTime(...asked)))?.baseOffset

export const findingAfterDrops = (stores: Stores) =>
  describe('entryByTime, after something was deleted', () => {
    test('forgets the times of segments that are gone, the highest too', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const times = [900, 300, 100, 200, 50]
      const { at, end } = await segmented(
        log,
        times.map((maxTimestamp) => single({ maxTimestamp })),
      )
      await cover(log, at, end)
      expect(await baseOf(log, at, 'highest')).toBe(0)
      await accepted(log.advanceStart(at, offset(2)))
      await stores.settle()
      for (const asked of [log, other]) {
        expect(await baseOf(asked, at, 'highest')).toBe(3)
        expect(await baseOf(asked, at, 0)).toBe(2)
        expect(await baseOf(asked, at, 101)).toBe(3)
        expect(await baseOf(asked, at, 201)).toBeUndefined()
      }
      await accepted(log.advanceStart(at, offset(4)))
      await stores.settle()
      for (const asked of [log, other]) {
        expect(await baseOf(asked, at, 'highest')).toBe(4)
        expect(await baseOf(asked, at, 51)).toBeUndefined()
      }
      await accepted(log.advanceStart(at, offset(5)))
      expect(await baseOf(log, at, 'highest')).toBeUndefined()
      expect(await baseOf(log, at, 0)).toBeUndefined()
    })

    test('passes over entries below the log start in a segment that is still there', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const times = [500, 900, 400, 900, 700, 10]
      const done = await appendAll(
        log,
        at,
        start,
        times.map((maxTimestamp) => single({ maxTimestamp, count: 10 })),
      )
      await appendAll(log, at, await accepted(log.roll(at, done.at(-1)!.next, 9)), [
        single({ maxTimestamp: 600 }),
      ])
      await accepted(log.advanceStart(at, offset(20)))
      expect(await baseOf(log, at, 'highest')).toBe(30)
      expect(await baseOf(log, at, 100)).toBe(20)
      expect(await baseOf(log, at, 401)).toBe(30)
      await accepted(log.advanceStart(at, offset(40)))
      expect(await baseOf(log, at, 'highest')).toBe(40)
      expect(await baseOf(log, at, 701)).toBeUndefined()
      await accepted(log.advanceStart(at, offset(50)))
      expect(await baseOf(log, at, 'highest')).toBe(60)
      expect(await baseOf(log, at, 0)).toBe(50)
      expect(await baseOf(log, at, 11)).toBe(60)
    })

    test('gives the entry that the log start lies in, and with `from` what comes after it', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      await appendAll(log, at, start, [
        entry([batch({ maxTimestamp: 800, count: 5 }), batch({ maxTimestamp: 100, count: 5 })]),
        single({ maxTimestamp: 300, count: 5 }),
      ])
      await accepted(log.advanceStart(at, offset(6)))
      for (const asked of [log, other]) {
        expect(await accepted(asked.entryByTime(at, 200))).toMatchObject({ baseOffset: 0, end: 10 })
        expect(await accepted(asked.entryByTime(at, 'highest'))).toMatchObject({ baseOffset: 0, end: 10 })
        expect(await accepted(asked.entryByTime(at, 200, offset(9)))).toMatchObject({ baseOffset: 0 })
        expect(await accepted(asked.entryByTime(at, 200, offset(10)))).toMatchObject({
          baseOffset: 10,
          end: 15,
        })
        expect(await baseOf(asked, at, 'highest', offset(10))).toBe(10)
        expect(await baseOf(asked, at, 0, offset(15))).toBeUndefined()
        expect(await baseOf(asked, at, 'highest', offset(15))).toBeUndefined()
      }
    })

    test('finds in many entries what a look at each of them finds', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const times = Array.from({ length: 60 }, (_, i) => (i * 7_919) % 61)
      let end = start
      for (const [i, maxTimestamp] of times.entries()) {
        const [appended] = await appendAll(log, at, end, [single({ maxTimestamp })])
        end = i % 20 === 19 ? await accepted(log.roll(at, appended!.next, 2_000)) : appended!.next
      }
      await cover(log, at, end)
      for (const logStart of [7, 19, 20, 33, 40, 59]) {
        await accepted(log.advanceStart(at, offset(logStart)))
        for (const time of [0, 5, 17, 30, 44, 58, 60, 61]) {
          const expected = times.findIndex((t, i) => i >= logStart && t >= time)
          expect(await baseOf(log, at, time)).toBe(expected < 0 ? undefined : expected)
        }
        const rest = times.slice(logStart)
        expect(await baseOf(log, at, 'highest')).toBe(logStart + rest.indexOf(Math.max(...rest)))
      }
    })
  })
