import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { BrokerSighting } from '#domain/cluster/brokers'
import { DEAD_AFTER_MS, isAlive, type Observation, observe, unobserved } from '#domain/cluster/liveness'

const INTERVAL = 1_000

const sighting = (counter: number, incarnation = 'first', id = 1): BrokerSighting => ({
  id,
  incarnation,
  counter,
  host: 'h',
  port: 1,
  internalHost: 'h',
  internalPort: 1,
  rack: null,
})

/** Looks at these counters, one after the other, at those times. */
const looks = (
  ...seen: readonly (readonly [at: number, ...sightings: readonly BrokerSighting[]])[]
): Observation =>
  seen.reduce((before, [at, ...sightings]) => observe(before, sightings, at, INTERVAL), unobserved)

describe('a counter that stands still', () => {
  test('for three seconds is dead, a moment earlier it is not', () => {
    const still = [5_000, 6_000, 7_000].map((at) => [at, sighting(4)] as const)
    expect(isAlive(looks(...still), 1)).toBe(true)
    expect(isAlive(looks(...still, [7_999, sighting(4)]), 1)).toBe(true)
    expect(isAlive(looks(...still, [8_000, sighting(4)]), 1)).toBe(false)
  })

  test('is alive again once it moves', () => {
    const dead = [0, 1_000, 2_000, 3_000].map((at) => [at, sighting(4)] as const)
    expect(isAlive(looks(...dead), 1)).toBe(false)
    expect(isAlive(looks(...dead, [4_000, sighting(5)]), 1)).toBe(true)
  })

  test('under a new incarnation has not stood still', () => {
    const dead = [0, 1_000, 2_000, 3_000].map((at) => [at, sighting(0)] as const)
    expect(isAlive(looks(...dead, [4_000, sighting(0, 'second')]), 1)).toBe(true)
  })
})

describe('time in which nobody was observed', () => {
  test('kills nobody, however long', () => {
    expect(isAlive(looks([0, sighting(4)], [3_600_000, sighting(4)]), 1)).toBe(true)
  })

  test('counts as one interval: who does not move after it is dead soon', () => {
    const seen = [0, 1_000, 60_000, 61_000].map((at) => [at, sighting(4)] as const)
    expect(isAlive(looks(...seen.slice(0, 3)), 1)).toBe(true)
    expect(isAlive(looks(...seen), 1)).toBe(false)
  })

  test.prop([fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 30 })], {
    numRuns: 60,
  })('so that no death takes less than three looks or three seconds', (gaps) => {
    let at = 0
    let observation = looks([at, sighting(0)])
    gaps.forEach((gap, i) => {
      at += gap
      observation = observe(observation, [sighting(0)], at, INTERVAL)
      if (i < 2 || at < DEAD_AFTER_MS) expect(isAlive(observation, 1)).toBe(true)
    })
  })

  test.prop([fc.array(fc.integer({ min: 900, max: 60_000 }), { minLength: 1, maxLength: 30 })], {
    numRuns: 60,
  })('and who moves between any two looks lives for ever', (gaps) => {
    let at = 0
    let observation = unobserved
    gaps.forEach((gap, i) => {
      at += gap
      observation = observe(observation, [sighting(i)], at, INTERVAL)
      expect(isAlive(observation, 1)).toBe(true)
    })
  })
})

test('who is not in the registry is not alive, and is forgotten', () => {
  const gone = looks([0, sighting(1), sighting(1, 'x', 2)], [1_000, sighting(1, 'x', 2)])
  expect([1, 2, 3].map((id) => isAlive(gone, id))).toEqual([false, true, false])
  expect(gone.watchlist.size).toBe(1)
})
