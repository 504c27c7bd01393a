import { describe, expect, test } from 'vitest'
import { noGroup } from '#domain/group/lifecycle'
import { description, joinView, syncView } from '#domain/group/views'
import {
  completing,
  founding,
  gathering,
  given,
  givenOf,
  id,
  leaving,
  REBALANCE,
  range,
  SESSION,
  stable,
  stableStatics,
} from './scenario.ts'

describe('a generation as its members are told of it', () => {
  test('the leader learns who is in it, and what they said with the chosen protocol', () => {
    expect(joinView(completing('a', 'b'), id('a'))).toEqual({
      memberId: 'a',
      generation: 1,
      protocolType: 'consumer',
      protocol: 'range',
      leader: 'a',
      skipAssignment: false,
      members: [
        { memberId: 'a', instanceId: null, metadata: range.metadata },
        { memberId: 'b', instanceId: null, metadata: range.metadata },
      ],
    })
  })

  test('a follower learns who leads', () => {
    expect(joinView(completing('a', 'b'), id('b'))).toMatchObject({ memberId: 'b', leader: 'a', members: [] })
  })

  test('everybody learns what is theirs, nothing if that is it', () => {
    expect(syncView(stable('a', 'b'), id('b'))).toEqual({
      protocolType: 'consumer',
      protocol: 'range',
      assignment: 'of-b',
    })
    expect(syncView(completing('a'), id('a')).assignment).toBe('')
  })
})

describe('a group as an operator is told of it', () => {
  const member = {
    id: 'a',
    instanceId: null,
    clientId: 'client',
    clientHost: '/127.0.0.1',
    sessionTimeoutMs: SESSION,
    rebalanceTimeoutMs: REBALANCE,
  }

  test('stable: with what members said and were assigned', () => {
    expect(description(stable('a'))).toEqual({
      state: 'stable',
      protocolType: 'consumer',
      protocol: 'range',
      members: [{ ...member, metadata: range.metadata, assignment: 'of-a' }],
    })
    expect(description(stableStatics('a')).members[0]?.instanceId).toBe('i-a')
  })

  test.each([
    ['preparing', gathering('a')],
    ['completing', completing('a')],
    // What it had before the rebalance is no longer told.
    ['preparing', givenOf(stable('a', 'b'), leaving(9, 'b'))],
  ])('%s: without', (state, group) => {
    expect(description(group)).toEqual({
      state,
      protocolType: 'consumer',
      protocol: '',
      members: [{ ...member, metadata: '', assignment: '' }],
    })
  })

  test('empty: with the type it had', () => {
    expect(description(givenOf(stable('a'), leaving(9, 'a')))).toEqual({
      state: 'empty',
      protocolType: 'consumer',
      protocol: '',
      members: [],
    })
    expect(description(given(founding)).protocolType).toBe('')
    expect(description(noGroup).state).toBe('empty')
  })
})
