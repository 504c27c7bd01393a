import { describe, expect, test } from 'vitest'
import { defaultsOfTopics } from '#config/kafka-names'
import { schema } from '#config/schema'
import type { Setting } from '#config/setting'
import { topicDefaults } from '#domain/config/broker/topic-defaults'
import { brokerConfigs } from '#domain/config/broker-catalogue'
import { configured, faults, file } from '#test/support/configured'

const settings: readonly Setting<unknown>[] = Object.values(schema)

describe('variables of other manifests', () => {
  test('are taken, and what they are called here is said', () => {
    const env = {
      KEDGE_REDIS_URI: 'redis://localhost:7000',
      KEDGE_REDIS_PASSWORD: 'hunter2',
      KEDGE_SERVER_KEYSPACE: 'staging',
      KEDGE_SERVER_REBALANCE_DELAY: '5s',
    }
    const { settings, warnings } = configured({ env })
    expect(settings).toMatchObject({
      store: { url: 'redis://localhost:7000' },
      redisPassword: 'hunter2',
      namespace: 'staging',
      groupInitialRebalanceDelayMs: 5000,
    })
    expect(warnings).toEqual([
      'KEDGE_REDIS_URI: is called KEDGE_STORE here',
      'KEDGE_SERVER_KEYSPACE: is called KEDGE_SERVER_NAMESPACE here',
      'KEDGE_SERVER_REBALANCE_DELAY: is called KEDGE_GROUP_INITIAL_REBALANCE_DELAY_MS here',
    ])
  })

  test('may have the prefix KORVET_, whatever comes after it', () => {
    const env = {
      KORVET_REDIS_URI: 'redis://localhost:7000',
      KORVET_REDIS_PASSWORD: 'hunter2',
      KORVET_SERVER_KEYSPACE: 'staging',
      KORVET_SERVER_PORT: '1',
      KORVET_CONFIG: '/k.yaml',
      KORVET_SERVER_PROT: '2',
      KORVET_PORT: 'tcp://10.0.0.1:9092',
    }
    const { settings, warnings } = configured({ env, read: file('log.level: debug', '/k.yaml') })
    expect(settings).toMatchObject({
      store: { url: 'redis://localhost:7000' },
      redisPassword: 'hunter2',
      namespace: 'staging',
      port: 1,
      logLevel: 'debug',
    })
    expect(warnings).toEqual([
      'KORVET_REDIS_URI: is called KEDGE_STORE here',
      'KORVET_REDIS_PASSWORD: is called KEDGE_REDIS_PASSWORD here',
      'KORVET_SERVER_KEYSPACE: is called KEDGE_SERVER_NAMESPACE here',
      'KORVET_SERVER_PORT: is called KEDGE_SERVER_PORT here',
      'KORVET_CONFIG: is called KEDGE_CONFIG here',
      'KORVET_SERVER_PROT: no such setting (did you mean KEDGE_SERVER_PORT?)',
    ])
  })

  test('that say something else than the new one are a fault; the same is none', () => {
    const delays = (former: string) => ({
      KEDGE_GROUP_INITIAL_REBALANCE_DELAY_MS: '5000',
      KORVET_SERVER_REBALANCE_DELAY: former,
    })
    expect(configured({ env: delays('5s') }).settings.groupInitialRebalanceDelayMs).toBe(5000)
    expect(faults({ env: delays('6s') })).toEqual([
      'KORVET_SERVER_REBALANCE_DELAY: is another value than KEDGE_GROUP_INITIAL_REBALANCE_DELAY_MS, which is the same setting',
    ])
  })
})

describe("Kafka's names", () => {
  test('are configs of Kafka', () => {
    const names = settings.flatMap(({ kafka = [] }) => kafka)
    expect(names.length).toBeGreaterThan(15)
    expect(names.filter((name) => !brokerConfigs.has(name))).toEqual([])
  })

  test('with another value than the real name are a fault, in the file and on the command line', () => {
    const read = file('num.partitions: 3\nserver:\n  num-partitions: 4\nbroker.id: 1\nnode:\n  id: 1\n')
    expect(faults({ read })).toEqual([
      'kedge.yaml: num.partitions: is another value than kedge.yaml: server.num-partitions, which is the same setting',
    ])
    expect(faults({ args: ['--broker-id', '1', '--node.id', '2'] })).toEqual([
      '--node.id: is another value than --broker-id, which is the same setting',
    ])
  })

  test('are not variables, which clients in the same container have for themselves', () => {
    expect(configured({ env: { KAFKA_NUM_PARTITIONS: '7' } })).toEqual(configured({}))
  })

  test('that are defaults of topics are refused with what to do, in any form', () => {
    const settings = ['log.retention.bytes', 'log.retention.ms', 'message.max.bytes']
    expect([...defaultsOfTopics, ...settings].sort()).toEqual([...topicDefaults.keys()].sort())
    const told = (name: string) =>
      expect.stringContaining(
        `kafka-configs --bootstrap-server HOST:PORT --alter --entity-type brokers --entity-default --add-config ${name}=VALUE`,
      )
    const read = file(
      'log.roll.ms: 1\nlog:\n  segment:\n    bytes: 1\n  roll:\n    hours: 1\n  retention:\n    hours: 1\n',
    )
    expect(faults({ args: ['--min.insync.replicas', '2'], read })).toEqual([
      told('min.insync.replicas'),
      told('log.roll.ms'),
      told('log.segment.bytes'),
      told('log.roll.ms'),
      'kedge.yaml: log.retention.hours: set log.retention.ms, as in log.retention.ms: 7d',
    ])
  })

  test.each([
    ['log.dirs', 'set store, as in store: embedded:DIR'],
    [
      'listener.security.protocol.map',
      'leave it out: every listener is PLAINTEXT, as there is no TLS and no SASL yet',
    ],
    ['process.roles', 'leave it out: there are no controllers, brokers meet in the store'],
    ['controller.quorum.voters', 'leave it out: there are no controllers, brokers meet in the store'],
    ['offsets.topic.replication.factor', 'leave it out: the store replicates'],
    ['num.partition', 'no such setting (did you mean num.partitions?)'],
  ])('%s is no setting, and why is said', (name, why) => {
    expect(faults({ read: file(`${name}: x\n`) })).toEqual([`kedge.yaml: ${name}: ${why}`])
  })
})

test('durations go up to days', () => {
  expect(configured({ args: ['--producer-id-expiration-ms', '7d'] }).settings.producerIdExpirationMs).toBe(
    604_800_000,
  )
})

test.each([
  ['PT3S', 3_000],
  ['PT1.25S', 1_250],
  ['pt1h30m', 5_400_000],
  ['P1D', 86_400_000],
  ['P1DT1S', 86_401_000],
])('durations may be written as ISO 8601 has them: %s', (written, ms) => {
  const env = { KEDGE_SERVER_CONNECTION_IDLE_MS: written }
  expect(configured({ env }).settings.connectionIdleMs).toBe(ms)
})

test('words are taken however they are capitalized', () => {
  const env = { KEDGE_LOG_LEVEL: 'WARN', KEDGE_STORE: 'redis://h', KEDGE_DURABILITY: 'Always' }
  expect(configured({ env }).settings).toMatchObject({ logLevel: 'warn', durability: 'always' })
})

test.each(['a.b: 1', 'a:\n  b: 1', 'a: {}', 'log.retention:\n  check.interval.ms: 1', 'server: []'])(
  '%j is no setting',
  (text) => {
    expect(faults({ read: file(`${text}\n`) })).toHaveLength(1)
  },
)
