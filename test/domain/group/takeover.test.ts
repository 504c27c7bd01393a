import { describe, expect, test } from 'vitest'
import type { GroupCommand } from '#domain/group/commands'
import { type GroupState, noGroup, stateName } from '#domain/group/lifecycle'
import {
  accepted,
  closing,
  completing,
  coordinator,
  founding,
  gathering,
  given,
  givenOf,
  joining,
  refused,
  rejoining,
  SESSION,
  shares,
  stable,
  stableStatics,
  startOfSession,
  syncing,
  types,
} from './scenario.ts'

const successor = { brokerId: 2, incarnation: 'i-2', history: 'h-1' }
const taking = (at: number, tailMayBeLost: boolean = false): GroupCommand => ({
  type: 'take-over',
  coordinator: successor,
  tailMayBeLost,
  at,
})
const newcomer = joining('n', { requiresKnownMemberId: true, sessionTimeoutMs: 7_000 })
const shared = ({ context }: GroupState) => ({
  generation: context.generation,
  leader: context.leader,
  ids: [...context.members.keys()],
  assignments: context.assignments,
  statics: context.statics,
})

test('a group is founded by its first coordinator', () => {
  const { events, effects, reply, state } = accepted(noGroup, { ...founding, at: 42 } as GroupCommand)
  expect(events).toEqual([{ type: 'coordinator-changed', coordinator, generationFloor: 0, at: 42 }])
  expect(effects).toEqual([])
  expect(reply).toEqual({ type: 'done' })
  expect(state.context).toMatchObject({ coordinator, generation: 0, emptySince: 42 })
})

test('an empty group that moves has been empty for as long as before', () => {
  expect(givenOf(given(founding), taking(9_000)).context.emptySince).toBe(0)
})

test.each([
  ['empty', givenOf(given(founding), newcomer)],
  ['preparing', givenOf(stable('a', 'b'), joining('c'), newcomer)],
  ['completing', givenOf(completing('a', 'b'), newcomer)],
  ['stable', stableStatics('a', 'b')],
])('members of a group in %s keep what they have, and get a full session', (name, before) => {
  const { events, effects, state } = accepted(before, taking(9_000))
  expect(types(events)).toEqual(['coordinator-changed'])
  expect(shared(state)).toEqual(shared(before))
  expect(stateName(state)).toBe(name)
  expect(state.context.coordinator).toEqual(successor)
  expect(effects.filter(({ type }) => type === 'start-session')).toEqual(
    [...before.context.members.keys()].map((member) => startOfSession(member)),
  )
})

test('ids that were given out and not used are forgotten, so that no rebalance waits for a client that is gone', () => {
  const before = givenOf(stable('a'), rejoining('a'), newcomer, joining('b'))
  const after = givenOf(before, taking(9_000))
  expect([before, after].map(({ context }) => context.pending.size)).toEqual([1, 0])
  expect(refused(after, rejoining('n')).kind).toBe('unknown-member')
  const all = [rejoining('a', { at: 9_000 }), rejoining('b', { at: 9_000 })]
  expect(stateName(givenOf(after, ...all))).toBe('completing')
})

