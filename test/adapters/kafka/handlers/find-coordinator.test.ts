import { describe, expect, test } from 'vitest'
import { findCoordinator } from '#adapters/kafka/handlers/find-coordinator'
import type { FindCoordinatorRequest } from '#adapters/kafka/protocol/messages/find-coordinator'
import { StoreCorrupt } from '#ports/store-errors'
import { aBroker, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const [GROUP, TRANSACTION, SHARE, NOTHING] = [0, 1, 2, 3]

const single = (keyType: number, key = 'k'): FindCoordinatorRequest => ({ key, keyType, coordinatorKeys: [] })
const batch = (keyType: number, ...coordinatorKeys: string[]): FindCoordinatorRequest => ({
  key: '',
  keyType,
  coordinatorKeys,
})

const byLength = brokerWith({
  groups: { coordinatorOf: (group) => Promise.resolve(aBroker(group.length)) },
})

describe('the coordinator of a group', () => {
  test.each([0, 1, 3])('is told in version %i where it is advertised', async (version) => {
    expect(await answer(findCoordinator, version, single(GROUP, 'three'), byLength)).toMatchObject({
      errorCode: 0,
      nodeId: 5,
      host: 'host-5',
      port: 9097,
    })
  })

  test.each([4, 6])('is told for each key in version %i', async (version) => {
    const body = await answer(findCoordinator, version, batch(GROUP, 'a', '', 'bb', 'a'), byLength)
    expect(body.coordinators).toEqual(
      [
        ['a', 1],
        ['', 0],
        ['bb', 2],
      ].map(([key, id]) => ({
        key,
        nodeId: id,
        host: `host-${id}`,
        port: 9092 + Number(id),
        errorCode: 0,
        errorMessage: null,
      })),
    )
  })

  test('is not there while the store cannot be asked', async () => {
    const away = brokerWith({ groups: { coordinatorOf: unavailable } })
    expect(await answer(findCoordinator, 3, single(GROUP), away)).toMatchObject({
      errorCode: 15,
      errorMessage: 'The store could not be asked.',
      nodeId: -1,
      host: '',
      port: -1,
    })
  })

  test('is there for the other groups where one is corrupt', async () => {
    const torn = brokerWith({
      groups: {
        coordinatorOf: (group) =>
          group === 'a' ? Promise.reject(new StoreCorrupt('torn')) : Promise.resolve(aBroker(2)),
      },
    })
    const { coordinators } = await answer(findCoordinator, 6, batch(GROUP, 'a', 'b'), torn)
    expect(coordinators.map(({ key, errorCode, nodeId }) => [key, errorCode, nodeId])).toEqual([
      ['a', 15, -1],
      ['b', 0, 2],
    ])
  })
})

test.each([
  [1, TRANSACTION, 35],
  [3, SHARE, 42],
])('in version %i a key of type %i has no coordinator: %i', async (version, keyType, code) => {
  const body = await answer(findCoordinator, version, single(keyType))
  expect(body).toMatchObject({ errorCode: code, nodeId: -1, host: '', port: -1 })
})

test.each([
  [6, TRANSACTION, 35],
  [5, SHARE, 42],
  [6, SHARE, 35],
  [6, NOTHING, 42],
])('in version %i keys of type %i are answered one by one: %i', async (version, keyType, code) => {
  const body = await answer(findCoordinator, version, batch(keyType, 'a', 'b'))
  expect(body.coordinators.map(({ key, errorCode, nodeId }) => [key, errorCode, nodeId])).toEqual([
    ['a', code, -1],
    ['b', code, -1],
  ])
})
