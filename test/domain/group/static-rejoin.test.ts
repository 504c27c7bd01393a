import { describe, expect, test } from 'vitest'
import { stateName } from '#domain/group/lifecycle'
import { heartbeat } from '#domain/group/standing'
import {
  accepted,
  bytes,
  claim,
  closing,
  founding,
  given,
  givenOf,
  id,
  instance,
  joining,
  range,
  refused,
  rejoining,
  shares,
  stableStatics,
  starting,
  startOfSession,
  sticky,
  syncing,
  types,
} from './scenario.ts'

// KIP-345; KIP-814 for the leader.

const fenced = { kind: 'fenced-instance' }
const fencing = { type: 'refuse-parked', memberId: 'b', refusal: fenced }

test('a static member that is new needs no id first', () => {
  const { reply, state } = accepted(given(founding), starting('i-a', 'a', { requiresKnownMemberId: true }))
  expect(reply).toEqual({ type: 'parked', as: 'join', memberId: 'a' })
  expect(state.context.statics).toEqual(new Map([['i-a', 'a']]))
})

describe('a static member that starts again in a stable group', () => {
  const group = stableStatics('a', 'b')
  const { events, effects, reply, state } = accepted(
    group,
    starting('i-b', 'b2', { clientHost: '/10.0.0.9' }),
  )

  test('takes its place without a rebalance, assignment included', () => {
    expect(types(events)).toEqual(['static-member-replaced'])
    expect(stateName(state)).toBe('stable')
    expect([...state.context.members.keys()]).toEqual(['a', 'b2'])
    expect(state.context.members.get(id('b2'))).toMatchObject({ id: 'b2', clientHost: '/10.0.0.9' })
    expect(accepted(state, syncing('b2', 1, { instanceId: instance('i-b') })).reply).toMatchObject({
      view: { assignment: 'of-b' },
    })
  })

  test('is told of the running generation', () => {
    expect(reply).toEqual({
      type: 'joined',
      view: {
        memberId: 'b2',
        generation: 1,
        protocolType: 'consumer',
        protocol: 'range',
        leader: 'a',
        skipAssignment: false,
        members: [],
      },
    })
  })

  test('fences what its old id still waits for or sends', () => {
    expect(effects).toEqual([fencing, { type: 'stop-session', memberId: 'b' }, startOfSession('b2')])
    expect(heartbeat(state, claim('b', 1, 'i-b'))).toMatchObject({ left: fenced })
    expect(refused(state, syncing('b', 1, { instanceId: instance('i-b') }))).toEqual(fenced)
    expect(refused(state, rejoining('b', { instanceId: instance('i-b') }))).toEqual(fenced)
    expect(refused(state, rejoining('b')).kind).toBe('unknown-member')
  })

  test('with another session has that from now on', () => {
    const longer = accepted(group, starting('i-b', 'b2', { sessionTimeoutMs: 20_000 }))
    expect(longer.effects).toContainEqual(startOfSession('b2', 20_000))
    expect(longer.state.context.members.get(id('b2'))?.sessionTimeoutMs).toBe(20_000)
  })
})

describe('a static leader that starts again in a stable group', () => {
  test('leads on, is told who is there, and not to assign (KIP-814)', () => {
    const { reply, state } = accepted(stableStatics('a', 'b'), starting('i-a', 'a2'))
    expect(reply).toMatchObject({ view: { memberId: 'a2', leader: 'a2', skipAssignment: true } })
    expect(reply.type === 'joined' && reply.view.members).toEqual([
      { memberId: 'a2', instanceId: 'i-a', metadata: range.metadata },
      { memberId: 'b', instanceId: 'i-b', metadata: range.metadata },
    ])
    expect(state.context.leader).toBe('a2')
  })

  test('is told that its old id leads, where it would not understand', () => {
    const { reply, state } = accepted(
      stableStatics('a', 'b'),
      starting('i-a', 'a2', { canSkipAssignment: false }),
    )
    expect(reply).toMatchObject({ view: { memberId: 'a2', leader: 'a', skipAssignment: false, members: [] } })
    expect(state.context.leader).toBe('a2')
  })
})

test('a static member whose protocols change which one is chosen makes all join again', () => {
  const both = { protocols: [range, sticky] }
  const group = given(
    founding,
    starting('i-a', 'a', both),
    starting('i-b', 'b', both),
    closing(3_000),
    syncing('a', 1, { instanceId: instance('i-a') }),
  )
  expect(group.context.protocol).toBe('range')
  const { events, effects, reply, state } = accepted(group, starting('i-b', 'b2', { protocols: [sticky] }))
  expect(types(events)).toEqual(['rebalance-started', 'static-member-replaced'])
  expect(effects).toContainEqual(fencing)
  expect(reply).toEqual({ type: 'parked', as: 'join', memberId: 'b2' })
  expect([...state.context.members.values()].map(({ isJoined }) => isJoined)).toEqual([false, true])
})

