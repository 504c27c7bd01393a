import { describe, expect, test } from 'vitest'
import type { GroupState } from '#domain/group/lifecycle'
import { expired, isAbandoned } from '#domain/offset-commits/expiry'
import { topicId } from '#domain/topic/types'
import {
  completing,
  founding,
  gathering,
  given,
  givenOf,
  joining,
  leaving,
  stable,
} from '../group/scenario.ts'

const [orders, bills] = [topicId('orders'), topicId('bills')]
const offset = (topic: typeof orders, committedAt: number) => ({
  at: { topicId: topic, partition: 3 },
  offset: 7,
  leaderEpoch: -1,
  metadata: '',
  committedAt,
})
const gone = (
  state: GroupState,
  now: number,
  offsets = [offset(orders, 1_000), offset(bills, 2_000)],
  subscribedTopics: ReadonlySet<typeof orders> | null = null,
) => expired(state, offsets, { now, retentionMs: 100, subscribedTopics }).map((at) => at.topicId)

describe('offsets of a group that was left', () => {
  const left = givenOf(stable('a'), leaving(50_000, 'a'))

  test('are kept for the retention since it was, however old they are', () => {
    expect(gone(left, 50_099)).toEqual([])
    expect(gone(left, 50_100)).toEqual([orders, bills])
  })
  test('and since they were committed, when an operator did so later', () => {
    expect(gone(left, 50_100, [offset(orders, 50_050), offset(bills, 0)])).toEqual([bills])
    expect(gone(left, 50_150, [offset(orders, 50_050)])).toEqual([orders])
  })
})

test('offsets without a group are kept for the retention since each was committed', () => {
  expect(gone(given(founding), 1_099)).toEqual([])
  expect(gone(given(founding), 1_100)).toEqual([orders])
})

describe('offsets of a stable group', () => {
  test('of topics that it stopped to read are kept for the retention since each was committed', () => {
    expect(gone(stable('a'), 1_099, undefined, new Set())).toEqual([])
    expect(gone(stable('a'), 1_100, undefined, new Set())).toEqual([orders])
    expect(gone(stable('a'), 9_000, undefined, new Set([orders]))).toEqual([bills])
  })
  test('are kept where nobody can tell what it reads', () => {
    expect(gone(stable('a'), 9_000, undefined, null)).toEqual([])
  })
  test('are kept when it is of another type, whose subscriptions mean nothing', () => {
    const { members, ...context } = stable('a').context
    const connect = { ...stable('a'), context: { ...context, members, protocolType: 'connect' } }
    expect(gone(connect as GroupState, 9_000, undefined, new Set())).toEqual([])
  })
})

test.each([
  ['gather', gathering('a')],
  ['wait for assignments', completing('a')],
  ['join again', givenOf(stable('a'), joining('b'))],
])('offsets are kept while members %s', (_, state) => {
  expect(gone(state, 999_000, undefined, new Set())).toEqual([])
})

describe('a group is abandoned', () => {
  test('when it is empty and has no offsets', () => {
    expect(isAbandoned(given(founding), 0)).toBe(true)
    expect(isAbandoned(givenOf(stable('a'), leaving(9, 'a')), 0)).toBe(true)
    expect(isAbandoned(given(founding), 1)).toBe(false)
  })
  test('not while somebody is there, or is expected', () => {
    expect(isAbandoned(stable('a'), 0)).toBe(false)
    expect(isAbandoned(gathering('a'), 0)).toBe(false)
    expect(isAbandoned(given(founding, joining('n', { requiresKnownMemberId: true })), 0)).toBe(false)
  })
  test('not a second time', () => {
    expect(isAbandoned(given(founding, { type: 'delete-group' }), 0)).toBe(false)
  })
})
