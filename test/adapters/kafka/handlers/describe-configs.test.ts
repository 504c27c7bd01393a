import { describe, expect, test } from 'vitest'
import { describeConfigs } from '#adapters/kafka/handlers/describe-configs'
import type { DescribeConfigsRequest } from '#adapters/kafka/protocol/messages/describe-configs'
import type { ConfigEntry } from '#application/configs'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const [TOPIC, BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP] = [2, 4, 8, 16, 32]

const entry = (name: string, more: Partial<ConfigEntry> = {}): ConfigEntry => ({
  name,
  value: '1',
  source: 'default',
  readOnly: false,
  sensitive: false,
  type: 'long',
  documentation: `what ${name} is`,
  synonyms: [{ name: `log.${name}`, value: '1', source: 'static-broker' }],
  ...more,
})
const broker = brokerWith({
  topics: fakeTopics([aTopic('a')]),
  configs: {
    ofTopic: () => [entry('retention.ms', { source: 'topic' }), entry('segment.ms')],
    ofAllBrokers: () => [entry('log.segment.bytes', { source: 'all-brokers' })],
    ofNamed: (type, name) => [entry(`${type} of ${name}`, { source: type })],
    ofBroker: () => [
      entry('ssl.key', { sensitive: true, source: 'static-broker', type: 'password', readOnly: true }),
    ],
  },
})

const asking = (
  resourceType: number,
  resourceName: string,
  configurationKeys: readonly string[] | null = null,
  more: Partial<DescribeConfigsRequest> = {},
): DescribeConfigsRequest => ({
  resources: [{ resourceType, resourceName, configurationKeys }],
  includeSynonyms: false,
  includeDocumentation: false,
  ...more,
})

test.each([1, 3, 4])('a topic has its configs in version %i', async (version) => {
  const { results } = await answer(describeConfigs, version, asking(TOPIC, 'a'), broker)
  expect(results).toMatchObject([
    {
      errorCode: 0,
      resourceType: TOPIC,
      resourceName: 'a',
      configs: [
        {
          name: 'retention.ms',
          value: '1',
          configSource: 1,
          isSensitive: false,
          readOnly: false,
          synonyms: [],
        },
        { name: 'segment.ms', configSource: 5 },
      ],
    },
  ])
  expect(results[0]?.configs[0]?.configType).toBe(version >= 3 ? 5 : 0)
})

test('a broker has its own, and keeps its secrets', async () => {
  const { results } = await answer(
    describeConfigs,
    4,
    asking(BROKER, '1', null, { includeSynonyms: true }),
    broker,
  )
  expect(results[0]?.configs).toMatchObject([
    { name: 'ssl.key', value: null, isSensitive: true, configSource: 4, configType: 9, readOnly: true },
  ])
  expect(results[0]?.configs[0]?.synonyms).toEqual([{ name: 'log.ssl.key', value: null, source: 4 }])
})

test('all brokers have what was set for them', async () => {
  expect((await answer(describeConfigs, 4, asking(BROKER, ''), broker)).results).toMatchObject([
    { errorCode: 0, configs: [{ name: 'log.segment.bytes', configSource: 3 }] },
  ])
})

test.each([
  [GROUP, 'g', 'group of g', 8],
  [CLIENT_METRICS, 'm', 'client-metrics of m', 7],
])('resource %i "%s" has configs', async (type, name, config, configSource) => {
  const { results } = await answer(describeConfigs, 4, asking(type, name), broker)
  expect(results).toMatchObject([{ errorCode: 0, configs: [{ name: config, configSource }] }])
})

test('groups are told so many at once', async () => {
  const resources = Array.from({ length: 1_002 }, (_, i) => ({
    resourceType: GROUP,
    resourceName: `g${i}`,
    configurationKeys: null,
  }))
  const { results } = await answer(describeConfigs, 4, { ...asking(GROUP, ''), resources }, broker)
  expect(results.map(({ errorCode }) => errorCode)).toEqual([...Array(1_000).fill(0), 42, 42])
})

