import { describe, expect, test } from 'vitest'
import { describeGroups } from '#adapters/kafka/handlers/describe-groups'
import type { GroupDescription, Groups } from '#application/groups/groups'
import { groupId, instanceId, memberId, opaque } from '#domain/group/types'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import { answer, brokerWith } from './ask.ts'

const NOT_ASKED = -2_147_483_648

const stable: GroupDescription = {
  groupId: groupId('g'),
  state: 'stable',
  protocolType: 'consumer',
  protocol: 'range',
  members: [
    {
      id: memberId('m-1'),
      instanceId: instanceId('i-1'),
      clientId: 'me',
      clientHost: '/127.0.0.1',
      sessionTimeoutMs: 1,
      rebalanceTimeoutMs: 2,
      metadata: opaque('AQI='),
      assignment: opaque('AwQ='),
    },
  ],
}

const describes = (describe: Groups['describe']) => brokerWith({ groups: { describe } })
const asking = (...groups: string[]) => ({ groups, includeAuthorizedOperations: false })

test.each([0, 3, 4, 5, 6])('a group is described in version %i', async (version) => {
  const body = await answer(
    describeGroups,
    version,
    asking('g'),
    describes(() => Promise.resolve(E.right(stable))),
  )
  expect(body.groups).toEqual([
    {
      errorCode: 0,
      errorMessage: null,
      groupId: 'g',
      groupState: 'Stable',
      protocolType: 'consumer',
      protocolData: 'range',
      members: [
        {
          memberId: 'm-1',
          groupInstanceId: version >= 4 ? 'i-1' : null,
          clientId: 'me',
          clientHost: '/127.0.0.1',
          memberMetadata: Buffer.from([1, 2]),
          memberAssignment: Buffer.from([3, 4]),
        },
      ],
      authorizedOperations: NOT_ASKED,
    },
  ])
})

test.each([
  ['empty', 'Empty'],
  ['preparing', 'PreparingRebalance'],
  ['completing', 'CompletingRebalance'],
  ['dead', 'Dead'],
] as const)('the state %s is called %s', async (state, name) => {
  const broker = describes(() => Promise.resolve(E.right({ ...stable, state })))
  expect((await answer(describeGroups, 6, asking('g'), broker)).groups[0]?.groupState).toBe(name)
})

test('all that Kafka lets one do with a group is allowed, if that is asked for', async () => {
  const broker = describes(() => Promise.resolve(E.right(stable)))
  const body = await answer(describeGroups, 3, { groups: ['g'], includeAuthorizedOperations: true }, broker)
  // READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS.
  expect(body.groups[0]?.authorizedOperations).toBe((1 << 3) | (1 << 6) | (1 << 8) | (1 << 10) | (1 << 11))
})

test.each([
  [5, (1 << 3) | (1 << 6) | (1 << 8) | (1 << 10) | (1 << 11)],
  [6, NOT_ASKED],
])('of a group that does not exist, what one may do is told in version %i: %i', async (version, allowed) => {
  const broker = describes(() => Promise.resolve(E.left({ kind: 'group-not-found' })))
  const asked = { groups: ['g'], includeAuthorizedOperations: true }
  expect((await answer(describeGroups, version, asked, broker)).groups[0]?.authorizedOperations).toBe(allowed)
})

test.each([
  [5, 0, null],
  [6, 69, 'Group g not found.'],
])('a group that does not exist is dead in version %i: %i', async (version, errorCode, errorMessage) => {
  const broker = describes(() => Promise.resolve(E.left({ kind: 'group-not-found' })))
  expect((await answer(describeGroups, version, asking('g'), broker)).groups).toMatchObject([
    { groupId: 'g', groupState: 'Dead', errorCode, errorMessage, members: [] },
  ])
})

describe('many groups', () => {
  test('do not fail with one of them', async () => {
    const broker = describes((group) =>
      group === 'a'
        ? Promise.reject(new StoreCorrupt('torn'))
        : Promise.resolve(group === 'b' ? E.left({ kind: 'not-coordinator' }) : E.right(stable)),
    )
    const { groups } = await answer(describeGroups, 6, asking('a', 'b', 'g'), broker)
    expect(groups.map(({ groupId: id, errorCode, groupState }) => [id, errorCode, groupState])).toEqual([
      ['a', 15, ''],
      ['b', 16, ''],
      ['g', 0, 'Stable'],
    ])
  })

  test('are told once each, however often they are asked for', async () => {
    let asked = 0
    const broker = describes(() => {
      asked++
      return Promise.resolve(E.right(stable))
    })
    const names = Array.from({ length: 1_000 }, () => 'g')
    expect((await answer(describeGroups, 6, asking(...names), broker)).groups).toHaveLength(1)
    expect(asked).toBe(1)
  })
})
