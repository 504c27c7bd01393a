import { expect, test } from 'vitest'
import { noGroup } from '#domain/group/lifecycle'
import { heartbeat } from '#domain/group/standing'
import { E } from '#shared/fp'
import {
  claim,
  completing,
  founding,
  gathering,
  given,
  givenOf,
  joining,
  leaving,
  stable,
  stableStatics,
} from './scenario.ts'

test.each([
  ['a stable group', stable('a'), claim('a', 1)],
  ['a generation that is being assigned', completing('a'), claim('a', 1)],
  ['a static member', stableStatics('a'), claim('a', 1, 'i-a')],
  ['a static member that does not say its instance', stableStatics('a'), claim('a', 1)],
])('goes on in %s', (_, state, member) => {
  expect(heartbeat(state, member)).toEqual(E.right(undefined))
})

const newcomer = joining('n', { requiresKnownMemberId: true })

test.each([
  ['rebalance-in-progress', 'while members join', givenOf(stable('a'), joining('b')), claim('a', 1)],
  ['rebalance-in-progress', 'in the first rebalance', gathering('a'), claim('a', 0)],
  ['illegal-generation', 'of another generation', stable('a'), claim('a', 2)],
  ['illegal-generation', 'of another, while members join', givenOf(stable('a'), joining('b')), claim('a', 0)],
  ['unknown-member', 'of a stranger', stable('a'), claim('x', 1)],
  ['unknown-member', 'without an id', stable('a'), claim('', -1)],
  ['unknown-member', 'with an id that was only given out', givenOf(stable('a'), newcomer), claim('n', 1)],
  ['unknown-member', 'in an empty group', given(founding), claim('a', 0)],
  ['unknown-member', 'in a group that there is not', noGroup, claim('a', 0)],
  ['unknown-member', 'after it left', givenOf(stable('a'), leaving(9, 'a')), claim('a', 2)],
  ['unknown-member', 'of an instance nobody knows', stableStatics('a'), claim('a', 1, 'i-x')],
  ['fenced-instance', 'of a former id of an instance', stableStatics('a'), claim('x', 1, 'i-a')],
  ['group-dead', 'in a deleted group', given(founding, { type: 'delete-group' }), claim('a', 0)],
] as const)('is told %s %s', (kind, _, state, member) => {
  expect(heartbeat(state, member)).toMatchObject({ _tag: 'Left', left: { kind } })
})
