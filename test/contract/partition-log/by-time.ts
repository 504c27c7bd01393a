import { describe, expect, test } from 'vitest'
import { batch, entry, parseBatches, single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted } from '../outcome.ts'
import { appendAll, emptyLog } from './log-cases.ts'

export const findingByTime = (stores: Stores) =>
  describe('entryByTime', () => {
    test('an empty log has none', async () => {
      const { log } = await stores.open()
      const { at } = await emptyLog(log)
      expect(await accepted(log.entryByTime(at, 0))).toBeNull()
      expect(await accepted(log.entryByTime(at, 'highest'))).toBeNull()
    })

    test('is the first that reaches the time, timestamps out of order and segments in between', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const times = [100, 50, 300, 299, -1, 300, 500, 10, 400, 700, 600]
      let end = start
      for (const [i, maxTimestamp] of times.entries()) {
        const [appended] = await appendAll(log, at, end, [
          single({ maxTimestamp, payload: `at ${maxTimestamp}` }),
        ])
        end = i % 3 === 2 ? await accepted(log.roll(at, appended!.next, 2_000)) : appended!.next
      }
      for (const asked of [log, other]) {
        for (const time of [0, 50, 51, 100, 101, 299, 300, 301, 499, 500, 501, 699, 700]) {
          const found = await accepted(asked.entryByTime(at, time))
          expect(found?.baseOffset).toBe(times.findIndex((t) => t >= time))
          expect(parseBatches([found!.records])).toMatchObject([
            { payload: `at ${times[found!.baseOffset]}` },
          ])
        }
        expect(await accepted(asked.entryByTime(at, 701))).toBeNull()
        expect((await accepted(asked.entryByTime(at, 'highest')))?.baseOffset).toBe(9)
      }
    })

    test('gives the whole entry, every batch of it', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      await appendAll(log, at, start, [
        single({ maxTimestamp: 1 }),
        entry([
          batch({ maxTimestamp: 20, count: 2 }),
          batch({ maxTimestamp: 90 }),
          batch({ maxTimestamp: 30 }),
        ]),
        single({ maxTimestamp: 90 }),
      ])
      const found = await accepted(log.entryByTime(at, 60))
      expect(found?.baseOffset).toBe(1)
      expect(parseBatches([found!.records]).map(({ baseOffset }) => baseOffset)).toEqual([1, 3, 4])
      expect((await accepted(log.entryByTime(at, 'highest')))?.baseOffset).toBe(1)
    })

    test('records without timestamps are at no time', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [appended] = await appendAll(log, at, start, [single({ maxTimestamp: -1 })])
      expect(await accepted(log.entryByTime(at, 0))).toBeNull()
      expect(await accepted(log.entryByTime(at, 'highest'))).toBeNull()
      await appendAll(log, at, appended!.next, [single({ maxTimestamp: 0 })])
      expect((await accepted(log.entryByTime(at, 0)))?.baseOffset).toBe(1)
    })
  })
