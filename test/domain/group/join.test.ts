import { describe, expect, test } from 'vitest'
import { stateName } from '#domain/group/lifecycle'
import {
  accepted,
  bytes,
  closing,
  completing,
  founding,
  gathering,
  given,
  givenOf,
  id,
  instance,
  joining,
  leaving,
  range,
  refused,
  rejoining,
  rules,
  SESSION,
  stable,
  stableStatics,
  starting,
  startOfSession,
  sticky,
  syncing,
  types,
} from './scenario.ts'

const empty = given(founding)
const newcomer = joining('n', { requiresKnownMemberId: true })

describe('a newcomer that must know its id (KIP-394)', () => {
  test('is given one, and is no member yet', () => {
    const { events, effects, reply, state } = accepted(empty, newcomer)
    expect(events).toEqual([{ type: 'member-id-issued', memberId: 'n', sessionTimeoutMs: SESSION }])
    expect(effects).toEqual([startOfSession('n')])
    expect(reply).toEqual({ type: 'member-id-required', memberId: 'n' })
    expect(stateName(state)).toBe('empty')
    expect(state.context.pending).toEqual(new Map([['n', SESSION]]))
  })

  test('is a member when it comes back with it', () => {
    const { state, reply } = accepted(givenOf(empty, newcomer), rejoining('n'))
    expect(reply).toEqual({ type: 'parked', as: 'join', memberId: 'n' })
    expect([...state.context.members.keys()]).toEqual(['n'])
    expect(state.context.pending.size).toBe(0)
  })

  test('disturbs nobody until then', () => {
    const { state, events } = accepted(stable('a'), newcomer)
    expect(types(events)).toEqual(['member-id-issued'])
    expect(stateName(state)).toBe('stable')
  })

  test('cannot claim an instance with an id that was given without one', () => {
    const state = givenOf(stableStatics('a'), newcomer)
    expect(refused(state, rejoining('n', { instanceId: instance('i-n') })).kind).toBe('unknown-member')
    expect(refused(state, rejoining('n', { instanceId: instance('i-a') })).kind).toBe('fenced-instance')
  })
})

describe('a newcomer below v4', () => {
  test('is a member at once, and starts the first rebalance of an empty group', () => {
    const { events, effects, reply, state } = accepted(empty, joining('a', { at: 7 }))
    expect(types(events)).toEqual(['rebalance-started', 'member-joined'])
    expect(events[0]).toMatchObject({ first: true, at: 7 })
    expect(effects).toEqual([startOfSession('a'), { type: 'start-join-timer', afterMs: 3_000 }])
    expect(reply).toEqual({ type: 'parked', as: 'join', memberId: 'a' })
    expect(stateName(state)).toBe('preparing')
    expect(state.context).toMatchObject({ leader: 'a', protocolType: 'consumer', emptySince: null })
  })

  test('makes the members of a stable group join again', () => {
    const { events, effects, state } = accepted(stable('a', 'b'), joining('c', { at: 50_000 }))
    expect(types(events)).toEqual(['rebalance-started', 'member-joined'])
    expect(events[0]).toMatchObject({ first: false })
    expect(effects).toEqual([
      { type: 'stop-sync-timer' },
      startOfSession('c'),
      { type: 'start-join-timer', afterMs: 60_000 },
    ])
    expect([...state.context.members.values()].map(({ isJoined }) => isJoined)).toEqual([false, false, true])
  })

  test('interrupts a generation that is being assigned: who waits for it has to join again', () => {
    const { effects } = accepted(completing('a', 'b'), joining('c'))
    expect(effects[0]).toEqual({ type: 'refuse-syncs', refusal: { kind: 'rebalance-in-progress' } })
  })

  test('brings a longer reason than is kept', () => {
    const { events } = accepted(empty, joining('a', { reason: 'x'.repeat(9_000) }))
    expect(JSON.stringify(events[0]).length).toBeLessThan(500)
  })
})

