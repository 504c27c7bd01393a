import { describe, expect, test } from 'vitest'
import { batch, entry, single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { appendAll, emptyLog, foldOn } from './log-cases.ts'

export const folding = (stores: Stores) =>
  describe('facts', () => {
    test('are what was appended, whoever asks', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      const batches = [
        batch({
          count: 3,
          producerId: 2 ** 52 + 1,
          producerEpoch: 32_000,
          baseSequence: 2 ** 31 - 2,
          payload: 10,
        }),
        batch({ count: 100_000, attributes: 0b10_1010, payload: 300 }),
        batch({ count: 1, producerId: 0, producerEpoch: 0, baseSequence: 0, attributes: 0b1_0100 }),
      ]
      const [first, second] = await appendAll(log, at, start, [
        entry(batches.slice(0, 2), 1_700_000_000_123),
        entry(batches.slice(2), 1_600_000_000_000),
      ])
      const expected = [
        { baseOffset: 0, appendTime: 1_700_000_000_123, batches: batches.slice(0, 2).map((b) => b.facts) },
        { baseOffset: 100_003, appendTime: 1_600_000_000_000, batches: batches.slice(2).map((b) => b.facts) },
      ]
      for (const asked of [log, other]) {
        const facts = await accepted(asked.facts(at, start, 10))
        expect(
          facts.map(({ baseOffset, appendTime, batches: b }) => ({ baseOffset, appendTime, batches: b })),
        ).toEqual(expected)
        expect(facts.map(({ next }) => next.offset)).toEqual([first?.next.offset, second?.next.offset])
      }
    })

    test('come in pages whose positions chain, and end where the log ends', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const entries = Array.from({ length: 25 }, (_, i) => single({ count: 1 + (i % 3) }))
      const done = await appendAll(log, at, start, entries)
      for (const page of [1, 7, 25, 26]) {
        const facts = await foldOn(log, at, start, page)
        expect(facts.map(({ baseOffset }) => baseOffset)).toEqual(done.map(({ baseOffset }) => baseOffset))
        facts.slice(1).forEach(({ baseOffset }, i) => expect(baseOffset).toBe(facts[i]!.next.offset))
      }
      expect(await accepted(log.facts(at, start, 7))).toHaveLength(7)
      expect(await accepted(log.facts(at, done.at(-1)!.next, 7))).toEqual([])
    })

    test('any position they give can be folded from, and the last appended at', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, start } = await emptyLog(log)
      await appendAll(log, at, start, [single(), single(), single()])
      const facts = await foldOn(other, at, start)
      expect(await foldOn(log, at, facts[0]!.next)).toEqual(facts.slice(1))
      expect(await accepted(log.append(at, facts[2]!.next, single()))).toMatchObject({ baseOffset: 3 })
    })

    test('go on across segments, from before a roll and from after it', async () => {
      const { log } = await stores.open()
      const { at, start } = await emptyLog(log)
      const [first] = await appendAll(log, at, start, [single({ count: 2 })])
      const rolled = await accepted(log.roll(at, first!.next, 2_000))
      expect(await accepted(log.facts(at, first!.next, 10))).toEqual([])
      expect(await accepted(log.facts(at, rolled, 10))).toEqual([])
      const [second] = await appendAll(log, at, rolled, [single()])
      await appendAll(log, at, await accepted(log.roll(at, second!.next, 3_000)), [single()])
      const bases = async (from: typeof start, page: number) =>
        (await foldOn(log, at, from, page)).map(({ baseOffset }) => baseOffset)
      for (const page of [1, 2, 3, 10]) {
        expect(await bases(start, page)).toEqual([0, 2, 3])
        expect(await bases(first!.next, page)).toEqual([2, 3])
        expect(await bases(rolled, page)).toEqual([2, 3])
      }
    })

    test('a position that lies in no segment is lost', async () => {
      const { log } = await stores.open()
      const long = await emptyLog(log)
      const [appended] = await appendAll(log, long.at, long.start, [single({ count: 50 })])
      const rolled = await accepted(log.roll(long.at, appended!.next, 2_000))
      const [elsewhere] = await appendAll(log, long.at, rolled, [single()])
      const short = await emptyLog(log)
      await appendAll(log, short.at, short.start, [single()])
      expect(await refused(log.facts(short.at, elsewhere!.next, 10))).toEqual({ kind: 'position-lost' })
    })
  })
