import { describe, expect, test } from 'vitest'
import { readArguments } from '../../bench/arguments.ts'
import { rotated } from '../../bench/rounds.ts'

describe('the arguments of the benchmark', () => {
  test('without any, everything of Kedge is measured, in full', () => {
    expect(readArguments([])).toEqual({
      mode: 'full',
      peer: null,
      store: null,
      redraw: false,
      out: null,
      only: null,
    })
  })

  test('are what the issue names', () => {
    expect(readArguments(['--peer', 'kafka', '--store', 'redis', '--quick'])).toMatchObject({
      mode: 'quick',
      peer: 'kafka',
      store: 'redis',
    })
    expect(readArguments(['--redraw', '--smoke', '--out', 'x', '--only', 'lz4'])).toMatchObject({
      mode: 'smoke',
      redraw: true,
      out: 'x',
      only: 'lz4',
    })
  })

  test.each([
    [['--peer', 'redpanda'], '--peer: expected kafka, not redpanda'],
    [['--store', 'disk'], '--store: expected redis, embedded, memory, not disk'],
    [['--quick', '--smoke'], '--quick or --smoke, not both'],
    [['--fast'], "Unknown option '--fast'"],
    [['full'], "Unexpected argument 'full'"],
  ])('%j is refused: %s', (args, message) => {
    expect(() => readArguments(args)).toThrow(message)
  })
})

test('every round begins with another system, and has all of them', () => {
  const rounds = [0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join(''))
  expect(rounds).toEqual(['abc', 'bca', 'cab', 'abc'])
})
