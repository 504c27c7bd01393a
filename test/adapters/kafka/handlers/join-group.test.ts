import { describe, expect, test } from 'vitest'
import { joinGroup } from '#adapters/kafka/handlers/join-group'
import type { JoinGroupRequest } from '#adapters/kafka/protocol/messages/join-group'
import type { Groups, GroupsRefusal, JoinRequest } from '#application/groups/groups'
import type { JoinView } from '#domain/group/effects'
import { generation, instanceId, memberId, opaque } from '#domain/group/types'
import { E } from '#shared/fp'
import { unavailable } from '#test/support/fake-services'
import { answer, ask, brokerWith } from './ask.ts'

const joining: JoinGroupRequest = {
  groupId: 'g',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  memberId: 'm-1',
  groupInstanceId: 'i-1',
  protocolType: 'consumer',
  protocols: [
    { name: 'sticky', metadata: Buffer.from([1, 2]) },
    { name: 'range', metadata: Buffer.alloc(0) },
  ],
  reason: 'why not',
}

const joined: JoinView = {
  memberId: memberId('m-1'),
  generation: generation(7),
  protocolType: 'consumer',
  protocol: 'sticky',
  leader: memberId('m-1'),
  skipAssignment: true,
  members: [
    { memberId: memberId('m-1'), instanceId: instanceId('i-1'), metadata: opaque('AQI=') },
    { memberId: memberId('m-2'), instanceId: null, metadata: opaque('') },
  ],
}

const joins = (join: Groups['join']) => brokerWith({ groups: { join } })
const refuses = (refusal: GroupsRefusal) => joins(() => Promise.resolve(E.left(refusal)))

describe('what a member asks for', () => {
  const seenIn = async (version: number, request = joining, clientId: string | null = 'me') => {
    const seen: [string, JoinRequest][] = []
    const broker = joins((group, asked) => {
      seen.push([group, asked])
      return Promise.resolve(E.right(joined))
    })
    await ask(joinGroup, version, request, broker, { clientId })
    return seen[0]
  }

  test('reaches its group, with all that the last version says', async () => {
    expect(await seenIn(9)).toEqual([
      'g',
      {
        memberId: 'm-1',
        instanceId: 'i-1',
        clientId: 'me',
        clientHost: '/10.0.0.7',
        protocolType: 'consumer',
        protocols: [
          { name: 'sticky', metadata: 'AQI=' },
          { name: 'range', metadata: '' },
        ],
        sessionTimeoutMs: 10_000,
        rebalanceTimeoutMs: 60_000,
        requiresKnownMemberId: true,
        canSkipAssignment: true,
        reason: 'why not',
      },
    ])
  })

  test.each([
    [0, { rebalanceTimeoutMs: 10_000, instanceId: null }],
    [1, { rebalanceTimeoutMs: 60_000 }],
    [3, { requiresKnownMemberId: false }],
    [4, { requiresKnownMemberId: true, instanceId: null }],
    [5, { instanceId: 'i-1' }],
    [7, { reason: '' }],
    [8, { reason: 'why not', canSkipAssignment: false }],
  ])('is less in version %i: %o', async (version, facts) => {
    expect((await seenIn(version))?.[1]).toMatchObject(facts)
  })

  test('may lack what can be null', async () => {
    const [, asked] = (await seenIn(9, { ...joining, groupInstanceId: null, reason: null }, null)) ?? []
    expect(asked).toMatchObject({ instanceId: null, reason: '', clientId: '' })
  })
})

describe('a member that has joined', () => {
  const broker = joins(() => Promise.resolve(E.right(joined)))

  test.each([0, 4, 6, 9])('is told its generation in version %i', async (version) => {
    const body = await answer(joinGroup, version, joining, broker)
    expect(body).toMatchObject({ errorCode: 0, generationId: 7, protocolName: 'sticky', leader: 'm-1' })
    expect(body.memberId).toBe('m-1')
    expect(body.members.map((member) => [member.memberId, [...member.metadata]])).toEqual([
      ['m-1', [1, 2]],
      ['m-2', []],
    ])
    expect(body.members[0]?.groupInstanceId).toBe(version >= 5 ? 'i-1' : null)
    expect(body.protocolType).toBe(version >= 7 ? 'consumer' : null)
    expect(body.skipAssignment).toBe(version >= 9)
  })
})

describe('a member that is refused', () => {
  test.each([
    [6, ''],
    [7, null],
  ])('is told so in version %i, without a protocol: %j', async (version, protocolName) => {
    expect(await answer(joinGroup, version, joining, refuses({ kind: 'group-full' }))).toEqual({
      throttleTimeMs: 0,
      errorCode: 81,
      generationId: -1,
      protocolType: null,
      protocolName,
      leader: '',
      skipAssignment: false,
      memberId: 'm-1',
      members: [],
    })
  })

  test('for coming without an id is given one', async () => {
    const broker = refuses({ kind: 'member-id-required', memberId: memberId('me-1') })
    const body = await answer(joinGroup, 4, { ...joining, memberId: '' }, broker)
    expect(body).toMatchObject({ errorCode: 79, memberId: 'me-1' })
  })

  test('because the store cannot be asked looks for the coordinator', async () => {
    expect((await answer(joinGroup, 9, joining, joins(unavailable))).errorCode).toBe(15)
  })
})

describe('a join that waits', () => {
  test('has entered: its connection goes on', async () => {
    const { promise, resolve } = Promise.withResolvers<E.Either<GroupsRefusal, JoinView>>()
    let entered = 0
    const waiting = answer(
      joinGroup,
      9,
      joining,
      joins(() => promise),
      { entered: () => void entered++ },
    )
    expect(entered).toBe(1)
    resolve(E.right(joined))
    expect((await waiting).generationId).toBe(7)
  })

  test('is sent elsewhere when the broker stops', async () => {
    const stop = new AbortController()
    const facts = { abandoned: stop.signal }
    const waiting = answer(
      joinGroup,
      9,
      joining,
      joins(() => new Promise(() => {})),
      facts,
    )
    stop.abort()
    expect((await waiting).errorCode).toBe(16)
  })
})
