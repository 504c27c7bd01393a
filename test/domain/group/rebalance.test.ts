import { describe, expect, test } from 'vitest'
import { stateName } from '#domain/group/lifecycle'
import {
  accepted,
  closing,
  completing,
  expiring,
  founding,
  gathering,
  given,
  givenOf,
  id,
  joining,
  leaving,
  rejoining,
  rules,
  stable,
  startOfSession,
  types,
} from './scenario.ts'

const rest = (afterMs: number) => [{ type: 'start-join-timer', afterMs }]
const newcomer = (at: number) => joining('n', { requiresKnownMemberId: true, at })

describe('the first window of a group', () => {
  test('closes when nobody came for the initial delay', () => {
    const { events, effects, state } = accepted(gathering('a', 'b'), closing(3_000))
    expect(events).toEqual([{ type: 'generation-started', generation: 1, protocol: 'range', leader: 'a' }])
    expect(effects).toEqual([
      { type: 'stop-join-timer' },
      { type: 'answer-joins' },
      startOfSession('a'),
      startOfSession('b'),
      { type: 'start-sync-timer', generation: 1, members: ['a', 'b'], afterMs: 60_000 },
    ])
    expect(stateName(state)).toBe('completing')
  })

  test('stays open while members keep arriving', () => {
    const state = givenOf(gathering('a'), joining('b', { at: 2_000 }))
    const early = accepted(state, closing(3_000))
    expect(early.events).toEqual([])
    expect(early.effects).toEqual(rest(2_000))
    expect(types(accepted(state, closing(5_000)).events)).toEqual(['generation-started'])
  })

  test('but not beyond the rebalance timeout', () => {
    let state = gathering('a')
    for (let at = 2_000; at <= 58_000; at += 2_000) {
      expect(accepted(state, closing(at)).events).toEqual([])
      state = givenOf(state, joining(`m${at}`, { at }))
    }
    expect(accepted(state, closing(58_000)).effects).toEqual(rest(2_000))
    expect(types(accepted(state, closing(60_000)).events)).toEqual(['generation-started'])
  })

  test('is not held open by an id that was given out', () => {
    const state = givenOf(gathering('a'), newcomer(1))
    expect(types(accepted(state, closing(3_000)).events)).toEqual(['generation-started'])
  })

  test('is no longer than a rebalance timeout that is shorter than the delay', () => {
    const { effects, state } = accepted(given(founding), joining('a', { rebalanceTimeoutMs: 500 }))
    expect(effects).toContainEqual({ type: 'start-join-timer', afterMs: 500 })
    expect(types(accepted(state, closing(500)).events)).toEqual(['generation-started'])
  })

  test('closes at once where there is no delay', () => {
    const limits = { ...rules, initialRebalanceDelayMs: 0 }
    const { events, effects, reply } = accepted(given(founding), joining('a'), limits)
    expect(types(events)).toEqual(['rebalance-started', 'member-joined', 'generation-started'])
    expect(reply.type).toBe('parked')
    expect(types(effects)).toContain('answer-joins')
  })

  test('ends the group when its members leave meanwhile', () => {
    const { events, effects, state } = accepted(gathering('a'), leaving(5, 'a'))
    expect(types(events)).toEqual(['member-removed', 'group-emptied'])
    expect(types(effects)).toEqual(['stop-session', 'refuse-parked', 'stop-join-timer'])
    expect(state.context).toMatchObject({ generation: 1, emptySince: 5, leader: null, rebalance: null })
  })
})

