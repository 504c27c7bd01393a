import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type RetentionLimits, retain } from '#domain/log/retention'
import { emptySegment } from '#domain/log/segments'
import { offset, type SegmentFacts } from '#domain/log/types'

const keepAll: RetentionLimits = { deletes: true, retentionMs: -1, retentionBytes: -1 }
const limits = (some: Partial<RetentionLimits> = {}): RetentionLimits => ({ ...keepAll, ...some })

/** Segments of ten offsets each, the last one written. */
const segments = (...all: readonly Partial<SegmentFacts>[]): readonly SegmentFacts[] =>
  all.map((some, i) => ({
    ...emptySegment(offset(10 * i), 1_000 * i),
    end: offset(10 * i + 10),
    bytes: 100,
    entries: 1,
    firstTimestamp: 0,
    highestTimestamp: 1_000 * i,
    ...some,
  }))
const five = segments({}, {}, {}, {}, {})
const NOWHERE = offset(0)
const kept = { logStart: 0, roll: false }

describe('by time', () => {
  const within = (retentionMs: number, now: number | null, all = five) =>
    retain(all, NOWHERE, limits({ retentionMs }), now)

  test('a segment goes when its highest timestamp is older than retention.ms, not before', () => {
    expect(within(500, 500)).toEqual(kept)
    expect(within(500, 501)).toEqual({ logStart: 10, roll: false })
    expect(within(500, 2_500)).toEqual({ logStart: 20, roll: false })
    expect(within(500, 2_501)).toEqual({ logStart: 30, roll: false })
    expect(within(0, 1)).toEqual({ logStart: 10, roll: false })
  })

  test('oldest first, up to the first that stays', () => {
    const all = segments({}, { highestTimestamp: 9_000 }, {}, {})
    expect(within(500, 5_000, all)).toEqual({ logStart: 10, roll: false })
  })

  test('the segment that is written is rolled when it is due as well, unless it is empty', () => {
    expect(within(500, 4_500)).toEqual({ logStart: 40, roll: false })
    expect(within(500, 4_501)).toEqual({ logStart: 50, roll: true })
    const all = segments({}, { entries: 0, bytes: 0, end: offset(10), highestTimestamp: -1 })
    expect(within(500, 1e9, all)).toEqual({ logStart: 10, roll: false })
  })

  test('without timestamps it counts when the next was made; the written one stays', () => {
    const none = { highestTimestamp: -1 }
    const all = segments(none, none, none)
    expect(within(500, 1_500, all)).toEqual(kept)
    expect(within(500, 1_501, all)).toEqual({ logStart: 10, roll: false })
    expect(within(500, 1e12, all)).toEqual({ logStart: 20, roll: false })
  })

  test('nothing goes for -1, in a future that has not come, or while nobody knows the time', () => {
    expect(within(-1, 1e12)).toEqual(kept)
    expect(within(500, -1e12)).toEqual(kept)
    expect(within(500, null)).toEqual(kept)
  })
})

describe('by size', () => {
  const within = (retentionBytes: number) => retain(five, NOWHERE, limits({ retentionBytes }), null)

  test.each([
    [501, 0],
    [500, 0],
    [401, 0],
    [400, 10],
    [399, 10],
    [100, 40],
    [1, 40],
  ])('of 500 bytes with retention.bytes=%i the log starts at %i', (retentionBytes, logStart) => {
    expect(within(retentionBytes)).toEqual({ logStart, roll: false })
  })

  test('of 0 takes all', () => {
    expect(within(0)).toEqual({ logStart: 50, roll: true })
  })
})

describe('below the log start', () => {
  test.each([
    [9, 9],
    [10, 10],
    [35, 35],
    [49, 49],
  ])('whole segments go, and the start stays %i', (start, logStart) => {
    expect(retain(five, offset(start), keepAll, null)).toEqual({ logStart, roll: false })
  })

  test('everything goes when there is nothing else', () => {
    expect(retain(five, offset(50), limits({ deletes: false }), null)).toEqual({ logStart: 50, roll: true })
  })

  test('is all that goes where the policy does not delete', () => {
    const compacted = limits({ deletes: false, retentionMs: 1, retentionBytes: 1 })
    expect(retain(five, offset(15), compacted, 1e12)).toEqual({ logStart: 15, roll: false })
  })

  test('size counts what is left', () => {
    expect(retain(five, offset(30), limits({ retentionBytes: 200 }), null).logStart).toBe(30)
    expect(retain(five, offset(30), limits({ retentionBytes: 100 }), null).logStart).toBe(40)
  })
})

