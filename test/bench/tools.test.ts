import { describe, expect, test } from 'vitest'
import { consumedRate, endToEnd, pacedLatencies, steadyRate } from '../../bench/cases/tools.ts'

const ran = (...lines: readonly string[]) => ({
  lines,
  began: 0,
  ended: Date.parse('2026-11-22T08:03:43.000'),
})

describe('what ProducerPerformance prints', () => {
  const whole = '200000 records sent, 11309.018943 records/sec (10.79 MB/sec), 2436.85 ms avg latency'
  const steady = '180000 steady state records sent, 11719.512989 records/sec (11.18 MB/sec), 2319.11 ms avg'

  test('the rate without the warm-up counts', () => {
    expect(steadyRate(ran('In steady state.', whole, steady), 200_000)).toBe(11_719.512989)
  })

  test('records that were never acknowledged make no rate', () => {
    expect(() => steadyRate(ran(whole, steady), 200_001)).toThrow('not all of 200001 records')
    expect(() => steadyRate(ran(whole), 200_000)).toThrow('not all')
  })
})

describe('what ConsumerPerformance prints', () => {
  const row = (time: string, count: number) =>
    `2026-11-22 08:03:${time}, 0, 1.0, 1.0, ${count}, 1.0, 0, 100, 1.0, 1.0`
  const lines = [row('40:000', 1), row('40:500', 100), row('41:000', 500), row('42:000', 1_000)]

  test('a rate is from the first row that has the share to the last', () => {
    expect(consumedRate(ran(...lines), 1_000, 0.1)).toBe(900 / 1.5)
    expect(consumedRate(ran(...lines), 1_000, 0)).toBe(999 / 2)
  })

  test('rows that are too few end with the tool', () => {
    expect(consumedRate(ran(row('42:000', 900)), 1_000, 0.1)).toBe(100)
  })

  test('a tool that was done before it had anything to say read all of it', () => {
    const { ended } = ran()
    expect(consumedRate({ lines: [], began: ended - 2_000, ended }, 1_000, 0.1)).toBe(500)
  })

  test('a consumer that gave up is no rate', () => {
    const warning = 'WARNING: Exiting before consuming the expected number of records: timeout'
    expect(() => consumedRate(ran(...lines, warning), 1_000, 0.1)).toThrow('did not come to all')
  })
})

test('latencies are read from EndToEndLatency and Paced in ms', () => {
  const lines = ['0\t191.4', 'Avg latency: 12.9416 ms', 'Percentiles: 50th = 9, 99th = 61, 99.9th = 191']
  expect(endToEnd(ran(...lines))).toEqual({ average: 12.9416, p50: 9, p99: 61 })
  expect(() => endToEnd(ran(...lines.slice(0, 2)))).toThrow('not what EndToEndLatency prints')
  expect(pacedLatencies(ran('p50 1500 p99 2000 p99.9 30000 max 31000 late 12'))).toEqual({
    p50: 1.5,
    p99: 2,
    'p99.9': 30,
    max: 31,
    late: 0.012,
  })
  expect(() => pacedLatencies(ran('p50 1500'))).toThrow('not what Paced prints')
})
