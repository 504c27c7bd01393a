import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { median, percentile, spreadIn, spreadOf } from '../../bench/statistics.ts'

const figures = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 })

describe('statistics', () => {
  test.prop([figures])('as many figures lie below the median as above it', (values) => {
    const middle = median(values)
    expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2)
    expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2)
  })

  test('the median is the middle one, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([10, 1, 2, 4])).toBe(3)
    expect(median([])).toBeNaN()
  })

  test.prop([figures, fc.double({ min: 0.01, max: 1, noNaN: true })])(
    'a percentile is one of the figures, and its share of them does not exceed it',
    (values, share) => {
      const found = percentile(values, share)
      expect(values).toContain(found)
      expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * values.length)
      expect(values.filter((value) => value < found).length).toBeLessThan(share * values.length)
    },
  )

  test('order does not matter, and what is given stays as it is', () => {
    const values = [5, 1, 100]
    expect(spreadOf(values)).toEqual({ median: 5, min: 1, max: 100, rounds: 3 })
    expect(values).toEqual([5, 1, 100])
  })

  test('only the figures of one system, case and metric are spread', () => {
    const of = { system: 'a', case: 'base', metric: 'produce' }
    const samples = [
      { ...of, round: 0, value: 1 },
      { ...of, round: 1, value: 3 },
      { ...of, round: 0, value: 99, system: 'b' },
      { ...of, round: 0, value: 99, case: 'other' },
      { ...of, round: 0, value: 99, metric: 'consume' },
    ]
    expect(spreadIn(samples, of)).toEqual({ median: 2, min: 1, max: 3, rounds: 2 })
    expect(spreadIn([], of).rounds).toBe(0)
  })
})
