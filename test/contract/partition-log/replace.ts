import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { segmentName } from '#domain/compaction/types'
import { offset } from '#domain/log/types'
import { E } from '#shared/fp'
import { type BatchSpec, batch, entry, parseBatches, single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import {
  clean,
  cleaned,
  entriesOf,
  namesOf,
  payloadsFrom,
  sealedLog,
  sealedOf,
  staged,
} from './cleaning-cases.ts'
import { ample, appendAll, emptyLog, foldOn, readOn, segmentStarts } from './log-cases.ts'

const changed = { kind: 'segments-changed' }
const named = (...payloads: readonly string[]): BatchSpec[] => payloads.map((payload) => ({ payload }))
const only =
  (...kept: readonly string[]) =>
  (payload: string) =>
    kept.includes(payload)

/** Two sealed segments of ten records, and a live one of one. */
const twenty = () => [0, 10].map((from) => Array.from({ length: 10 }, (_, i) => ({ payload: `${from + i}` })))

export const replacing = (stores: Stores) => {
  describe('a replaced segment', () => {
    test('is read as it is now, from every offset that it had', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      const bounds = await accepted(log.bounds(at))
      await payloadsFrom(other, at)
      const [first, second] = await sealedOf(log, at)
      await clean(log, at, [first!], only('3', '7'))
      await clean(log, at, [second!], only('15'))
      await stores.settle()
      const left = ['3', '7', '15', 'live']
      const offsets = [3, 7, 15, 20]
      for (const each of [log, other, (await stores.open()).log]) {
        for (let from = 0; from <= 20; from++) {
          const expected = left.filter((_, i) => offsets[i]! >= from)
          expect(await payloadsFrom(each, at, from)).toEqual(expected)
        }
        expect(await accepted(each.bounds(at))).toEqual(bounds)
        expect(await segmentStarts(each, at)).toEqual([0, 10, 20])
      }
    })

    test('is read batch by batch through small budgets', async () => {
      const { log } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      await clean(log, at, await sealedOf(log, at), only('0', '9', '10', '19'))
      for (const maxBytes of [0, 63, 64, 130]) {
        const read = await readOn(log, at, 0, { maxBytes, atLeastOne: true })
        expect(read.map(({ payload }) => payload)).toEqual(['0', '9', '10', '19', 'live'])
      }
      const none = await accepted(log.read(at, offset(5), { maxBytes: 10, atLeastOne: false }))
      expect(none).toMatchObject({ records: [], bytes: 0 })
    })

    test('becomes one with its neighbours', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      await clean(log, at, await sealedOf(log, at), only('4', '14'))
      for (const each of [log, other]) {
        expect(await segmentStarts(each, at)).toEqual([0, 20])
        expect(await sealedOf(each, at)).toMatchObject([
          { start: 0, end: 20, bytes: 2 * 61 + 3, entries: 1, createdAt: 1_000 },
        ])
        expect(await payloadsFrom(each, at)).toEqual(['4', '14', 'live'])
      }
    })

    test('may have nothing left at all, and is replaced again', async () => {
      const { log } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      const [first, second] = await sealedOf(log, at)
      await clean(log, at, [first!], only())
      for (let from = 0; from <= 10; from++) expect((await payloadsFrom(log, at, from))[0]).toBe('10')
      await clean(log, at, [second!], only())
      for (let from = 0; from <= 20; from++) expect(await payloadsFrom(log, at, from)).toEqual(['live'])
      await clean(log, at, await sealedOf(log, at), only())
      expect(await segmentStarts(log, at)).toEqual([0, 20])
      expect(await payloadsFrom(log, at)).toEqual(['live'])
    })

    test('is appended behind as if nothing had happened', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await sealedLog(log, twenty(), [])
      await clean(other, at, await sealedOf(other, at), only('19'))
      const [appended] = await appendAll(log, at, end, [single({ payload: 'next' })])
      expect(appended).toMatchObject({ baseOffset: 20, segment: { start: 20 } })
      const rolled = await accepted(other.roll(at, appended!.next, 3_000))
      await appendAll(
        other,
        at,
        rolled,
        named('last').map((spec) => single(spec)),
      )
      await clean(log, at, await sealedOf(log, at), only('19', 'next'))
      expect(await payloadsFrom(other, at)).toEqual(['19', 'next', 'last'])
    })

    test('is found by the times that are left', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const times = { a: 100, b: 900, c: 200, d: 300, e: 150, f: 400 }
      const timed = (...payloads: readonly (keyof typeof times)[]) =>
        payloads.map((payload) => ({ payload, maxTimestamp: times[payload] }))
      const { at } = await sealedLog(log, [timed('a', 'b'), timed('c', 'd')], timed('e', 'f'))
      const [first, second] = await sealedOf(log, at)
      await clean(log, at, [first!], only('a'), times)
      await clean(log, at, [second!], only('d'), times)
      for (const each of [log, other]) {
        const found = async (time: number | 'highest') => {
          const entry = await accepted(each.entryByTime(at, time))
          return entry === null ? null : parseBatches([entry.records]).map(({ payload }) => payload)
        }
        expect(await found(0)).toEqual(['a'])
        expect(await found(100)).toEqual(['a'])
        expect(await found(101)).toEqual(['d'])
        expect(await found(301)).toEqual(['f'])
        expect(await found(401)).toBeNull()
        expect(await found('highest')).toEqual(['f'])
        expect((await sealedOf(each, at)).map(({ highestTimestamp }) => highestTimestamp)).toEqual([100, 300])
      }
    })

    test('is no lost tail to anybody who knew it', async () => {
      const one = await stores.open()
      const two = await stores.open()
      const { at, start } = await sealedLog(one.log, twenty(), [])
      await foldOn(two.log, at, start)
      await clean(one.log, at, await sealedOf(one.log, at), only())
      await accepted(one.log.sweep(at, Number.MAX_SAFE_INTEGER))
      for (const { history, log } of [one, two]) {
        expect(await history.allRemembered()).toBe(true)
        expect(await accepted(log.bounds(at))).toMatchObject({ logStart: 0, highWatermark: 20 })
      }
    })
  })

  describe('a fold', () => {
    test('of a cleaned log takes every offset, and remembers the producers that were left', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const ofProducer = (baseSequence: number, payload: string) => ({
        payload,
        count: 2,
        producerId: 5,
        producerEpoch: 3,
        baseSequence,
      })
      const { at, start } = await sealedLog(log, [[ofProducer(0, 'a'), ofProducer(2, 'b')], named('c')])
      await clean(log, at, await sealedOf(log, at), only('c'))
      for (const each of [log, other]) {
        const entries = await foldOn(each, at, start)
        expect(entries.map(({ baseOffset }) => baseOffset)).toEqual([0, 5])
        expect(entries[0]?.next.offset).toBe(5)
        expect(entries[0]?.batches).toMatchObject([
          { bytes: 0, count: 2, producerId: 5, producerEpoch: 3, baseSequence: 0 },
          { bytes: 0, count: 2, producerId: 5, producerEpoch: 3, baseSequence: 2 },
          { count: 1, producerId: -1 },
        ])
      }
    })

    test('that stood inside a replaced segment goes on rightly, or is told that its position is lost', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await sealedLog(log, twenty())
      const known = await foldOn(other, at, start)
      const [first, second] = await sealedOf(log, at)
      await clean(log, at, [first!], only('9'))
      await clean(log, at, [second!], only('12'))
      await stores.settle()
      for (const { next } of known) {
        const page = await other.facts(at, next, 1_000)()
        if (E.isLeft(page)) {
          expect(page.left).toEqual({ kind: 'position-lost' })
          continue
        }
        let at_: number = next.offset
        for (const entry of page.right) {
          expect(entry.baseOffset).toBe(at_)
          at_ = entry.next.offset
        }
        expect(at_).toBe(21)
      }
      // The ends of whole segments are places that stay.
      expect(await accepted(other.facts(at, known[19]!.next, 10))).toMatchObject([{ baseOffset: 20 }])
      expect(await accepted(other.facts(at, known[9]!.next, 10))).toMatchObject([
        { baseOffset: 10 },
        { baseOffset: 20 },
      ])
    })

    test('goes on from a snapshot that stands behind what was replaced', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await sealedLog(log, twenty())
      const known = await foldOn(log, at, start)
      await log.saveSnapshot(at, { position: known[19]!.next, state: '{}' })
      await clean(log, at, await sealedOf(log, at), only('0'))
      const { position } = (await other.loadSnapshot(at))!
      expect(await accepted(other.facts(at, position, 10))).toMatchObject([{ baseOffset: 20 }])
    })
  })

  describe('a replacement', () => {
    test('that was not committed leaves what was there, or of it already what is to come', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      const names = await namesOf(log, at)
      const replacement = await staged(log, at, [(await sealedOf(log, at))[0]!], only('3', '7'))
      const during = await payloadsFrom(other, at)
      await replacement.abandon()
      for (const seen of [during, await payloadsFrom(other, at), await payloadsFrom(log, at)]) {
        expect(seen).toEqual(expect.arrayContaining(['3', '7', 'live']))
        expect(seen.filter((payload) => Number(payload) >= 10)).toHaveLength(10)
        expect(seen).toEqual([...seen].toSorted((a, b) => (a === 'live' ? 1 : b === 'live' ? -1 : +a - +b)))
      }
      expect(await namesOf(other, at)).toEqual(names)
      await clean(other, at, await sealedOf(other, at), only('3', '7', '11'))
      expect(await payloadsFrom(log, at)).toEqual(['3', '7', '11', 'live'])
    })

    test('whose entry ends between two batches of one that was there takes nothing of the others', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const three = entry(['a', 'b', 'c'].map((payload) => batch({ payload })))
      const done = await appendAll(log, at, start, [three, single({ payload: 'd' })])
      await accepted(log.roll(at, done[1]!.next, 2_000))
      const segments = await sealedOf(log, at)
      const [old] = await entriesOf(log, at, segments)
      const replacement = await accepted(log.replace(at, [segments[0]!.name]))
      const [first] = old!.batches
      const records = old!.records.subarray(0, first!.bytes)
      await accepted(replacement.add({ ...old!, batches: [first!], records, maxTimestamp: 1_000 }))
      const allIsThere = async () => {
        for (let from = 0; from <= 3; from++)
          for (const each of [log, other])
            expect(await payloadsFrom(each, at, from)).toEqual(['a', 'b', 'c', 'd'].slice(from))
      }
      await allIsThere()
      await replacement.abandon()
      await allIsThere()
      const folded = await foldOn(other, at, start)
      expect(folded.at(-1)?.next.offset).toBe(4)
      expect(folded.flatMap(({ batches }) => batches.map(({ count }) => count))).toEqual([1, 1, 1, 1])
      await clean(other, at, await sealedOf(other, at), only('b', 'd'))
      expect(await payloadsFrom(log, at)).toEqual(['b', 'd'])
    })

    test('ends with the next of its partition', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      const segments = await sealedOf(log, at)
      const late = await staged(log, at, segments.slice(0, 1), only('3', '5'))
      await clean(other, at, segments.slice(1), only('14'))
      expect(await refused(late.commit(1))).toEqual(changed)
      await late.abandon()
      expect(await payloadsFrom(log, at, 10)).toEqual(['14', 'live'])
    })

    test('takes nothing more once another has begun', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      const segments = await sealedOf(log, at)
      const entries = await entriesOf(log, at, segments.slice(0, 1))
      const late = await accepted(log.replace(at, [segments[0]!.name]))
      const current = await accepted(other.replace(at, [segments[0]!.name]))
      expect(await refused(late.add(cleaned(entries, only('1'))))).toEqual(changed)
      await late.abandon()
      await accepted(current.add(cleaned(entries, only('2'))))
      await accepted(current.commit(1))
      expect((await payloadsFrom(log, at))[0]).toBe('2')
    })

    test('of segments that are not there, not sealed, or no neighbours is refused', async () => {
      const { log } = await stores.open()
      const { at } = await sealedLog(log, [named('a'), named('b'), named('c')])
      const [a, b, c] = await namesOf(log, at)
      const live = segmentName(`3.${a!.slice(a!.indexOf('.') + 1)}`)
      for (const names of [[segmentName('0.99')], [], [a!, c!], [b!, a!], [c!, live], [live]])
        expect(await refused(log.replace(at, names))).toEqual(changed)
      await clean(log, at, (await sealedOf(log, at)).slice(0, 1), only('a'))
      expect(await refused(log.replace(at, [a!, b!]))).toEqual(changed)
      expect(await payloadsFrom(log, at)).toEqual(['a', 'b', 'c', 'live'])
    })

    test('of a log that goes away comes to nothing', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      const segments = await sealedOf(log, at)
      const entries = await entriesOf(log, at, segments)
      const replacement = await accepted(
        log.replace(
          at,
          segments.map(({ name }) => name),
        ),
      )
      await other.remove(at)
      const late = await replacement.add(cleaned(entries, only('1')))()
      expect(E.isLeft(late)).toBe(true)
      expect(E.isLeft(await replacement.commit(1)())).toBe(true)
      await replacement.abandon()
      expect(await refused(log.bounds(at))).toEqual({ kind: 'partition-gone' })
      expect(await refused(log.cleanable(at))).toEqual({ kind: 'partition-gone' })
    })

    test('goes on beside appends and rolls of others', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await sealedLog(log, twenty())
      const replacement = await staged(log, at, await sealedOf(log, at), only('6', '16'))
      const [appended] = await appendAll(other, at, end, [single({ payload: 'x' })])
      const rolled = await accepted(other.roll(at, appended!.next, 3_000))
      await appendAll(other, at, rolled, [single({ payload: 'y' })])
      await accepted(replacement.commit(1))
      expect(await payloadsFrom(other, at)).toEqual(['6', '16', 'live', 'x', 'y'])
      expect(await segmentStarts(log, at)).toEqual([0, 20, 22])
    })
  })

  describe('readers in the middle', () => {
    test('go on with what is left, and miss nothing of it', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      const kept = ['2', '8', '11', '19', 'live']
      for (const budget of [ample, { maxBytes: 1, atLeastOne: true }]) {
        for (let reads = 0; reads < 6; reads++) {
          const seen: string[] = []
          let next = 0
          const readOnce = async () => {
            const slice = await accepted(other.read(at, offset(next), budget))
            const some = parseBatches(slice.records)
            seen.push(...some.map(({ payload }) => payload))
            next = some.length === 0 ? next : some.at(-1)!.baseOffset + some.at(-1)!.count
            return some.length > 0
          }
          for (let i = 0; i < reads; i++) await readOnce()
          await clean(log, at, await sealedOf(log, at), only(...kept))
          await readOnce()
          await accepted(log.sweep(at, Number.MAX_SAFE_INTEGER))
          while (await readOnce());
          expect(seen.filter((payload) => kept.includes(payload))).toEqual(kept)
        }
      }
    })

    test('see each of what is left once, whatever else happens meanwhile', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at } = await sealedLog(log, twenty())
      const kept = ['5', '13', 'live']
      let done = false
      const cleaning = (async () => {
        for (let i = 0; i < 10; i++) {
          await clean(log, at, await sealedOf(log, at), only(...kept))
          await accepted(log.sweep(at, Number.MAX_SAFE_INTEGER))
        }
        done = true
      })()
      do {
        const seen = await payloadsFrom(other, at)
        expect(seen.filter((payload) => kept.includes(payload))).toEqual(kept)
        expect(new Set(seen).size).toBe(seen.length)
        await setImmediate()
      } while (!done)
      await cleaning
      expect(await payloadsFrom(other, at)).toEqual(kept)
    })
  })
}
