import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { settled } from '#test/support/manual-time'
import { cleaningWorld, DAY, HOUR, MINUTE, ROUND } from './world.ts'

/** Wrong by so much for so long; all errors in a row take less than an hour. */
const error = fc.tuple(
  fc.integer({ min: 2 * MINUTE, max: 30 * DAY }).chain((by) => fc.constantFrom(by, -by)),
  fc.integer({ min: 0, max: 14 * MINUTE }),
)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'append' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: HOUR }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      errors: fc.array(error, { minLength: 1, maxLength: 4 }),
    }),
  },
)

test.prop([fc.array(step, { maxLength: 25 })], { numRuns: 150 })(
  'whatever the wall clock does for less than an hour, only what is older than retention.ms goes, and in the end all of it',
  async (steps) => {
    const world = await cleaningWorld()
    const began = world.time.clock.monotonic()
    const wallAtFirst = world.time.clock.now()
    /** Since the beginning, by a clock that nobody sets. */
    const now = () => world.time.clock.monotonic() - began
    const setWrong = (by: number) => world.time.set(wallAtFirst + now() + by)
    const times: number[] = []

    const check = async () => {
      await settled()
      const logStart = await world.logStart()
      const dropped = times.filter((_, i) => 10 * (i + 1) <= logStart)
      for (const at of dropped) expect(now() - at).toBeGreaterThan(HOUR)
    }

    for (const each of steps) {
      if (each.kind === 'append') {
        await world.segment(now())
        times.push(now())
      } else if (each.kind === 'pass') await world.time.pass(each.ms)
      else {
        for (const [by, ms] of each.errors) {
          setWrong(by)
          await world.time.pass(ms)
          await check()
        }
        setWrong(0)
      }
      await check()
    }
    await world.time.pass(2 * HOUR + 2 * ROUND)
    await settled()
    expect(await world.logStart()).toBe(10 * times.length)
    expect(await world.starts()).toHaveLength(1)
    await world.cleaning.stop()
  },
)
