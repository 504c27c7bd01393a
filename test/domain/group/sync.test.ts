import { describe, expect, test } from 'vitest'
import { stateName } from '#domain/group/lifecycle'
import {
  accepted,
  completing,
  founding,
  gathering,
  given,
  givenOf,
  id,
  instance,
  joining,
  leaving,
  nth,
  refused,
  shares,
  stable,
  stableStatics,
  startOfSession,
  syncing,
} from './scenario.ts'

describe('while assignments are awaited', () => {
  test('a follower waits', () => {
    const { events, effects, reply } = accepted(completing('a', 'b'), syncing('b', 1))
    expect(events).toEqual([])
    expect(effects).toEqual([startOfSession('b')])
    expect(reply).toEqual({ type: 'parked', as: 'sync', memberId: 'b' })
  })

  test('what a follower brings counts for nothing', () => {
    expect(accepted(completing('a', 'b'), syncing('b', 1, shares('b'))).events).toEqual([])
  })

  test('the leader brings them, and everybody who waits gets theirs', () => {
    const { events, effects, reply, state } = accepted(
      completing('a', 'b'),
      syncing('a', 1, shares('a', 'b')),
    )
    expect(events).toEqual([
      {
        type: 'assignments-received',
        assignments: [
          ['a', 'of-a'],
          ['b', 'of-b'],
        ],
      },
    ])
    expect(effects).toEqual([startOfSession('a'), { type: 'answer-syncs' }])
    expect(reply).toEqual({
      type: 'synced',
      view: { protocolType: 'consumer', protocol: 'range', assignment: 'of-a' },
    })
    expect(stateName(state)).toBe('stable')
  })

  test('whom the leader forgot gets nothing, strangers get none, and the last word on one counts', () => {
    const { assignments } = shares('x', 'b')
    const [again] = shares('again').assignments
    const twice = [...assignments, [id('b'), again?.[1] ?? ''] as const]
    const { state } = accepted(completing('a', 'b'), syncing('a', 1, { assignments: twice as never }))
    expect([...state.context.assignments]).toEqual([
      ['a', ''],
      ['b', 'of-again'],
    ])
  })
})

describe('in a stable group', () => {
  test('a member gets what is assigned to it, also a second time', () => {
    const { events, effects, reply } = accepted(stable('a', 'b'), syncing('b', 1))
    expect(events).toEqual([])
    expect(effects).toEqual([startOfSession('b')])
    expect(reply).toMatchObject({ type: 'synced', view: { assignment: 'of-b' } })
  })

  test('a leader that syncs again changes nothing', () => {
    const { events, reply } = accepted(stable('a', 'b'), syncing('a', 1, shares('b')))
    expect(events).toEqual([])
    expect(reply).toMatchObject({ view: { assignment: 'of-a' } })
  })

  test('what the member believes to take part in may be said (v5)', () => {
    const said = { protocolType: 'consumer', protocol: 'range' }
    expect(accepted(stable('a'), syncing('a', 1, said)).reply.type).toBe('synced')
  })
})

test.each([
  ['unknown-member', 'a stranger', stable('a'), syncing('x', 1)],
  ['unknown-member', 'a stranger, whatever the generation', stable('a'), syncing('x', 9)],
  ['unknown-member', 'anybody of an empty group', given(founding), syncing('a', 0)],
  ['unknown-member', 'who has left', givenOf(stable('a', 'b'), leaving(9, 'b')), syncing('b', 1)],
  ['unknown-member', 'an instance nobody knows', stable('a'), syncing('a', 1, { instanceId: instance('i') })],
  [
    'fenced-instance',
    'another id of a static member',
    stableStatics('a'),
    syncing('x', 1, { instanceId: instance('i-a') }),
  ],
  ['illegal-generation', 'an older generation', stable('a'), syncing('a', 0)],
  ['illegal-generation', 'a generation to come', completing('a'), syncing('a', 2)],
  [
    'illegal-generation',
    'an older one while members join',
    givenOf(stable('a'), joining('b')),
    syncing('a', 0),
  ],
  [
    'rebalance-in-progress',
    'the running one while members join',
    givenOf(stable('a'), joining('b')),
    syncing('a', 1),
  ],
  ['rebalance-in-progress', 'a first one while members join', gathering('a'), syncing('a', 0)],
  ['inconsistent-group-protocol', 'another type', stable('a'), syncing('a', 1, { protocolType: 'connect' })],
  ['inconsistent-group-protocol', 'another protocol', stable('a'), syncing('a', 1, { protocol: 'sticky' })],
  [
    'group-dead',
    'a group that is deleted',
    givenOf(given(founding), { type: 'delete-group' }),
    syncing('a', 1),
  ],
] as const)('is refused with %s: %s', (kind, _, state, command) => {
  expect(refused(state, command).kind).toBe(kind)
})

test('a refusal says which generation there is', () => {
  expect(refused(stable('a'), syncing('a', 7))).toEqual({
    kind: 'illegal-generation',
    expected: nth(1),
    actual: nth(7),
  })
})
