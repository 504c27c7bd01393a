import { expect, test } from 'vitest'
import { stateName } from '#domain/group/lifecycle'
import {
  accepted,
  completing,
  founding,
  gathering,
  given,
  givenOf,
  joining,
  leaving,
  refused,
  stable,
} from './scenario.ts'

const deletion = { type: 'delete-group' } as const
const newcomer = joining('n', { requiresKnownMemberId: true })

test('an empty group is deleted, with the ids that it gave out', () => {
  const { events, effects, state } = accepted(given(founding, newcomer), deletion)
  expect(events).toEqual([{ type: 'group-deleted' }])
  expect(effects).toEqual([{ type: 'stop-session', memberId: 'n' }])
  expect(stateName(state)).toBe('dead')
  expect(state.context.pending.size).toBe(0)
})

test('a group that was left is deleted', () => {
  expect(stateName(givenOf(stable('a'), leaving(9, 'a'), deletion))).toBe('dead')
})

test.each([
  ['gather', gathering('a')],
  ['wait for assignments', completing('a')],
  ['are at work', stable('a')],
])('not while members %s', (_, state) => {
  expect(refused(state, deletion).kind).toBe('non-empty-group')
})

test('nor twice', () => {
  expect(refused(given(founding, deletion), deletion).kind).toBe('group-dead')
})
