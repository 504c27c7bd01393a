import { describe, expect, test } from 'vitest'
import { type SegmentLimits, shouldRoll } from '#domain/log/segment-policy'
import { emptySegment } from '#domain/log/segments'
import { offset } from '#domain/log/types'

const MiB = 2 ** 20
const HOUR = 3_600_000
const CREATED = 1_000

const limits = (some: Partial<SegmentLimits> = {}): SegmentLimits => ({
  segmentBytes: 2 ** 30,
  segmentMs: 7 * 24 * HOUR,
  retentionBytes: -1,
  retentionMs: -1,
  ...some,
})
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
    const at = limits({ segmentBytes: 1_000 })
    expect(shouldRoll(segment(900), at, 100, CREATED)).toBe(false)
    expect(shouldRoll(segment(900), at, 101, CREATED)).toBe(true)
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

  test('a clock that went back rolls nothing', () => {
    expect(oldest({ segmentMs: HOUR }, CREATED - 10 * HOUR)).toBe(false)
  })
})

test('an empty segment never rolls, however large the entry or old the segment', () => {
  expect(shouldRoll(segment(0, 0), limits({ segmentBytes: 10 }), 1_000, CREATED + 365 * 24 * HOUR)).toBe(
    false,
  )
})
