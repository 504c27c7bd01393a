import { describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import { E } from '#shared/fp'
import { single } from '#test/support/batches'
import type { Stores } from '../harness.ts'
import { accepted, refused } from '../outcome.ts'
import { clean, payloadsFrom, sealedLog, sealedOf, staged } from './cleaning-cases.ts'
import { ample, appendAll, cover, segmentStarts } from './log-cases.ts'

const changed = { kind: 'segments-changed' }
/** Three sealed segments of ten records, and a live one of one. */
const thirty = () =>
  [0, 10, 20].map((from) => Array.from({ length: 10 }, (_, i) => ({ payload: `${from + i}` })))
const multiplesOf = (n: number) => (payload: string) => Number(payload) % n === 0

/** `cleanup.policy=compact,delete`: each finds out by the list of segments that the other was there. */
export const replacingAndDropping = (stores: Stores) => {
  describe('a log that is compacted and deleted from', () => {
    test('loses a segment while it is replaced: the replacement comes to nothing', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await sealedLog(log, thirty())
      const replacement = await staged(log, at, (await sealedOf(log, at)).slice(0, 1), multiplesOf(5))
      await cover(other, at, end)
      await accepted(other.advanceStart(at, offset(10)))
      expect(await refused(replacement.commit(1))).toEqual(changed)
      await replacement.abandon()
      await stores.settle()
      for (const each of [log, other, (await stores.open()).log]) {
        expect(await segmentStarts(each, at)).toEqual([10, 20, 30])
        expect((await payloadsFrom(each, at, 10)).slice(0, 3)).toEqual(['10', '11', '12'])
      }
      // What is left is compacted as if nothing had happened.
      await clean(log, at, await sealedOf(log, at), multiplesOf(10))
      expect(await payloadsFrom(other, at, 10)).toEqual(['10', '20', 'live'])
      expect(await segmentStarts(log, at)).toEqual([10, 30])
    })

    test('loses one of several that become one: the one is there or the others are, and none is torn', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await sealedLog(log, thirty())
      const replacement = await staged(log, at, (await sealedOf(log, at)).slice(0, 2), multiplesOf(5))
      await cover(other, at, end)
      await accepted(other.advanceStart(at, offset(10)))
      const isReplaced = E.isRight(await replacement.commit(1)())
      await stores.settle()
      for (const each of [log, other, (await stores.open()).log]) {
        expect(await segmentStarts(each, at)).toEqual(isReplaced ? [0, 20, 30] : [10, 20, 30])
        expect(await accepted(each.bounds(at))).toMatchObject({ logStart: 10, highWatermark: 31 })
        const below20 = (await payloadsFrom(each, at, 10)).filter((payload) => Number(payload) < 20)
        expect(below20).toEqual(isReplaced ? ['10', '15'] : thirty()[1]!.map(({ payload }) => payload))
      }
    })

    test('is replaced behind the back of who wants to drop: nothing is dropped by what was seen before', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await sealedLog(log, thirty())
      await cover(log, at, end)
      const seen = await accepted(other.segments(at))
      await clean(log, at, (await sealedOf(log, at)).slice(0, 2), multiplesOf(5))
      expect(await refused(other.advanceStart(at, offset(20), seen))).toEqual(changed)
      expect(await accepted(log.bounds(at))).toMatchObject({ logStart: 0, highWatermark: 31 })
      expect(await payloadsFrom(log, at)).toContain('15')
      // One segment now: it goes as a whole, and no sooner.
      const now = await accepted(other.segments(at))
      await accepted(other.advanceStart(at, offset(10), now))
      expect(await segmentStarts(log, at)).toEqual([0, 20, 30])
      await accepted(other.advanceStart(at, offset(20), now))
      expect(await segmentStarts(log, at)).toEqual([20, 30])
      await accepted(log.sweep(at, Number.MAX_SAFE_INTEGER))
      expect((await payloadsFrom(log, at, 20))[0]).toBe('20')
    })

    test('may have its start moved into what is being replaced', async () => {
      const { log } = await stores.open()
      const { log: other } = await stores.open()
      const { at, end } = await sealedLog(log, thirty())
      const replacement = await staged(log, at, await sealedOf(log, at), multiplesOf(5))
      await accepted(other.advanceStart(at, offset(12)))
      await accepted(replacement.commit(1))
      await stores.settle()
      for (const each of [log, other, (await stores.open()).log]) {
        expect(await accepted(each.bounds(at))).toMatchObject({ logStart: 12, highWatermark: 31 })
        expect(await refused(each.read(at, offset(11), ample))).toMatchObject({ kind: 'offset-out-of-range' })
        expect(await payloadsFrom(each, at, 12)).toEqual(['15', '20', '25', 'live'])
      }
      await appendAll(other, at, end, [single({ payload: 'next' })])
      expect(await payloadsFrom(log, at, 26)).toEqual(['live', 'next'])
    })

    test('leaves nothing behind when all that was replaced is dropped before it was swept', async () => {
      const { log } = await stores.open()
      const { at, end } = await sealedLog(log, thirty())
      await clean(log, at, await sealedOf(log, at), multiplesOf(5))
      await cover(log, at, end)
      await accepted(log.advanceStart(at, offset(30)))
      expect(await segmentStarts(log, at)).toEqual([30])
      await accepted(log.sweep(at, 10_001))
      expect(await accepted(log.cleanable(at))).toMatchObject({ logStart: 30, sealed: [], toSweep: null })
      expect(await payloadsFrom(log, at, 30)).toEqual(['live'])
    })
  })
}
