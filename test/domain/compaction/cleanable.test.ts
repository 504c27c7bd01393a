import { describe, expect, test } from 'vitest'
import { cleanable } from '#domain/compaction/cleanable'
import { groupSegments } from '#domain/compaction/grouping'
import type { CleanableLog, CompactionSettings, SealedSegment } from '#domain/compaction/types'
import { segmentName } from '#domain/compaction/types'
import { offset } from '#domain/log/types'

const NOW = 1_000_000
const settings = (some: Partial<CompactionSettings> = {}): CompactionSettings => ({
  minCleanableDirtyRatio: 0.5,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.MAX_VALUE,
  deleteRetentionMs: 1,
  segmentBytes: 1_000,
  fileDeleteDelayMs: 1,
  ...some,
})

/** Segments of ten offsets and a hundred bytes each, opened every thousand ms from 0 on. */
const segments = (count: number, some: (i: number) => Partial<SealedSegment> = () => ({})): SealedSegment[] =>
  Array.from({ length: count }, (_, i) => ({
    name: segmentName(`${i}`),
    start: offset(i * 10),
    end: offset(i * 10 + 10),
    bytes: 100,
    entries: 1,
    createdAt: i * 1_000,
    firstTimestamp: i * 1_000 + 100,
    highestTimestamp: i * 1_000 + 500,
    ...some(i),
  }))

const log = (sealed: readonly SealedSegment[], some: Partial<CleanableLog> = {}): CleanableLog => ({
  logStart: offset(0),
  cleanTo: offset(0),
  sealed,
  live: { start: offset(sealed.length * 10), createdAt: sealed.length * 1_000 },
  toSweep: null,
  ...some,
})

const dirtyStarts = (of: CleanableLog, with_: CompactionSettings) =>
  cleanable(of, with_, NOW).dirty.map(({ start }) => start)

describe('what may be cleaned', () => {
  test('is every sealed segment, from where the last pass ended', () => {
    expect(dirtyStarts(log(segments(3)), settings())).toEqual([0, 10, 20])
    expect(dirtyStarts(log(segments(3), { cleanTo: offset(10) }), settings())).toEqual([10, 20])
    expect(dirtyStarts(log(segments(3), { cleanTo: offset(15) }), settings())).toEqual([10, 20])
    expect(dirtyStarts(log(segments(3), { cleanTo: offset(30) }), settings())).toEqual([])
    expect(cleanable(log(segments(3), { cleanTo: offset(10) }), settings(), NOW).from).toBe(10)
  })

  test('begins at the log start where that is later', () => {
    const moved = log(segments(3).slice(1), { logStart: offset(13), cleanTo: offset(10) })
    expect(cleanable(moved, settings(), NOW)).toMatchObject({
      from: 13,
      dirty: [{ start: 10 }, { start: 20 }],
    })
  })

  test('is nothing from the first segment on whose records are too young', () => {
    const lag = (minCompactionLagMs: number) =>
      dirtyStarts(log(segments(4)), settings({ minCompactionLagMs }))
    expect(lag(NOW - 2_500)).toEqual([0, 10, 20])
    expect(lag(NOW - 2_499)).toEqual([0, 10])
    expect(lag(NOW)).toEqual([])
  })

  test('goes by when a segment was sealed where records have no timestamps', () => {
    const untimed = log(segments(2, () => ({ highestTimestamp: -1 })))
    expect(dirtyStarts(untimed, settings({ minCompactionLagMs: NOW - 1_000 }))).toEqual([0])
    expect(dirtyStarts(untimed, settings({ minCompactionLagMs: NOW - 2_000 }))).toEqual([0, 10])
  })

  test('ends before a young segment even if older ones follow', () => {
    const early = log(segments(3, (i) => (i === 1 ? { highestTimestamp: NOW } : {})))
    expect(dirtyStarts(early, settings({ minCompactionLagMs: 10 }))).toEqual([0])
  })
})

describe('it is worth it', () => {
  const isDue = (cleanTo: number, ratio: number, some: Partial<CompactionSettings> = {}) =>
    cleanable(
      log(segments(4), { cleanTo: offset(cleanTo) }),
      settings({ minCleanableDirtyRatio: ratio, ...some }),
      NOW,
    ).isDue

  test('when more than the configured share is dirty', () => {
    expect(isDue(20, 0.5)).toBe(false)
    expect(isDue(20, 0.49)).toBe(true)
    expect(isDue(0, 0.99)).toBe(true)
    expect(isDue(0, 1)).toBe(false)
  })

  test('never when nothing is dirty', () => {
    expect(isDue(40, 0)).toBe(false)
    expect(cleanable(log([]), settings({ minCleanableDirtyRatio: 0 }), NOW).isDue).toBe(false)
  })

  test('when a record has waited for longer than max.compaction.lag.ms', () => {
    expect(isDue(30, 0.9, { maxCompactionLagMs: NOW - 3_101 })).toBe(true)
    expect(isDue(30, 0.9, { maxCompactionLagMs: NOW - 3_100 })).toBe(false)
    const untimed = (maxCompactionLagMs: number) =>
      cleanable(
        log(
          segments(2, () => ({ firstTimestamp: -1 })),
          { cleanTo: offset(10) },
        ),
        settings({ minCleanableDirtyRatio: 0.9, maxCompactionLagMs }),
        NOW,
      ).isDue
    expect([untimed(NOW - 1_001), untimed(NOW - 1_000)]).toEqual([true, false])
  })
})

describe('segments that become one', () => {
  const starts = (groups: readonly (readonly SealedSegment[])[]) =>
    groups.map((group) => group.map(({ start }) => start))

  test('are neighbours that are no larger together than a segment may be', () => {
    expect(starts(groupSegments(segments(5), offset(50), 250))).toEqual([[0, 10], [20, 30], [40]])
    expect(starts(groupSegments(segments(3), offset(30), 99))).toEqual([[0], [10], [20]])
    const mixed = segments(4, (i) => ({ bytes: i === 1 ? 900 : 10 }))
    expect(starts(groupSegments(mixed, offset(40), 910))).toEqual([
      [0, 10],
      [20, 30],
    ])
  })

  test('begin before the end of the pass', () => {
    expect(starts(groupSegments(segments(3), offset(20), 1_000))).toEqual([[0, 10]])
    expect(starts(groupSegments(segments(3), offset(21), 1_000))).toEqual([[0, 10, 20]])
  })

  test('hold no more offsets than 31 bits tell', () => {
    const far = segments(2).map((s, i) => ({
      ...s,
      start: offset(i * 2 ** 30),
      end: offset((i + 1) * 2 ** 30),
    }))
    expect(starts(groupSegments(far, offset(2 ** 40), 1_000))).toEqual([[0], [2 ** 30]])
  })
})
