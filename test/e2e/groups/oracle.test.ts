import { describe, expect, test } from 'vitest'
import type { MemberEvent } from './events.ts'
import { commitsThatWentBack, countsOf, rebalancesOf, violationsOf } from './oracle.ts'

const assigned = (member: string, generation: number, owned: readonly number[]): MemberEvent => ({
  at: 0,
  member,
  type: 'assigned',
  generation,
  owned,
})
const record = (
  member: string,
  generation: number | null,
  partition: number,
  offset: number,
): MemberEvent => ({
  at: 0,
  member,
  type: 'record',
  generation,
  partition,
  offset,
  value: `${partition}/${offset}`,
})

describe('the oracle', () => {
  const quiet = [
    assigned('a', 1, [0, 1]),
    record('a', 1, 0, 0),
    record('a', 1, 1, 0),
    assigned('a', 2, [0]),
    assigned('b', 2, [1]),
    record('a', 2, 0, 1),
    record('b', 2, 1, 1),
  ]

  test('finds nothing where each partition has one owner in a generation', () => {
    expect(violationsOf(quiet)).toEqual([])
  })

  test('finds a partition that is assigned twice in one generation', () => {
    expect(violationsOf([...quiet, assigned('c', 2, [1])])).toEqual([
      'partition 1 in generation 2 has two owners: b and c',
    ])
  })

  test('finds a record that a second member processes in one generation', () => {
    expect(violationsOf([...quiet, record('a', 2, 1, 2)])).toEqual([
      'partition 1 in generation 2 has two owners: b and a',
      'a in generation 2 processed partition 1, which it did not own',
    ])
  })

  test('finds a record that comes a second time, or out of order', () => {
    expect(violationsOf([...quiet, record('b', 2, 1, 1)])).toEqual([
      'b, partition 1, generation 2: offset 1 after 1',
    ])
  })

  test('lets a member that begins again at its committed offset process again what was not committed', () => {
    const again: MemberEvent = { at: 0, member: 'b', type: 'rewound' }
    expect(violationsOf([...quiet, again, record('b', 2, 1, 1)])).toEqual([])
    expect(violationsOf([...quiet, assigned('b', 2, [1]), record('b', 2, 1, 1)])).toEqual([])
  })

  test('lets a later owner process again what was not committed', () => {
    expect(violationsOf([...quiet, assigned('b', 3, [0, 1]), record('b', 3, 0, 1)])).toEqual([])
  })

  test('finds commits that went back or are gone', () => {
    const before = new Map([
      [0, 5],
      [1, 7],
      [2, 1],
    ])
    const now = new Map([
      [0, 5],
      [1, 6],
    ])
    expect(commitsThatWentBack(before, now)).toEqual([
      'partition 1: committed 7, then 6',
      'partition 2: the committed offset 1 is gone',
    ])
  })

  test('counts what nobody processed and what was processed twice', () => {
    const events = [record('a', null, 0, 0), record('b', null, 0, 0)]
    expect(countsOf(events, new Set(['0/0', '0/1']))).toEqual({ missing: ['0/1'], repeated: ['0/0'] })
  })

  test('names who was given or lost partitions', () => {
    expect(rebalancesOf(quiet).length).toBe(3)
    expect(rebalancesOf([...quiet, { at: 0, member: 'b', type: 'revoked', owned: [] }]).at(-1)).toMatch(
      /b revoked$/,
    )
  })
})
