import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '#adapters/system/clock'
import { systemRandom } from '#adapters/system/random'
import { systemTimers } from '#adapters/system/timers'

describe('timers', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('fire once, after their time', () => {
    const fire = vi.fn()
    systemTimers.after(100, fire)
    vi.advanceTimersByTime(99)
    expect(fire).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1000)
    expect(fire).toHaveBeenCalledTimes(1)
  })

  test('do not fire when cancelled', () => {
    const fire = vi.fn()
    systemTimers.after(100, fire)()
    vi.advanceTimersByTime(1000)
    expect(fire).not.toHaveBeenCalled()
  })

  test('may be longer than Node can wait', () => {
    const fire = vi.fn()
    const cancelled = vi.fn()
    const month = 30 * 86_400_000
    systemTimers.after(month, fire)
    const cancel = systemTimers.after(month, cancelled)
    vi.advanceTimersByTime(month - 1)
    expect(fire).not.toHaveBeenCalled()
    cancel()
    vi.advanceTimersByTime(1)
    expect(fire).toHaveBeenCalledTimes(1)
    expect(cancelled).not.toHaveBeenCalled()
  })
})

test('a pending timer does not keep the process alive', () => {
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const cancel = systemTimers.after(60_000, () => undefined)
  const held = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  cancel()
  expect(held).toBe(before)
})

test('the clock has the time of day and one that never goes back', () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000)
  const first = systemClock.monotonic()
  expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first)
})

test('random tokens are base64url and differ; integers are positive 31-bit', () => {
  expect(systemRandom.token(12)).toMatch(/^[\w-]{16}$/)
  expect(systemRandom.token(12)).not.toBe(systemRandom.token(12))
  for (let i = 0; i < 1000; i += 1) {
    const value = systemRandom.positiveInt()
    expect(Number.isInteger(value) && value >= 1 && value < 2 ** 31).toBe(true)
  }
})