test('loggers are told with their levels', async () => {
  const all = () => [
    { name: 'root', level: 'INFO' },
    { name: 'groups', level: 'DEBUG' },
  ]
  const withLoggers = brokerWith({ loggers: { all } })
  const more = { includeSynonyms: true, includeDocumentation: true }
  const { results } = await answer(describeConfigs, 4, asking(BROKER_LOGGER, '1', null, more), withLoggers)
  const shown = { configSource: 6, configType: 0, readOnly: false, isSensitive: false, synonyms: [] }
  expect(results).toMatchObject([
    {
      errorCode: 0,
      configs: [
        { name: 'root', value: 'INFO', ...shown },
        { name: 'groups', value: 'DEBUG', ...shown },
      ],
    },
  ])
  const one = await answer(describeConfigs, 4, asking(BROKER_LOGGER, '1', ['groups']), withLoggers)
  expect(one.results[0]?.configs.map(({ name }) => name)).toEqual(['groups'])
})

describe('what is asked for', () => {
  test.each([
    [null, ['retention.ms', 'segment.ms']],
    [[], ['retention.ms', 'segment.ms']],
    [['segment.ms', 'nope'], ['segment.ms']],
  ])('keys %o', async (keys, names) => {
    const { results } = await answer(describeConfigs, 4, asking(TOPIC, 'a', keys), broker)
    expect(results[0]?.configs.map(({ name }) => name)).toEqual(names)
  })

  test('synonyms and documentation', async () => {
    const bare = await answer(describeConfigs, 4, asking(TOPIC, 'a'), broker)
    expect(bare.results[0]?.configs[0]).toMatchObject({ synonyms: [], documentation: null })
    const more = { includeSynonyms: true, includeDocumentation: true }
    const full = await answer(describeConfigs, 4, asking(TOPIC, 'a', null, more), broker)
    expect(full.results[0]?.configs[0]).toMatchObject({
      synonyms: [{ name: 'log.retention.ms', value: '1', source: 4 }],
      documentation: 'what retention.ms is',
    })
  })
})

test('a resource that is named again and again is told once', async () => {
  const [one] = asking(BROKER, '1').resources
  const resources = Array.from({ length: 1_000 }, () => one!)
  const { results } = await answer(describeConfigs, 4, { ...asking(BROKER, '1'), resources }, broker)
  expect(results).toMatchObject([{ errorCode: 0, resourceName: '1' }])
})

describe('errors', () => {
  test.each([
    [TOPIC, 'nope', 3],
    [TOPIC, '', 17],
    [TOPIC, 'no such/topic', 17],
    [BROKER, '2', 42],
    [BROKER, 'x', 42],
    [BROKER, '+1', 42],
    [BROKER_LOGGER, '', 42],
    [BROKER_LOGGER, '2', 42],
    [GROUP, '', 42],
    [CLIENT_METRICS, '', 42],
    [99, 'x', 42],
  ])('resource %i "%s" is refused with %i', async (type, name, code) => {
    const { results } = await answer(describeConfigs, 4, asking(type, name), broker)
    expect(results).toMatchObject([{ errorCode: code, resourceType: type, resourceName: name, configs: [] }])
    expect(results[0]?.errorMessage).not.toBeNull()
  })

  test.each([
    [TOPIC, 17],
    [BROKER, 42],
  ])('of the longest name that resource %i can have is told', async (type, code) => {
    const { results } = await answer(describeConfigs, 4, asking(type, 'x'.repeat(32_767)), broker)
    expect(results).toMatchObject([{ errorCode: code }])
  })

  test('a store that cannot be asked is no unknown topic', async () => {
    const cut = brokerWith({ topics: { ...fakeTopics([]), refresh: unavailable } })
    expect((await answer(describeConfigs, 4, asking(TOPIC, 'a'), cut)).results[0]?.errorCode).toBe(5)
  })
})
