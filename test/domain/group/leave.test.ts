import { expect, test } from 'vitest'
import { stateName } from '#domain/group/lifecycle'
import {
  accepted,
  completing,
  founding,
  given,
  givenOf,
  id,
  instance,
  joining,
  leaving,
  refused,
  stable,
  stableStatics,
  types,
} from './scenario.ts'

const left = (memberId: string, refusal: string | null, instanceId: string | null = null) => ({
  memberId,
  instanceId,
  refusal: refusal === null ? null : { kind: refusal },
})
const gone = (member: string) => [
  { type: 'stop-session', memberId: member },
  { type: 'refuse-parked', memberId: member, refusal: { kind: 'unknown-member' } },
]

test('a member leaves, and the others join again', () => {
  const { events, effects, reply } = accepted(stable('a', 'b'), leaving(50_000, 'a'))
  expect(events).toMatchObject([
    { type: 'member-removed', memberId: 'a', reason: 'left' },
    { type: 'rebalance-started', first: false, at: 50_000 },
  ])
  expect(effects).toEqual([
    ...gone('a'),
    { type: 'stop-sync-timer' },
    { type: 'start-join-timer', afterMs: 60_000 },
  ])
  expect(reply).toEqual({ type: 'left', outcomes: [left('a', null)] })
})

test('several leave at once, and cost the others one rebalance', () => {
  const { events } = accepted(stable('a', 'b', 'c'), leaving(50_000, 'a', 'b'))
  expect(types(events)).toEqual(['member-removed', 'member-removed', 'rebalance-started'])
})

test('one leaves while assignments are awaited: who waits for them has to join again', () => {
  const { effects } = accepted(completing('a', 'b'), leaving(5_000, 'a'))
  expect(effects).toContainEqual({ type: 'refuse-syncs', refusal: { kind: 'rebalance-in-progress' } })
})

test('the last leaves, and the group is empty, one generation on', () => {
  const { events, effects, state } = accepted(stable('a', 'b'), leaving(50_000, 'a', 'b'))
  expect(events.slice(2)).toEqual([{ type: 'group-emptied', generation: 2, at: 50_000 }])
  expect(effects).toEqual([...gone('a'), ...gone('b'), { type: 'stop-sync-timer' }])
  expect(stateName(state)).toBe('empty')
  expect(state.context).toMatchObject({ emptySince: 50_000, protocol: null, leader: null })
})

test('each is judged by itself', () => {
  const { reply, state } = accepted(stable('a', 'b'), leaving(9, 'x', 'b', 'b', ''))
  expect(reply).toEqual({
    type: 'left',
    outcomes: [
      left('x', 'unknown-member'),
      left('b', null),
      left('b', 'unknown-member'),
      left('', 'unknown-member'),
    ],
  })
  expect([...state.context.members.keys()]).toEqual(['a'])
})

test('who is no member leaves nothing behind', () => {
  expect(accepted(stable('a'), leaving(9, 'x'))).toMatchObject({ events: [], effects: [] })
  expect(accepted(given(founding), leaving(9, 'x'))).toMatchObject({ events: [], effects: [] })
})

test('an id that was given out is dropped', () => {
  const state = givenOf(stable('a'), joining('n', { requiresKnownMemberId: true }))
  const { events, effects, reply } = accepted(state, leaving(9, 'n'))
  expect(types(events)).toEqual(['pending-member-dropped'])
  expect(effects).toEqual([{ type: 'stop-session', memberId: 'n' }])
  expect(reply).toMatchObject({ outcomes: [left('n', null)] })
})

const named = (memberId: string, instanceId: string) => ({
  memberId: id(memberId),
  instanceId: instance(instanceId),
})

test.each([
  ['by its instance alone', named('', 'i-b'), null],
  ['by both names', named('b', 'i-b'), null],
  ['by its id', { memberId: id('b'), instanceId: null }, null],
  ['not by a name that is another’s', named('b', 'i-a'), 'fenced-instance'],
  ['not by an instance nobody knows', named('', 'i-x'), 'unknown-member'],
  ['not by an instance nobody knows and its id', named('b', 'i-x'), 'unknown-member'],
])('a static member is removed %s', (_, leaver, refusal) => {
  const { reply, state } = accepted(stableStatics('a', 'b'), leaving(9, leaver))
  expect(reply).toEqual({
    type: 'left',
    outcomes: [left(leaver.memberId, refusal, leaver.instanceId)],
  })
  expect(state.context.members.has(id('b'))).toBe(refusal !== null)
  expect(state.context.statics.has(instance('i-b'))).toBe(refusal !== null)
})

test('of a deleted group nobody leaves', () => {
  expect(refused(given(founding, { type: 'delete-group' }), leaving(9, 'a')).kind).toBe('group-dead')
})