describe('is refused', () => {
  test.each([
    ['invalid-session-timeout', { sessionTimeoutMs: rules.minSessionTimeoutMs - 1 }],
    ['invalid-session-timeout', { sessionTimeoutMs: rules.maxSessionTimeoutMs + 1 }],
    ['inconsistent-group-protocol', { protocols: [] }],
    ['inconsistent-group-protocol', { protocolType: '' }],
    ['unknown-member', { memberId: id('x') }],
    ['unknown-member', { memberId: id('x'), instanceId: instance('i-x') }],
  ])('by an empty group with %s: %o', (kind, over) => {
    expect(refused(empty, joining('n', over)).kind).toBe(kind)
  })

  test.each([
    ['inconsistent-group-protocol', { protocolType: 'connect' }],
    ['inconsistent-group-protocol', { protocols: [sticky] }],
    ['inconsistent-group-protocol', { protocols: [] }],
    ['unknown-member', { memberId: id('x') }],
    ['unknown-member', { memberId: id('a'), instanceId: instance('i-x') }],
    ['fenced-instance', { memberId: id('x'), instanceId: instance('i-a') }],
  ])('by a group with a member, with %s: %o', (kind, over) => {
    expect(refused(stableStatics('a'), joining('n', over)).kind).toBe(kind)
  })

  test('when it shares a protocol with some members but not with all', () => {
    const state = given(
      founding,
      joining('a', { protocols: [range, sticky] }),
      joining('b', { protocols: [range] }),
    )
    expect(refused(state, joining('c', { protocols: [sticky] })).kind).toBe('inconsistent-group-protocol')
  })

  test('by a group that is deleted', () => {
    expect(refused(givenOf(empty, { type: 'delete-group' }), joining('a')).kind).toBe('group-dead')
  })

  test('at the bounds of session timeouts it is not', () => {
    for (const sessionTimeoutMs of [rules.minSessionTimeoutMs, rules.maxSessionTimeoutMs])
      expect(accepted(empty, joining('a', { sessionTimeoutMs })).state.context.members.size).toBe(1)
  })
})

describe('metadata', () => {
  // 4 characters of base64 are 3 bytes.
  const protocols = (a: string, b: string) => [
    { name: 'a', metadata: bytes(a) },
    { name: 'b', metadata: bytes(b) },
  ]
  const limits = { ...rules, maxMetadataBytes: 7 }

  test.each([
    ['AAAAAAAA', 'AA=='],
    ['AAAAAA==', 'AAAA'],
    ['AAAAAAA=', 'AA=='],
  ])('of all protocols together may be as large as the limit: %s %s', (a, b) => {
    expect(accepted(empty, joining('n', { protocols: protocols(a, b) }), limits).events).not.toEqual([])
  })
  test.each([
    ['AAAAAAAA', 'AAA='],
    ['AAAAAAAA', 'AAAA'],
  ])('and not larger: %s %s', (a, b) => {
    expect(refused(empty, joining('n', { protocols: protocols(a, b) }), limits).kind).toBe(
      'member-metadata-too-large',
    )
  })

  test('has at most 50 protocols, and names of 8,192 characters altogether', () => {
    const named = (count: number, length: number) =>
      joining('n', {
        protocolType: 'x',
        protocols: Array.from({ length: count }, (_, i) => ({
          name: `${i}`.padEnd(length, '.'),
          metadata: bytes(''),
        })),
      })
    expect(accepted(empty, named(50, 2)).events).not.toEqual([])
    expect(refused(empty, named(51, 2)).kind).toBe('member-metadata-too-large')
    expect(accepted(empty, named(1, 8_191)).events).not.toEqual([])
    expect(refused(empty, named(1, 8_192)).kind).toBe('member-metadata-too-large')
    expect(refused(empty, { ...named(1, 8_191), instanceId: instance('i') }).kind).toBe(
      'member-metadata-too-large',
    )
  })
})

describe('a group of at most two', () => {
  const limits = { ...rules, maxSize: 2 }
  const two = stable('a', 'b')

  test('takes no third, and gives out no id for it', () => {
    expect(refused(two, joining('c'), limits).kind).toBe('group-full')
    expect(refused(two, newcomer, limits).kind).toBe('group-full')
  })

  test('keeps no more than two ids that it gave out while it is empty: the oldest gives way', () => {
    const ids = [1, 2, 3].map((n) => ({ ...newcomer, newMemberId: id(`p-${n}`) }))
    const issued = givenOf(empty, ...ids.slice(0, 2))
    const third = ids[2]
    if (third === undefined) throw new Error('there are three')
    const { state, effects } = accepted(issued, third, limits)
    expect([...state.context.pending.keys()]).toEqual(['p-2', 'p-3'])
    expect(effects).toContainEqual({ type: 'stop-session', memberId: 'p-1' })
  })

  test('keeps no place for an id that it gave out: who is first is in', () => {
    const issued = givenOf(stable('a'), newcomer)
    const { state } = accepted(issued, joining('c'), limits)
    expect([...state.context.members.keys()]).toEqual(['a', 'c'])
    expect(refused(state, rejoining('n'), limits).kind).toBe('group-full')
  })

  test('holds no more than two, however many ids are out', () => {
    const ids = ['x', 'y', 'z'].map((n) => joining(n, { requiresKnownMemberId: true }))
    const full = givenOf(empty, ...ids, rejoining('x'), rejoining('y'))
    expect(refused(full, rejoining('z'), limits).kind).toBe('group-full')
    expect(refused(full, newcomer, limits).kind).toBe('group-full')
  })

  test('lets its members join again, and a static one take its own place', () => {
    expect(accepted(two, rejoining('a'), limits).reply.type).toBe('parked')
    expect(accepted(stableStatics('a', 'b'), starting('i-b', 'b2'), limits).reply.type).toBe('joined')
  })
})

