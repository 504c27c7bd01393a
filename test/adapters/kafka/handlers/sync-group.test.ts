import { describe, expect, test } from 'vitest'
import { syncGroup } from '#adapters/kafka/handlers/sync-group'
import type { SyncGroupRequest } from '#adapters/kafka/protocol/messages/sync-group'
import type { Groups, SyncRequest } from '#application/groups/groups'
import { opaque } from '#domain/group/types'
import { E } from '#shared/fp'
import { unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const syncing: SyncGroupRequest = {
  groupId: 'g',
  generationId: 7,
  memberId: 'm-1',
  groupInstanceId: 'i-1',
  protocolType: 'consumer',
  protocolName: 'range',
  assignments: [
    { memberId: 'm-1', assignment: Buffer.from([1, 2]) },
    { memberId: 'm-2', assignment: Buffer.alloc(0) },
  ],
}

const synced = { protocolType: 'consumer', protocol: 'range', assignment: opaque('AQI=') }
const syncs = (sync: Groups['sync']) => brokerWith({ groups: { sync } })

test.each([0, 2, 3, 4, 5])('an assignment is asked for and told in version %i', async (version) => {
  const seen: [string, SyncRequest][] = []
  const broker = syncs((group, asked) => {
    seen.push([group, asked])
    return Promise.resolve(E.right(synced))
  })
  const body = await answer(syncGroup, version, syncing, broker)
  expect(seen).toEqual([
    [
      'g',
      {
        memberId: 'm-1',
        instanceId: version >= 3 ? 'i-1' : null,
        generation: 7,
        protocolType: version >= 5 ? 'consumer' : null,
        protocol: version >= 5 ? 'range' : null,
        assignments: [
          ['m-1', 'AQI='],
          ['m-2', ''],
        ],
      },
    ],
  ])
  expect(body.errorCode).toBe(0)
  expect([...body.assignment]).toEqual([1, 2])
  expect([body.protocolType, body.protocolName]).toEqual(version >= 5 ? ['consumer', 'range'] : [null, null])
})

describe('refused is', () => {
  test.each(['protocolType', 'protocolName'])('a sync that could say its %s and does not', async (field) => {
    let asked = 0
    const broker = syncs(() => {
      asked++
      return Promise.resolve(E.right(synced))
    })
    const { errorCode } = await answer(syncGroup, 5, { ...syncing, [field]: null }, broker)
    expect([errorCode, asked]).toEqual([23, 0])
  })

  test('what the group refuses', async () => {
    const broker = syncs(() => Promise.resolve(E.left({ kind: 'rebalance-in-progress' })))
    const body = await answer(syncGroup, 5, syncing, broker)
    expect(body).toMatchObject({ errorCode: 27, protocolType: null, protocolName: null })
    expect(body.assignment).toHaveLength(0)
  })

  test('what the store cannot be asked for', async () => {
    expect((await answer(syncGroup, 5, syncing, syncs(unavailable))).errorCode).toBe(15)
  })
})

describe('a sync that waits', () => {
  test('has entered, and is sent elsewhere when the broker stops', async () => {
    const stop = new AbortController()
    let entered = 0
    const facts = { abandoned: stop.signal, entered: () => void entered++ }
    const waiting = answer(
      syncGroup,
      5,
      syncing,
      syncs(() => new Promise(() => {})),
      facts,
    )
    expect(entered).toBe(1)
    stop.abort()
    expect((await waiting).errorCode).toBe(16)
  })
})
