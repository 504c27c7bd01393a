import { expect, test } from 'vitest'
import { HeartbeatRequest, HeartbeatResponse } from '#adapters/kafka/protocol/messages/heartbeat'
import { JoinGroupRequest, JoinGroupResponse } from '#adapters/kafka/protocol/messages/join-group'
import { defaultLimits } from '#adapters/kafka/server/limits'
import type { GroupsRefusal, JoinRequest } from '#application/groups/groups'
import type { JoinView } from '#domain/group/effects'
import { E } from '#shared/fp'
import { fakeServices } from '#test/support/fake-services'
import { nextId } from './requests.ts'
import { type Held, serve, settled, until } from './serve.ts'

const joining: JoinGroupRequest = {
  groupId: 'g',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  memberId: 'm',
  groupInstanceId: null,
  protocolType: 'consumer',
  protocols: [],
  reason: null,
}
const beating = { groupId: 'g', generationId: 1, memberId: 'other', groupInstanceId: null }

/** Joins wait until the test answers them; heartbeats are counted. */
const waitingGroup = () => {
  const joins: Held<JoinRequest, E.Either<GroupsRefusal, JoinView>>[] = []
  const beats: string[] = []
  const services = fakeServices({
    groups: {
      join: (_, request) => new Promise((answer) => joins.push({ request, answer })),
      heartbeat: (_, { memberId }) => {
        beats.push(memberId)
        return Promise.resolve(E.right(undefined))
      },
    },
  })
  return { joins, beats, services }
}

test('a member that waits does not stop the others of its connection, and answers keep their order', async () => {
  const { joins, beats, services } = waitingGroup()
  const { client } = await serve(services)
  const raw = await client()
  const ids = [
    raw.send(JoinGroupRequest, 9, joining),
    raw.send(JoinGroupRequest, 9, { ...joining, memberId: 'n' }),
    raw.send(HeartbeatRequest, 4, beating),
  ]
  await until(() => joins.length === 2 && beats.length === 1)
  await settled()
  expect(raw.received).toBe(0)

  for (const { answer } of joins.toReversed()) answer(E.left({ kind: 'group-full' }))
  expect([await nextId(raw), await nextId(raw), await nextId(raw)]).toEqual(ids)
})

test('a member is known by where it comes from', async () => {
  const { joins, services } = waitingGroup()
  const { client } = await serve(services)
  const raw = await client()
  raw.send(JoinGroupRequest, 9, joining)
  await until(() => joins.length === 1)
  expect(joins[0]?.request.clientHost).toBe('/127.0.0.1')
})

test('a broker that stops keeps nobody waiting: members look for another coordinator', async () => {
  const { beats, services } = waitingGroup()
  const { client, listener } = await serve(services)
  const raw = await client()
  raw.send(JoinGroupRequest, 9, joining)
  raw.send(HeartbeatRequest, 4, beating)
  await until(() => beats.length === 1)
  const drained = listener.drain()
  expect((await raw.receive(JoinGroupResponse, 9)).body.errorCode).toBe(16)
  expect((await raw.receive(HeartbeatResponse, 4)).body.errorCode).toBe(0)
  await drained
})

test('what a member sent is given back when it goes away, though its group waits on', async () => {
  const { joins, services } = waitingGroup()
  const { client, listener } = await serve(services)
  const raw = await client()
  const protocols = [{ name: 'range', metadata: Buffer.alloc(100_000) }]
  raw.send(JoinGroupRequest, 9, { ...joining, protocols })
  await until(() => joins.length === 1)
  expect(listener.stats().ingressBytes).toBeGreaterThan(100_000)
  raw.close()
  await until(() => listener.stats().ingressBytes === 0)
  expect(joins).toHaveLength(1)
})

/** Joins that wait for ever; each begins to when the test says so. */
const endlessGroup = async () => {
  const parked: (() => void)[] = []
  const services = fakeServices({
    groups: {
      join: (_, __, waits) => {
        parked.push(() => waits?.())
        return new Promise(() => {})
      },
    },
  })
  const { client } = await serve(services, { limits: { ...defaultLimits, ingressBytes: 200_000 } })
  const sendLarge = async () => {
    const raw = await client()
    const before = parked.length
    raw.send(JoinGroupRequest, 9, {
      ...joining,
      protocols: [{ name: 'range', metadata: Buffer.alloc(60_000) }],
    })
    await until(() => parked.length === before + 1)
    return raw
  }
  return { parked, client, sendLarge }
}

test('members that wait hold nothing of what they sent: their frames do not use up what all clients may send', async () => {
  const { parked, client, sendLarge } = await endlessGroup()
  const other = await client()
  for (let n = 0; n < 3; n++) await sendLarge()
  other.send(HeartbeatRequest, 4, beating)
  await settled()
  expect(other.received).toBe(0)

  for (const waits of parked) waits()
  await until(() => other.received > 0)
})

test('what a client that went away had sent is given back once, also if its join begins to wait after that', async () => {
  const { parked, client, sendLarge } = await endlessGroup()
  const other = await client()
  for (let n = 0; n < 4; n++) {
    const gone = await sendLarge()
    gone.close()
    await settled()
    parked.at(-1)?.()
  }
  for (let n = 0; n < 3; n++) await sendLarge()
  other.send(HeartbeatRequest, 4, beating)
  await settled()
  expect(other.received).toBe(0)
})