describe('a member joins again', () => {
  const other = { protocols: [{ ...range, metadata: bytes('b3RoZXI=') }] }

  test('while members gather: it waits with the others', () => {
    const state = givenOf(stable('a', 'b'), joining('c'))
    const { events, effects, reply } = accepted(state, rejoining('b', other))
    expect(events).toMatchObject([{ type: 'member-rejoined', memberId: 'b', renewal: other }])
    expect(effects).toEqual([startOfSession('b')])
    expect(reply).toEqual({ type: 'parked', as: 'join', memberId: 'b' })
  })

  test('while it waits with the others, unchanged: it waits on, and nothing happened', () => {
    const { events, effects, reply } = accepted(gathering('a', 'b'), rejoining('b', { at: 1 }))
    expect(events).toEqual([])
    expect(effects).toEqual([startOfSession('b')])
    expect(reply).toEqual({ type: 'parked', as: 'join', memberId: 'b' })
  })

  test.each([
    ['its metadata', other],
    ['its session', { sessionTimeoutMs: 20_000 }],
    ['its rebalance timeout', { rebalanceTimeoutMs: 90_000 }],
    ['its client', { clientId: 'other' }],
    ['its host', { clientHost: '/10.0.0.9' }],
  ])('while it waits with the others, with %s changed: that counts', (_, over) => {
    const { events, state } = accepted(gathering('a', 'b'), rejoining('b', over))
    expect(types(events)).toEqual(['member-rejoined'])
    expect(state.context.members.get(id('b'))).toMatchObject(over)
  })

  test.each([
    ['the leader', 'a', ['a', 'b']],
    ['a follower', 'b', []],
  ])('while assignments are awaited, unchanged: %s is told of the same generation', (_, member, told) => {
    const { events, effects, reply } = accepted(completing('a', 'b'), rejoining(member))
    expect(events).toEqual([])
    expect(effects).toEqual([startOfSession(member)])
    expect(reply).toMatchObject({
      type: 'joined',
      view: { memberId: member, generation: 1, leader: 'a', skipAssignment: false, protocol: 'range' },
    })
    expect(reply.type === 'joined' && reply.view.members.map(({ memberId }) => memberId)).toEqual(told)
  })

  test('while assignments are awaited, changed: all join again, and it has', () => {
    const { events, effects, state } = accepted(completing('a', 'b'), rejoining('b', other))
    expect(types(events)).toEqual(['rebalance-started', 'member-rejoined'])
    expect(types(effects)).toEqual(['refuse-syncs', 'stop-sync-timer', 'start-session', 'start-join-timer'])
    expect(state.context.members.get(id('b'))).toMatchObject({ ...other, isJoined: true })
    expect(state.context.members.get(id('a'))?.isJoined).toBe(false)
  })

  test('in a stable group, an unchanged follower: it is told of the running generation', () => {
    const { events, reply } = accepted(stable('a', 'b'), rejoining('b'))
    expect(events).toEqual([])
    expect(reply).toMatchObject({ type: 'joined', view: { generation: 1, leader: 'a', members: [] } })
  })

  test('in a stable group, the leader: it wants all assigned anew', () => {
    expect(types(accepted(stable('a', 'b'), rejoining('a')).events)).toEqual([
      'rebalance-started',
      'member-rejoined',
    ])
  })

  test.each([
    ['metadata', [{ ...range, metadata: bytes('b3RoZXI=') }]],
    ['one protocol more', [range, sticky]],
    ['another order', [sticky, range]],
  ])('in a stable group, a follower with %s: all join again', (what, protocols) => {
    const before = what === 'another order' ? [range, sticky] : [range]
    const state = given(
      founding,
      joining('a', { protocols: [range, sticky] }),
      joining('b', { protocols: before }),
      closing(3_000),
      syncing('a', 1),
    )
    expect(types(accepted(state, rejoining('b', { protocols })).events)).toEqual([
      'rebalance-started',
      'member-rejoined',
    ])
  })

  test('in a group that it has left: it is unknown', () => {
    expect(refused(givenOf(stable('a'), leaving(9_000, 'a')), rejoining('a')).kind).toBe('unknown-member')
    expect(refused(givenOf(gathering('a', 'b'), leaving(9, 'a')), rejoining('a')).kind).toBe('unknown-member')
  })
})

test('any protocol type makes a group, and another one when it was empty again', () => {
  const connect = { protocolType: 'connect', protocols: [{ name: 'sessioned', metadata: bytes('') }] }
  const emptied = givenOf(stable('a'), leaving(9_000, 'a'))
  expect(emptied.context.protocolType).toBe('consumer')
  const state = givenOf(emptied, joining('w', connect), closing(99_000))
  expect(state.context).toMatchObject({ protocolType: 'connect', protocol: 'sessioned', generation: 3 })
})
