import { expect, test } from 'vitest'
import { describeCluster } from '#adapters/kafka/handlers/describe-cluster'
import { answer } from './ask.ts'

const asking = (more = {}) => ({
  includeClusterAuthorizedOperations: false,
  endpointType: 1,
  includeFencedBrokers: false,
  ...more,
})

test.each([0, 1, 2])('the cluster is described in version %i', async (version) => {
  expect(await answer(describeCluster, version, asking())).toEqual({
    throttleTimeMs: 0,
    errorCode: 0,
    errorMessage: null,
    endpointType: 1,
    clusterId: 'the-cluster',
    controllerId: 1,
    brokers: [
      { brokerId: 1, host: 'host-1', port: 9093, rack: null, isFenced: false },
      { brokerId: 2, host: 'host-2', port: 9094, rack: 'r2', isFenced: false },
    ],
    clusterAuthorizedOperations: -(2 ** 31),
  })
})

test('there are no fenced brokers to add', async () => {
  expect((await answer(describeCluster, 2, asking({ includeFencedBrokers: true }))).brokers).toHaveLength(2)
})

test('authorized operations are told when asked for', async () => {
  const body = await answer(describeCluster, 0, asking({ includeClusterAuthorizedOperations: true }))
  expect(body.clusterAuthorizedOperations).toBeGreaterThan(0)
})

test.each([
  [2, 114],
  [3, 115],
])('endpoints of type %i are refused with %i', async (endpointType, code) => {
  const body = await answer(describeCluster, 1, asking({ endpointType }))
  expect(body).toMatchObject({ errorCode: code, brokers: [] })
  expect(body.errorMessage).not.toBeNull()
})
