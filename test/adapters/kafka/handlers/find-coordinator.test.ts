import { expect, test } from 'vitest'
import { findCoordinator } from '#adapters/kafka/handlers/find-coordinator'
import { answer } from './ask.ts'

const [GROUP, TRANSACTION, SHARE, NOTHING] = [0, 1, 2, 3]

test.each([
  [0, GROUP, 15],
  [1, GROUP, 15],
  [3, GROUP, 15],
  [1, TRANSACTION, 35],
  [3, SHARE, 42],
])('in version %i a key of type %i has no coordinator: %i', async (version, keyType, code) => {
  const body = await answer(findCoordinator, version, { key: 'k', keyType, coordinatorKeys: [] })
  expect(body).toMatchObject({ errorCode: code, nodeId: -1, host: '', port: -1 })
})

test.each([
  [4, GROUP, 15],
  [6, GROUP, 15],
  [6, TRANSACTION, 35],
  [5, SHARE, 42],
  [6, SHARE, 35],
  [6, NOTHING, 42],
])('in version %i keys of type %i are answered one by one: %i', async (version, keyType, code) => {
  const body = await answer(findCoordinator, version, { key: '', keyType, coordinatorKeys: ['a', 'b'] })
  expect(body.coordinators.map(({ key, errorCode, nodeId }) => [key, errorCode, nodeId])).toEqual([
    ['a', code, -1],
    ['b', code, -1],
  ])
})