describe('a later window', () => {
  const started = givenOf(stable('a', 'b'), joining('c', { at: 100_000 }))

  test('closes when the last has joined, and the leader goes on leading', () => {
    const { events, reply, effects } = accepted(
      givenOf(started, rejoining('b', { at: 100_001 })),
      rejoining('a', { at: 100_002 }),
    )
    expect(events).toMatchObject([
      { type: 'member-rejoined', memberId: 'a' },
      { type: 'generation-started', generation: 2, leader: 'a' },
    ])
    expect(reply).toEqual({ type: 'parked', as: 'join', memberId: 'a' })
    expect(effects.slice(0, 3)).toEqual([
      startOfSession('a'),
      { type: 'stop-join-timer' },
      { type: 'answer-joins' },
    ])
  })

  test('is held open by an id that was given out, until it is used', () => {
    const all = givenOf(started, newcomer(100_001), rejoining('a'), rejoining('b'))
    expect(stateName(all)).toBe('preparing')
    expect(types(accepted(all, rejoining('n', { at: 100_005 })).events)).toEqual([
      'member-joined',
      'generation-started',
    ])
  })

  test('or until its session ends, or it leaves', () => {
    const all = givenOf(started, newcomer(100_001), rejoining('a'), rejoining('b'))
    for (const end of [expiring('n', 110_001), leaving(110_001, 'n')]) {
      const { events, effects } = accepted(all, end)
      expect(types(events)).toEqual(['pending-member-dropped', 'generation-started'])
      expect(effects[0]).toEqual({ type: 'stop-session', memberId: 'n' })
    }
  })

  test('or until the deadline, and then the id may still be used', () => {
    const all = givenOf(started, newcomer(100_001), rejoining('a'), rejoining('b'))
    const { events, state } = accepted(all, closing(160_000))
    expect(types(events)).toEqual(['generation-started'])
    expect([...state.context.pending.keys()]).toEqual(['n'])
  })

  test('closes at its deadline without those who have not joined', () => {
    const { events, effects, state } = accepted(givenOf(started, rejoining('b')), closing(160_000))
    expect(events).toMatchObject([
      { type: 'member-removed', memberId: 'a', reason: 'not-rejoined' },
      { type: 'generation-started', generation: 2, leader: 'b' },
    ])
    expect(effects.slice(0, 2)).toEqual([
      { type: 'stop-session', memberId: 'a' },
      { type: 'refuse-parked', memberId: 'a', refusal: { kind: 'unknown-member' } },
    ])
    expect([...state.context.members.keys()]).toEqual(['b', 'c'])
  })

  test('does nothing before, but waits for the rest', () => {
    const { events, effects } = accepted(started, closing(159_000))
    expect(events).toEqual([])
    expect(effects).toEqual(rest(1_000))
  })

  test('is led by the first that joined when the leader has not', () => {
    const { state } = accepted(started, closing(160_000))
    expect(state.context.leader).toBe('c')
  })

  test('is as long as the longest timeout of a member, and shorter once that one is gone', () => {
    const slow = givenOf(stable('a', 'b'), joining('s', { rebalanceTimeoutMs: 90_000, at: 100_000 }))
    expect(accepted(slow, closing(160_000)).effects).toEqual(rest(30_000))
    expect(accepted(slow, leaving(110_000, 's')).effects.at(-1)).toEqual({
      type: 'start-join-timer',
      afterMs: 50_000,
    })
  })

  test('closes when those who have not joined leave', () => {
    const two = givenOf(started, rejoining('b'))
    expect(types(accepted(two, leaving(100_009, 'a')).events)).toEqual([
      'member-removed',
      'generation-started',
    ])
  })

  test('ends an empty group when nobody joined', () => {
    const nobody = givenOf(started, leaving(100_001, 'c'))
    const { events, state } = accepted(nobody, closing(160_000))
    expect(types(events)).toEqual(['member-removed', 'member-removed', 'group-emptied'])
    expect(state.context).toMatchObject({ generation: 2, emptySince: 160_000 })
  })

  test('never waits longer than the rebalance timeout, whatever the clock says', () => {
    const slow = givenOf(stable('a', 'b'), joining('s', { rebalanceTimeoutMs: 90_000, at: 100_000 }))
    expect(accepted(slow, leaving(10_000, 's')).effects.at(-1)).toEqual({
      type: 'start-join-timer',
      afterMs: 60_000,
    })
  })

  test('closes rather than to wait for a clock that has gone back', () => {
    expect(types(accepted(started, closing(99_999)).events)).toContain('generation-started')
  })
})

test('a window that is closed does not close again', () => {
  for (const state of [given(founding), completing('a'), stable('a')])
    expect(accepted(state, closing(999_999))).toMatchObject({ events: [], effects: [] })
})

test('who had joined has to join again when a rebalance starts anew', () => {
  const state = givenOf(completing('a', 'b'), joining('c'))
  expect(state.context.members.get(id('a'))?.isJoined).toBe(false)
})