test('a gap between segments, after a jump of offsets, is passed over', () => {
  const all = segments({}, { start: offset(1_000), end: offset(1_010), highestTimestamp: 9_000 })
  expect(retain(all, NOWHERE, limits({ retentionMs: 10 }), 5_000)).toEqual({ logStart: 1_000, roll: false })
})

const history = fc
  .array(
    fc.record({
      count: fc.integer({ min: 1, max: 9 }),
      bytes: fc.nat({ max: 50 }),
      time: fc.integer({ min: -1, max: 100 }),
    }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((each) => {
    let at = 0
    return each.map(({ count, bytes, time }, i): SegmentFacts => {
      const start = at
      at += count
      const base = emptySegment(offset(start), 10 * i)
      return { ...base, end: offset(at), bytes, entries: count, firstTimestamp: time, highestTimestamp: time }
    })
  })
const anyLimits = fc.record({
  deletes: fc.boolean(),
  retentionMs: fc.integer({ min: -1, max: 120 }),
  retentionBytes: fc.integer({ min: -1, max: 300 }),
})
const anyTime = fc.option(fc.integer({ min: 0, max: 250 }), { nil: null })

const asked = fc
  .record({
    all: history,
    some: anyLimits,
    now: anyTime,
    from: fc.nat({ max: 100 }),
  })
  .map(({ all, from, ...rest }) => ({
    ...rest,
    all,
    logStart: offset(Math.floor((from / 100) * (all.at(-1)?.end ?? 0))),
  }))

const bytesOf = (all: readonly SegmentFacts[]) => all.reduce((sum, { bytes }) => sum + bytes, 0)
/** What is there when it is done. */
const after = (all: readonly SegmentFacts[], logStart: number) => all.filter(({ end }) => end > logStart)

test.prop([asked])('what goes had to go, and what had to go is gone', ({ all, some, now, logStart }) => {
  const { logStart: start, roll } = retain(all, logStart, some, now)
  expect(start).toBeGreaterThanOrEqual(logStart)
  expect(start).toBeLessThanOrEqual(all.at(-1)!.end)
  if (start > logStart) expect(all.some((each) => each.start === start) || roll).toBe(true)
  const [live, stays] = [after(all, logStart), after(all, start)]
  const left = bytesOf(stays)
  const isOld = (each: SegmentFacts, next: SegmentFacts | undefined) =>
    now !== null &&
    some.retentionMs >= 0 &&
    now - (each.highestTimestamp >= 0 ? each.highestTimestamp : (next?.createdAt ?? now)) > some.retentionMs
  const spare = some.retentionBytes >= 0 ? bytesOf(live) - some.retentionBytes : -1
  const gone = live.slice(0, live.length - stays.length)
  if (!some.deletes) expect(gone).toEqual([])
  gone.forEach((each, i) => {
    const isExcess = bytesOf(live.slice(0, i + 1)) <= spare
    expect(isExcess || isOld(each, live[i + 1])).toBe(true)
  })
  if (!some.deletes || stays.length === 0) return
  if (some.retentionBytes >= 0) expect(left - stays[0]!.bytes < some.retentionBytes).toBe(true)
  expect(isOld(stays[0]!, stays[1])).toBe(false)
})

test.prop([asked])('once is enough', ({ all, some, now, logStart }) => {
  const first = retain(all, logStart, some, now)
  const rest = after(all, first.logStart)
  const again = retain(rest.length > 0 ? rest : [emptySegment(first.logStart, 0)], first.logStart, some, now)
  expect(again).toEqual({ logStart: first.logStart, roll: false })
})

test.prop([asked, fc.nat({ max: 500 })])(
  'as time goes on, more goes',
  ({ all, some, now, logStart }, later) => {
    const at = (time: number | null) => retain(all, logStart, some, time).logStart
    expect(at((now ?? 0) + later)).toBeGreaterThanOrEqual(at(now))
  },
)
