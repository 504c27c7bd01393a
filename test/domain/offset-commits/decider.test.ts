import { describe, expect, test } from 'vitest'
import { noGroup } from '#domain/group/lifecycle'
import { mayCommit } from '#domain/offset-commits/decider'
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
} from '../group/scenario.ts'

const simple = claim('', -1)
const newcomer = joining('n', { requiresKnownMemberId: true })

describe('a commit is taken', () => {
  test.each([
    ['of a member of the running generation', stable('a'), claim('a', 1)],
    ['of a member, while the next one gathers', givenOf(stable('a'), joining('b')), claim('a', 1)],
    ['of a static member', stableStatics('a'), claim('a', 1, 'i-a')],
    ['of whoever does without membership, in an empty group', given(founding), simple],
    ['of such a one, in a group that was left', givenOf(stable('a'), leaving(9, 'a')), simple],
    ['of such a one, in a group that there is not', noGroup, simple],
    ['of such a one that says an id', given(founding), claim('x', -1)],
    ['of such a one that says an instance, as librdkafka does', given(founding), claim('', -1, 'i-a')],
    ['of such a one that says an id, in a group that there is not', noGroup, claim('a', -1)],
  ])('%s', (_, state, member) => {
    expect(mayCommit(state, member)).toEqual(E.right(undefined))
  })
})

describe('a commit is refused', () => {
  test.each([
    ['rebalance-in-progress', 'of a generation that is being assigned', completing('a'), claim('a', 1)],
    ['illegal-generation', 'of a generation that is over', completing('a'), claim('a', 0)],
    ['illegal-generation', 'of one to come', stable('a'), claim('a', 2)],
    ['illegal-generation', 'of a member that says none', stable('a'), claim('a', -1)],
    ['unknown-member', 'of a stranger', stable('a'), claim('x', 1)],
    ['unknown-member', 'of an instance, where there are members', stable('a'), claim('', -1, 'i-a')],
    ['unknown-member', 'of a generation, in an empty group', given(founding), claim('a', 0)],
    ['unknown-member', 'without membership, where there are members', stable('a'), simple],
    ['unknown-member', 'without membership, where some gather', gathering('a'), simple],
    ['unknown-member', 'without membership, while assignments are awaited', completing('a'), simple],
    ['unknown-member', 'with an id that was only given out', givenOf(stable('a'), newcomer), claim('n', 1)],
    ['fenced-instance', 'of a former id of an instance', stableStatics('a'), claim('x', 1, 'i-a')],
    ['fenced-instance', 'of an instance without its id', stableStatics('a'), claim('', -1, 'i-a')],
    ['group-not-found', 'of a generation, where there is no group', noGroup, claim('a', 3)],
    ['group-dead', 'in a deleted group', given(founding, { type: 'delete-group' }), simple],
  ] as const)('with %s: %s', (kind, _, state, member) => {
    expect(mayCommit(state, member)).toMatchObject({ _tag: 'Left', left: { kind } })
  })
})