describe('while members join', () => {
  const before = givenOf(stable('a', 'b'), joining('c', { at: 100_000 }), rejoining('a', { at: 100_000 }))

  test('nobody has, in the eyes of the successor, and the deadline stays', () => {
    const { effects, state } = accepted(before, taking(130_000))
    expect([...state.context.members.values()].some(({ isJoined }) => isJoined)).toBe(false)
    expect(effects.at(-1)).toEqual({ type: 'start-join-timer', afterMs: 30_000 })
    expect(types(accepted(state, closing(160_000)).events).at(-1)).toBe('group-emptied')
  })

  test.each([
    ['the leader', ['a', 'b', 'c'], 'a'],
    ['a follower', ['b', 'c', 'a'], 'a'],
  ])('%s joins again first, then the others: the next generation begins', (_, order, leader) => {
    const { state } = accepted(before, taking(130_000))
    const after = givenOf(state, ...order.map((member) => rejoining(member, { at: 130_001 })))
    expect(stateName(after)).toBe('completing')
    expect(after.context).toMatchObject({ generation: 2, leader })
  })

  test('a deadline that passed meanwhile is due at once', () => {
    expect(accepted(before, taking(999_000)).effects.at(-1)).toEqual({ type: 'start-join-timer', afterMs: 0 })
  })

  test('a successor whose clock is behind waits no longer than the rebalance timeout', () => {
    const { effects, state } = accepted(before, taking(5_000))
    expect(effects.at(-1)).toEqual({ type: 'start-join-timer', afterMs: 60_000 })
    expect(types(accepted(state, closing(65_000)).events)).toContain('group-emptied')
  })

  test('a first window stays open until its deadline, or until all have joined again', () => {
    const { effects, state } = accepted(gathering('a', 'b'), taking(10_000))
    expect(effects.at(-1)).toEqual({ type: 'start-join-timer', afterMs: 50_000 })
    expect(accepted(state, closing(10_500)).events).toEqual([])
    const one = givenOf(state, rejoining('a', { at: 11_000 }))
    expect(types(accepted(one, rejoining('b', { at: 11_001 })).events)).toEqual([
      'member-rejoined',
      'generation-started',
    ])
  })

  test('a first window that was just opened is debounced by the successor too', () => {
    const { state } = accepted(gathering('a'), taking(1_000))
    const { effects } = accepted(state, rejoining('a', { at: 1_500 }))
    expect(effects.at(-1)).toEqual({ type: 'start-join-timer', afterMs: 1_500 })
  })

  test('a ghost, whose join was answered to nobody, holds it up until the deadline only', () => {
    const ghost = givenOf(before, taking(130_000), rejoining('a'), rejoining('b'))
    expect(stateName(ghost)).toBe('preparing')
    const { state } = accepted(ghost, closing(160_000))
    expect([...state.context.members.keys()]).toEqual(['a', 'b'])
    expect(stateName(state)).toBe('completing')
  })
})

describe('while assignments are awaited', () => {
  const { effects, state } = accepted(completing('a', 'b'), taking(10_000))

  test('those who were told of the generation are waited for anew', () => {
    expect(effects.at(-1)).toEqual({
      type: 'start-sync-timer',
      generation: 1,
      members: ['a', 'b'],
      afterMs: 60_000,
    })
  })

  test('a follower that joins again is told of the generation, and the leader assigns it', () => {
    expect(accepted(state, rejoining('b')).reply).toMatchObject({ type: 'joined', view: { generation: 1 } })
    expect(stateName(givenOf(state, syncing('a', 1, shares('a', 'b'))))).toBe('stable')
  })

  test('a leader that joins again is told of the generation too, with its members', () => {
    const { reply } = accepted(state, rejoining('a'))
    expect(reply.type === 'joined' && reply.view.members.length).toBe(2)
  })
})

describe('when the end of the journal may be lost', () => {
  test('generations go on far above any that can have been told of, and members join again', () => {
    const { events, effects, state } = accepted(stable('a', 'b'), taking(50_000, true))
    expect(events).toMatchObject([
      { type: 'coordinator-changed', generationFloor: 1 + 2 ** 20 },
      { type: 'rebalance-started', first: false },
    ])
    expect(effects).toEqual([
      { type: 'stop-sync-timer' },
      startOfSession('a', SESSION),
      startOfSession('b', SESSION),
      { type: 'start-join-timer', afterMs: 60_000 },
    ])
    expect([...state.context.members.keys()]).toEqual(['a', 'b'])
    const after = givenOf(state, rejoining('a', { at: 50_000 }), rejoining('b', { at: 50_000 }))
    expect(after.context.generation).toBe(2 + 2 ** 20)
  })

  test('a rebalance goes on as it is', () => {
    expect(types(accepted(gathering('a'), taking(1, true)).events)).toEqual(['coordinator-changed'])
  })

  test('an empty group stays empty', () => {
    expect(types(accepted(given(founding), taking(1, true)).events)).toEqual(['coordinator-changed'])
    expect(givenOf(noGroup, taking(1, true)).context.generation).toBe(2 ** 20)
  })

  test('a generation stays an int32', () => {
    let state = given(founding)
    for (let i = 0; i < 2_100; i++) state = givenOf(state, taking(i, true))
    const after = givenOf(state, joining('a'), closing(90_000))
    expect(after.context.generation).toBeLessThanOrEqual(2 ** 31 - 1)
    expect(after.context.generation).toBeGreaterThan(2 ** 31 - 2 ** 21)
  })
})

test('a deleted group is taken over by nobody', () => {
  expect(refused(given(founding, { type: 'delete-group' }), taking(9)).kind).toBe('group-dead')
})
