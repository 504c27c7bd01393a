import { describe, expect, test } from 'vitest'
import { base, flows } from '../../bench/cases/flows.ts'
import { documentOf } from '../../bench/report/document.ts'
import { barChart, shortNumber } from '../../bench/report/svg.ts'
import { limitTable, markdownTable, targetTable } from '../../bench/report/tables.ts'
import { judge, targets } from '../../bench/report/targets.ts'
import type { Results, Sample } from '../../bench/results.ts'

const system = (id: string, title: string) =>
  ({ id, title, durability: 'no fsync before the answer', settings: [`${id}=1`] }) as const

const sample = (id: string, name: string, metric: string, value: number, round = 0): Sample => ({
  system: id,
  case: name,
  metric,
  round,
  value,
})

const results = (samples: readonly Sample[]): Results => ({
  mode: 'quick',
  machine: ['2 cores of X'],
  versions: ['Kedge 0'],
  startedAt: '2026-11-22T08:00',
  minutes: 1,
  systems: [system('kafka', 'Apache Kafka'), system('redis-everysec', 'Kedge, Redis everysec')],
  clients: ['a client'],
  samples,
  limits: [],
  groups: null,
  failures: [],
})

describe('targets', () => {
  const [produce, , , , , , , latency] = targets
  test.each([
    [produce, 1.1, '**not met**'],
    [produce, 1.2, 'first met, **second not**'],
    [produce, 1.5, 'met'],
    [latency, 0.7, 'met'],
    [latency, 0.71, '**not met**'],
    [latency, Number.NaN, 'not measured'],
  ])('%j at %d is %s', (target, ratio, met) => {
    expect(target && judge(target, ratio).met).toBe(met)
  })

  test('are ratios of medians, Kedge by Kafka', () => {
    const rounds = [100, 110, 300].map((value, round) => sample('kafka', 'base', 'produce', value, round))
    const own = [200, 165, 10].map((value, round) =>
      sample('redis-everysec', 'base', 'produce', value, round),
    )
    const [, , row] = targetTable(results([...rounds, ...own])).split('\n')
    expect(row).toBe(
      '| Redis everysec: produce 1 KB, acks all, 6 partitions, a group at the tail | ≥ 1.20, then ≥ 1.50 | 1.50 | met |',
    )
  })

  test('say so where there is no peer', () => {
    expect(targetTable({ ...results([]), systems: [] })).toContain('Apache Kafka was not in this run')
  })

  test('name cases and metrics that are measured', () => {
    const names = [...flows.map(({ name }) => name), '1,000 records/s', 'start-up', 'idle']
    for (const target of targets) expect(names).toContain(target.case)
  })
})

describe('the document', () => {
  const some = results([
    sample('kafka', 'base', 'produce', 100_000),
    sample('kafka', 'base', 'produce', 200_000, 1),
    sample('redis-everysec', 'base', 'produce', 300_000),
  ])

  test('tells median, spread and ratio in the unit of the row', () => {
    const { markdown } = documentOf(some, 'a note\n')
    expect(markdown).toContain('| base, MB/s | 150 (100–200) | 300 (300–300) | 2.00 |')
    expect(markdown).toContain('## What bounds it\n\na note\n\n')
    expect(markdown).toContain('* redis-everysec=1')
    expect(markdown).toContain('medians of 2 rounds')
  })

  test('has neither rows nor pictures of what was not measured', () => {
    const { markdown, plots } = documentOf(some, '')
    expect(markdown).not.toContain('10 KB')
    expect(markdown).not.toContain('## Start-up')
    expect(plots.map(({ file }) => file)).toEqual(['produce.svg'])
    expect(markdown.match(/\(benchmarks\/.*\.svg\)/g)).toEqual(['(benchmarks/produce.svg)'])
  })

  test('begins with what failed', () => {
    const { markdown } = documentOf({ ...some, failures: ['lz4:\n  it broke'] }, '')
    expect(markdown.indexOf('* lz4: it broke')).toBeGreaterThan(0)
    expect(markdown.indexOf('* lz4: it broke')).toBeLessThan(markdown.indexOf('## Targets'))
  })

  test('a pipe in a cell does not end it', () => {
    expect(markdownTable(['a|b'], [['c']])).toBe('| a\\|b |\n| --- |\n| c |')
  })

  test('limits are shares of the first', () => {
    const figure = (name: string, rate: number) => {
      const spread = { median: rate, min: rate, max: rate, rounds: 3 }
      return { name, bytesPerSecond: spread, operationsPerSecond: spread }
    }
    const table = limitTable({ id: 'x', title: 'x', figures: [figure('a', 2e8), figure('b', 1e8)] })
    expect(table.split('\n').at(-1)).toBe('| b | 100 (100–100) | 100,000,000 | 0.50 |')
  })
})

describe('a plot', () => {
  const bar = (median: number) => ({ median, min: median / 2, max: median * 2 })
  const svg = barChart({
    title: 'a < b',
    unit: 'MB/s',
    series: ['one', 'two'],
    groups: [
      { label: 'x', bars: [bar(10), bar(20)] },
      { label: 'y', bars: [null, bar(5)] },
    ],
  })

  test('has a bar for each figure, long as it is large', () => {
    const widths = [...svg.matchAll(/<rect x="250" y="\d+" width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    )
    expect(widths).toHaveLength(3)
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(2, 1)
    expect((widths[2] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(0.25, 1)
  })

  test('keeps to its width, and is XML', () => {
    const [, width] = /width="(\d+)"/.exec(svg) ?? []
    const ends = [...svg.matchAll(/M[\d.]+ [\d.]+H([\d.]+)/g)].map(([, end]) => Number(end))
    expect(Math.max(...ends)).toBeLessThan(Number(width))
    expect(svg).toContain('a &lt; b')
  })

  test.each([
    [0, '0'],
    [1.234, '1.23'],
    [12.34, '12.3'],
    [1234.5, '1,235'],
    [Number.NaN, '-'],
  ])('%d is written %s', (value, text) => {
    expect(shortNumber(value)).toBe(text)
  })
})

test('a case differs from the base in one thing, or is its counterpart without readers', () => {
  for (const { name, cold: _, ...flow } of flows) {
    const others = Object.entries(flow).filter(
      ([key, value]) => value !== Object.entries(base).find(([k]) => k === key)?.[1],
    )
    expect(others.length, name).toBeLessThanOrEqual(name.endsWith(', no consumer') ? 2 : 1)
  }
})