test('a static member that starts again with other metadata only does not', () => {
  const other = { protocols: [{ ...range, metadata: bytes('b3RoZXI=') }] }
  const { events, state } = accepted(stableStatics('a', 'b'), starting('i-b', 'b2', other))
  expect(types(events)).toEqual(['static-member-replaced'])
  expect(state.context.members.get(id('b2'))).toMatchObject(other)
})

test('a static member that starts again while assignments are awaited makes all join again but its old id, which is fenced', () => {
  const group = given(founding, starting('i-a', 'a'), starting('i-b', 'b'), closing(3_000))
  const { events, effects } = accepted(group, starting('i-b', 'b2'))
  expect(types(events)).toEqual(['rebalance-started', 'static-member-replaced'])
  expect(types(effects)).toEqual([
    'refuse-parked',
    'stop-session',
    'refuse-syncs',
    'stop-sync-timer',
    'start-session',
    'start-join-timer',
  ])
  expect(effects[0]).toEqual(fencing)
})

test('a static member that starts again while members join takes part, and fences the join of its old id', () => {
  const group = given(founding, starting('i-a', 'a'), starting('i-b', 'b'))
  const { events, effects, reply, state } = accepted(group, starting('i-b', 'b2'))
  expect(types(events)).toEqual(['static-member-replaced'])
  expect(effects).toEqual([fencing, { type: 'stop-session', memberId: 'b' }, startOfSession('b2')])
  expect(reply).toEqual({ type: 'parked', as: 'join', memberId: 'b2' })
  expect(givenOf(state, closing(3_000)).context.members.size).toBe(2)
})

test('a static member that starts again with a protocol that the others do not know is refused', () => {
  expect(refused(stableStatics('a', 'b'), starting('i-b', 'b2', { protocols: [sticky] })).kind).toBe(
    'inconsistent-group-protocol',
  )
})

test('a static member may be away for a rebalance, and keeps its place', () => {
  const group = givenOf(stableStatics('a', 'b'), joining('c', { at: 50_000 }))
  const waiting = givenOf(group, rejoining('a', { instanceId: instance('i-a'), at: 50_001 }))
  const { events, effects, state } = accepted(waiting, closing(110_000))
  expect(types(events)).toEqual(['generation-started'])
  expect([...state.context.members.keys()]).toEqual(['a', 'b', 'c'])
  // It was not told of the generation: its session goes on as it is, and no assignment is awaited from it.
  expect(effects).not.toContainEqual(startOfSession('b'))
  expect(effects).toContainEqual(expect.objectContaining({ type: 'start-sync-timer', members: ['a', 'c'] }))
  const shared = givenOf(state, syncing('a', 2, { instanceId: instance('i-a'), ...shares('a', 'b', 'c') }))
  expect(accepted(shared, starting('i-b', 'b2')).reply).toMatchObject({ view: { generation: 2 } })
})

test('when all static members are away, nobody is told anything until one is back or their sessions end', () => {
  const group = givenOf(stableStatics('a', 'b'), joining('c', { at: 50_000 }))
  const alone = givenOf(group, {
    type: 'leave',
    members: [{ memberId: id('c'), instanceId: null }],
    at: 50_001,
  })
  const postponed = accepted(alone, closing(110_000))
  expect(postponed.events).toEqual([])
  expect(postponed.effects).toEqual([{ type: 'start-join-timer', afterMs: 60_000 }])
  const back = givenOf(alone, rejoining('b', { instanceId: instance('i-b'), at: 110_001 }))
  expect(accepted(back, closing(170_000)).events).toMatchObject([{ type: 'generation-started', leader: 'b' }])
  const gone = givenOf(alone, { type: 'expire-session', memberId: id('a'), at: 110_001 })
  const last = accepted(gone, { type: 'expire-session', memberId: id('b'), at: 110_002 })
  expect(types(last.events)).toEqual(['member-removed', 'group-emptied'])
})

test('static members that ask for no rebalance time at all are not waited for in a busy loop', () => {
  const none = { rebalanceTimeoutMs: 0 }
  const lone = given(
    founding,
    starting('i-a', 'a', none),
    closing(0),
    syncing('a', 1, { instanceId: instance('i-a') }),
  )
  const away = givenOf(lone, {
    type: 'take-over',
    coordinator: { brokerId: 2, incarnation: 'x', history: 'y' },
    tailMayBeLost: true,
    at: 5,
  })
  expect(accepted(away, closing(5)).effects).toEqual([{ type: 'start-join-timer', afterMs: 6_000 }])
})
