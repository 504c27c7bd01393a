import { expect, test } from 'vitest'
import { listConfigResources } from '#adapters/kafka/handlers/list-config-resources'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const [TOPIC, BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP] = [2, 4, 8, 16, 32]

const broker = brokerWith({
  topics: fakeTopics([aTopic('a')]),
  configs: { named: (type) => [`a ${type}`] },
})
const listed = async (version: number, resourceTypes: readonly number[]) => {
  const { errorCode, configResources } = await answer(listConfigResources, version, { resourceTypes }, broker)
  return {
    errorCode,
    resources: configResources.map(({ resourceType, resourceName }) => [resourceType, resourceName]),
  }
}
const of = {
  groups: [[GROUP, 'a group']],
  metrics: [[CLIENT_METRICS, 'a client-metrics']],
  loggers: [
    [BROKER_LOGGER, '1'],
    [BROKER_LOGGER, '2'],
  ],
  brokers: [
    [BROKER, '1'],
    [BROKER, '2'],
  ],
  topics: [[TOPIC, 'a']],
}

test.each([
  [
    'all where none is named',
    1,
    [],
    [...of.groups, ...of.metrics, ...of.loggers, ...of.brokers, ...of.topics],
  ],
  ['those that are named, once', 1, [TOPIC, GROUP, TOPIC], [...of.groups, ...of.topics]],
  ['brokers', 1, [BROKER], of.brokers],
  ['subscriptions in version 0', 0, [], of.metrics],
] as const)('lists %s', async (_, version, types, resources) => {
  expect(await listed(version, types)).toEqual({ errorCode: 0, resources })
})

test.each([0, 1, 99, -1])('does not know resources of type %i', async (type) => {
  expect(await listed(1, [TOPIC, type])).toEqual({ errorCode: 35, resources: [] })
})

test('says that the store cannot be asked, and nothing else', async () => {
  const cut = brokerWith({ topics: { ...fakeTopics([aTopic('a')]), refresh: unavailable } })
  const { errorCode, configResources } = await answer(listConfigResources, 1, { resourceTypes: [] }, cut)
  expect({ errorCode, configResources }).toEqual({ errorCode: 5, configResources: [] })
})
