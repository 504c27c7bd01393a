import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import { batch, entry, parseBatches, single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { ample, appendAll, emptyLog, endOf, readOn } from './log-cases.ts'

const HEADER = 61

export const reading = (stores: Stores) =>
  describe('read', () => {
    test('never more than the budget, in whole batches, and all of it in the end', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const sizes = [40, 700, 1, 333, 90, 500, 20, 20, 20]
      const entries = [0, 3, 6].map((i) => entry(sizes.slice(i, i + 3).map((payload) => batch({ payload }))))
      await appendAll(log, at, start, entries)
      const biggest = HEADER + Math.max(...sizes)
      for (let maxBytes = biggest; maxBytes < 4 * biggest; maxBytes += 97) {
        for (let from = 0; from < sizes.length; from++) {
          const slice = await accepted(log.read(at, offset(from), { maxBytes, atLeastOne: false }))
          const batches = parseBatches(slice.records)
          expect(batches[0]?.baseOffset).toBe(from)
          expect(slice.bytes).toBeLessThanOrEqual(maxBytes)
          expect(slice.bytes).toBe(batches.reduce((sum, { bytes }) => sum + bytes, 0))
        }
        const all = await readOn(log, at, 0, { maxBytes, atLeastOne: false })
        expect(all.map(({ baseOffset }) => baseOffset)).toEqual(sizes.map((_, i) => i))
      }
    })

    test('a first batch above the budget comes alone with atLeastOne, and not at all without', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      await appendAll(log, at, start, [entry([batch({ payload: 500 }), batch({ payload: 1 })])])
      const alone = await accepted(log.read(at, offset(0), { maxBytes: 100, atLeastOne: true }))
      expect(parseBatches(alone.records)).toMatchObject([{ baseOffset: 0, bytes: HEADER + 500 }])
      const none = await accepted(log.read(at, offset(0), { maxBytes: 100, atLeastOne: false }))
      expect(none).toMatchObject({ records: [], bytes: 0, bounds: { highWatermark: 2 } })
      const tiny = await accepted(log.read(at, offset(1), { maxBytes: 0, atLeastOne: true }))
      expect(parseBatches(tiny.records)).toMatchObject([{ baseOffset: 1 }])
    })

    test('an offset inside an entry starts at the batch that holds it, not at the entry', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      await appendAll(log, at, start, [
        entry([
          batch({ count: 4, payload: 'a' }),
          batch({ count: 3, payload: 'b' }),
          batch({ count: 3, payload: 'c' }),
        ]),
        single({ count: 5, payload: 'd' }),
      ])
      const firstFrom = async (from: number) => (await readOn(log, at, from))[0]?.payload
      const found = await Promise.all(Array.from({ length: 15 }, (_, from) => firstFrom(from)))
      expect(found.join('')).toBe('aaaabbbcccddddd')
      expect((await readOn(log, at, 5)).map(({ payload }) => payload).join('')).toBe('bcd')
    })

    test('goes on across segments', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      let end = start
      for (const payload of ['a', 'b', 'c', 'd']) {
        const [appended] = await appendAll(log, at, end, [
          entry([batch({ payload, count: 2 }), batch({ payload })]),
        ])
        end = await accepted(log.roll(at, appended!.next, 2_000))
      }
      for (let from = 0; from < 12; from++) {
        const read = await readOn(log, at, from)
        const whole = await readOn(log, at, 0)
        expect(read).toEqual(whole.filter(({ baseOffset, count }) => baseOffset + count > from))
      }
    })

    test('at the end there is nothing; beyond it and before the start is out of range, with the bounds', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      await appendAll(log, at, start, [single({ count: 7 })])
      const bounds = { logStart: 0, highWatermark: 7 }
      expect(await accepted(log.read(at, offset(7), ample))).toMatchObject({ records: [], bytes: 0, bounds })
      for (const outside of [8, 2 ** 40, -1]) {
        const refusal = await refused(log.read(at, offset(outside), ample))
        expect(refusal).toMatchObject({ kind: 'offset-out-of-range', bounds })
      }
    })

    test('bytes that were read stay as they are, whatever is written afterwards', async () => {
      const store = await stores.open()
      const { log } = store
      const { at, start } = await emptyLog(log)
      const [appended] = await appendAll(log, at, start, [
        entry([batch({ payload: 20_000, count: 2 }), batch({ payload: 'small' })]),
      ])
      const slice = await accepted(log.read(at, offset(0), ample))
      const timed = await accepted(log.entryByTime(at, 'highest'))
      const before = slice.records.map((records) => records.toString('hex'))
      const timedBefore = timed?.records.toString('hex')
      const noise = Array.from({ length: 50 }, (_, i) => single({ payload: String(i).repeat(5_000) }))
      await appendAll(log, at, appended!.next, noise)
      await readOn(log, at, 0, { maxBytes: 10_000, atLeastOne: true })
      await log.remove(at)
      const { at: reused, start: again } = await emptyLog(log)
      await appendAll(log, reused, again, noise)
      await store.close()
      expect(slice.records.map((records) => records.toString('hex'))).toEqual(before)
      expect(timed?.records.toString('hex')).toBe(timedBefore)
    })

    test('reading on from inside an entry while appends race neither skips nor repeats', async () => {
      const { log: writer } = await stores.open()
      const { log: reader } = await stores.open()
      const { at, start } = await emptyLog(writer)
      const triple = () => entry([batch({ count: 3 }), batch({ count: 2 }), batch({ count: 1 })])
      const appends = 150
      const [first] = await appendAll(writer, at, start, [triple()])
      const write = async () => {
        let end = first!.next
        for (let i = 1; i < appends; i++) {
          end = (await accepted(writer.append(at, end, triple()))).next
          if (i % 40 === 0) end = await accepted(writer.roll(at, end, 2_000))
        }
      }
      const read = async () => {
        for (let next = 4; next < appends * 6; ) {
          const slice = await accepted(reader.read(at, offset(next), { maxBytes: 300, atLeastOne: true }))
          if (slice.bytes === 0) {
            await setImmediate()
            continue
          }
          const batches = parseBatches(slice.records)
          expect(batches[0]!.baseOffset <= next && next < batches[0]!.baseOffset + batches[0]!.count).toBe(
            true,
          )
          batches
            .slice(1)
            .forEach(({ baseOffset }, i) => expect(baseOffset).toBe(endOf(batches.slice(0, i + 1))))
          next = endOf(batches)
        }
      }
      await Promise.all([write(), read()])
    })
  })
