import { describe, expect, test } from 'vitest'
import type { GroupCommand } from '#domain/group/commands'
import {
  accepted,
  completing,
  expiring,
  founding,
  gathering,
  given,
  givenOf,
  id,
  joining,
  nth,
  SESSION,
  stable,
  startOfSession,
  types,
} from './scenario.ts'

describe('a session ends', () => {
  test('of a member: it is removed, and the others join again', () => {
    const { events } = accepted(stable('a', 'b'), expiring('b', 50_000))
    expect(events).toMatchObject([
      { type: 'member-removed', memberId: 'b', reason: 'session-expired' },
      { type: 'rebalance-started', first: false },
    ])
  })

  test('of the last member: the group is empty', () => {
    expect(types(accepted(stable('a'), expiring('a', 50_000)).events)).toEqual([
      'member-removed',
      'group-emptied',
    ])
  })

  test('of a member that waits for the others to join: it is alive', () => {
    const { events, effects } = accepted(gathering('a', 'b'), expiring('b', 1))
    expect(events).toEqual([])
    expect(effects).toEqual([startOfSession('b')])
  })

  test('of a member that the others wait for: they wait no longer', () => {
    const state = givenOf(stable('a'), joining('b', { at: 50_000 }))
    const { events } = accepted(state, expiring('a', 50_500))
    expect(types(events)).toEqual(['member-removed', 'generation-started'])
  })

  test('of an id that was given out: it is forgotten, and nobody is disturbed', () => {
    const state = givenOf(stable('a'), joining('n', { requiresKnownMemberId: true }))
    const { events, effects } = accepted(state, expiring('n', SESSION))
    expect(events).toEqual([{ type: 'pending-member-dropped', memberId: 'n' }])
    expect(effects).toEqual([{ type: 'stop-session', memberId: 'n' }])
  })

  test('of somebody who is gone: nothing', () => {
    for (const state of [stable('a'), given(founding), given(founding, { type: 'delete-group' })])
      expect(accepted(state, expiring('x', 50_000))).toMatchObject({ events: [], effects: [] })
  })
})

describe('members that were told of a generation never sync', () => {
  const silent = (generation: number, ...members: readonly string[]): GroupCommand => ({
    type: 'expire-syncs',
    generation: nth(generation),
    members: members.map(id),
    at: 63_000,
  })

  test.each([
    ['the leader, so that all wait', completing('a', 'b'), 'a'],
    ['a follower', stable('a', 'b'), 'b'],
  ])('%s: it is removed, and the others join again', (_, state, member) => {
    const { events } = accepted(state, silent(1, member))
    expect(events).toMatchObject([
      { type: 'member-removed', memberId: member, reason: 'not-synced' },
      { type: 'rebalance-started' },
    ])
  })

  test('all of them: the group is empty', () => {
    expect(types(accepted(completing('a', 'b'), silent(1, 'a', 'b')).events)).toEqual([
      'member-removed',
      'member-removed',
      'group-emptied',
    ])
  })

  test.each([
    ['in a generation that is over', stable('a'), silent(0, 'a')],
    ['while members join anyway', givenOf(stable('a'), joining('b')), silent(1, 'a')],
    ['but have left', stable('a'), silent(1, 'x')],
    ['but all have', stable('a'), silent(1)],
  ])('%s: nothing', (_, state, command) => {
    expect(accepted(state, command)).toMatchObject({ events: [], effects: [] })
  })
})
