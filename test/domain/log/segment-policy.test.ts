import { describe, expect, test } from 'vitest'
import { shouldRoll as rolls, type SegmentLimits } from '#domain/log/segment-policy'
import { emptySegment } from '#domain/log/segments'
import { offset, type SegmentFacts } from '#domain/log/types'
import { topicId } from '#domain/topic/types'

const MiB = 2 ** 20
const HOUR = 3_600_000
const CREATED = 1_000

const limits = (some: Partial<SegmentLimits> = {}): SegmentLimits => ({
  segmentBytes: 2 ** 30,
  segmentMs: 7 * 24 * HOUR,
  segmentJitterMs: 0,
  retentionBytes: -1,
  retentionMs: -1,
  ...some,
})
const at = { topicId: topicId('t'), partition: 0 }
const shouldRoll = (segment: SegmentFacts, some: SegmentLimits, bytes: number, now: number) =>
  rolls(at, segment, some, { bytes, highestTimestamp: -1 }, now)
const segment = (bytes: number, entries = 1) => ({
  ...emptySegment(offset(0), CREATED),
  bytes,
  entries,
})

/** The most bytes a segment takes, and the most ms it lives, found by trying. */
const largest = (some: Partial<SegmentLimits>): number => {
  const fits = (bytes: number) => !shouldRoll(segment(bytes), limits(some), 0, CREATED)
  let [low, high] = [0, 2 ** 31]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}
const oldest = (some: Partial<SegmentLimits>, now: number): boolean =>
  shouldRoll(segment(1), limits(some), 1, now)

describe('by size', () => {
  test.each([
    ['128 MiB at most', {}, 128 * MiB],
    ['segment.bytes where that is less', { segmentBytes: 5 * MiB }, 5 * MiB],
    ['an eighth of retention.bytes where that is less', { retentionBytes: 80 * MiB }, 10 * MiB],
    ['not below 1 MiB for retention', { retentionBytes: 1_000 }, MiB],
    ['segment.bytes even below that', { retentionBytes: 1_000, segmentBytes: 1_000 }, 1_000],
    ['as it is when retention is large', { retentionBytes: 2 ** 50 }, 128 * MiB],
  ])('%s', (_, some, most) => {
    expect(largest(some)).toBe(most)
  })

  test('counts what is coming', () => {
    const small = limits({ segmentBytes: 1_000 })
    expect(shouldRoll(segment(900), small, 100, CREATED)).toBe(false)
    expect(shouldRoll(segment(900), small, 101, CREATED)).toBe(true)
  })
})

describe('by age', () => {
  test('segment.ms', () => {
    expect(oldest({ segmentMs: HOUR }, CREATED + HOUR)).toBe(false)
    expect(oldest({ segmentMs: HOUR }, CREATED + HOUR + 1)).toBe(true)
  })

  test('an eighth of retention.ms where that is less', () => {
    expect(oldest({ retentionMs: 8 * HOUR }, CREATED + HOUR)).toBe(false)
    expect(oldest({ retentionMs: 8 * HOUR }, CREATED + HOUR + 1)).toBe(true)
  })

  test('not below a minute for retention, and segment.ms even below that', () => {
    const brief = { retentionMs: 1_000 }
    expect(oldest(brief, CREATED + 60_000)).toBe(false)
    expect(oldest(brief, CREATED + 60_001)).toBe(true)
    expect(oldest({ ...brief, segmentMs: 10 }, CREATED + 11)).toBe(true)
  })

  test('a clock that went back rolls nothing', () => {
    expect(oldest({ segmentMs: HOUR }, CREATED - 10 * HOUR)).toBe(false)
  })
})

describe('by the time in the records', () => {
  const spans = (firstTimestamp: number, highestTimestamp: number, some: Partial<SegmentLimits>) =>
    rolls(at, { ...segment(1), firstTimestamp }, limits(some), { bytes: 1, highestTimestamp }, CREATED)

  test('segment.ms is the most that lies between the first of a segment and what comes', () => {
    expect(spans(5_000, 5_000 + HOUR, { segmentMs: HOUR })).toBe(false)
    expect(spans(5_000, 5_001 + HOUR, { segmentMs: HOUR })).toBe(true)
    expect(spans(0, HOUR + 1, { segmentMs: HOUR })).toBe(true)
  })

  test('whatever comes late, or has no time, or comes after a first one that has none, rolls nothing', () => {
    expect(spans(5 * HOUR, 0, { segmentMs: HOUR })).toBe(false)
    expect(spans(5 * HOUR, -1, { segmentMs: 1 })).toBe(false)
    expect(spans(-1, 2 ** 50, { segmentMs: HOUR })).toBe(false)
  })

  test('retention does not shorten it: old records that are loaded in a minute are no reason for many segments', () => {
    expect(spans(0, 2 * HOUR, { segmentMs: 3 * HOUR, retentionMs: 8 })).toBe(false)
  })
})

describe('segment.jitter.ms', () => {
  const jittered = { segmentMs: 100 * HOUR, segmentJitterMs: 50 * HOUR }
  const age = (start: number, some: Partial<SegmentLimits>): number => {
    const one = { ...segment(1), start: offset(start) }
    const hours = Array.from({ length: 101 }, (_, hour) => hour)
    return hours.find((hour) => shouldRoll(one, limits(some), 1, CREATED + hour * HOUR + 1)) ?? Number.NaN
  }

  test('rolls segments up to so much earlier, each at its own time, the same for every broker', () => {
    const ages = Array.from({ length: 200 }, (_, i) => age(i, jittered))
    expect(Math.min(...ages)).toBeLessThan(60)
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(50)
    expect(Math.max(...ages)).toBeGreaterThan(90)
    expect(Array.from({ length: 200 }, (_, i) => age(i, jittered))).toEqual(ages)
  })

  test('is no more than segment.ms', () => {
    const ages = Array.from({ length: 200 }, (_, i) => age(i, { ...jittered, segmentJitterMs: 2 ** 60 }))
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...ages)).toBeGreaterThan(90)
  })
})

test('an empty segment never rolls, however large the entry or old the segment', () => {
  expect(shouldRoll(segment(0, 0), limits({ segmentBytes: 10 }), 1_000, CREATED + 365 * 24 * HOUR)).toBe(
    false,
  )
})
