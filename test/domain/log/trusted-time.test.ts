import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { firstLook, look, type TrustedTime, timeAt } from '#domain/log/trusted-time'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = 1_700_000_000_000
const SETTLE = 30_000

/** A wall clock that is `error` ahead of the true time; what is believed after each look. */
const watched = () => {
  let monotonic = 5_000
  let error = 0
  const reading = () => ({ wall: START + monotonic + error, monotonic })
  let state: TrustedTime = firstLook(reading(), SETTLE)
  return {
    pass: (ms: number) => {
      monotonic += ms
    },
    set: (to: number) => {
      error = to
    },
    look: () => {
      state = look(state, reading())
      return timeAt(state, reading())
    },
    truth: () => START + monotonic,
  }
}
/** What is believed is so much ahead of the true time. */
const ahead = (clock: ReturnType<typeof watched>) => (clock.look() ?? Number.NaN) - clock.truth()

const settled = () => {
  const clock = watched()
  clock.pass(SETTLE)
  clock.look()
  return clock
}

describe('a clock', () => {
  test('is believed from the second look on, some time after the first', () => {
    const clock = watched()
    expect(clock.look()).toBeNull()
    clock.pass(SETTLE - 1)
    expect(clock.look()).toBeNull()
    clock.pass(1)
    expect(ahead(clock)).toBe(0)
    clock.pass(300_000)
    expect(ahead(clock)).toBe(0)
  })

  test('that is set between the first two looks is believed an hour later', () => {
    const clock = watched()
    clock.set(DAY)
    clock.pass(10 * MINUTE)
    expect(clock.look()).toBeNull()
    clock.pass(HOUR - 1)
    expect(clock.look()).toBeNull()
    clock.pass(1)
    expect(ahead(clock)).toBe(DAY)
  })

  test('that jumps a day ahead and back again is never believed', () => {
    const clock = settled()
    clock.set(DAY)
    for (let i = 0; i < 11; i++) {
      clock.pass(5 * MINUTE)
      expect(ahead(clock)).toBe(0)
    }
    clock.set(0)
    for (let i = 0; i < 30; i++) {
      expect(ahead(clock)).toBe(0)
      clock.pass(5 * MINUTE)
    }
  })

  test('that stays ahead for an hour was set right: a machine that slept', () => {
    const clock = settled()
    clock.set(8 * HOUR)
    clock.look()
    clock.pass(HOUR - 1)
    expect(ahead(clock)).toBe(0)
    clock.pass(1)
    expect(ahead(clock)).toBe(8 * HOUR)
  })

  test('that is set back is followed at once, and forward again after an hour', () => {
    const clock = settled()
    clock.set(-DAY)
    expect(ahead(clock)).toBe(-DAY)
    clock.set(0)
    expect(ahead(clock)).toBe(-DAY)
    clock.pass(HOUR)
    expect(ahead(clock)).toBe(0)
  })

  test('that is slewed is followed', () => {
    const clock = settled()
    for (let i = 1; i <= 50; i++) {
      clock.pass(5 * MINUTE)
      clock.set(i * 1_000)
      expect(ahead(clock)).toBe(i * 1_000)
    }
  })
})

const wrong = fc.integer({ min: 2 * MINUTE, max: 400 * DAY }).chain((by) => fc.constantFrom(by, -by))
const step = fc.record({
  /** Less than an hour in all until it is put right. */
  wrong: fc.array(fc.tuple(wrong, fc.integer({ min: 0, max: 9 * MINUTE })), { maxLength: 6 }),
  right: fc.array(fc.integer({ min: 0, max: 40 * MINUTE }), { maxLength: 6 }),
})

test.prop([fc.array(step)])('errors that are put right within an hour delete nothing early', (steps) => {
  const clock = settled()
  for (const each of steps) {
    for (const [error, ms] of each.wrong) {
      clock.set(error)
      expect(ahead(clock)).toBeLessThanOrEqual(0)
      clock.pass(ms)
    }
    clock.set(0)
    for (const ms of each.right) {
      expect(ahead(clock)).toBeLessThanOrEqual(0)
      clock.pass(ms)
    }
  }
  clock.look()
  clock.pass(HOUR)
  expect(ahead(clock)).toBe(0)
})
