import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { groupAdmin } from '../test/e2e/groups/admin.ts'
import { type GroupSite, openSite, sites } from '../test/e2e/groups/sites.ts'
import { kafkaConfigs, tool } from './java.ts'

// kafka-configs.sh, in the order in which an operator uses it. KEDGE_GROUP_SITES=kafka holds it on Apache Kafka itself.

const TOPIC = 'configured'

describe.for(sites())('kafka-configs on %s', (name) => {
  let site: GroupSite
  const configs = (...args: readonly string[]) => kafkaConfigs('--bootstrap-server', site.at(), ...args)
  const alter = (...args: readonly string[]) => configs('--alter', ...args)
  const refused = (...args: readonly string[]) => alter(...args).then(() => 'not refused', String)
  const describeOf = async (...args: readonly string[]) => valuesIn(await configs('--describe', ...args))
  const topic = ['--entity-type', 'topics', '--entity-name', TOPIC]
  const brokers = ['--entity-type', 'brokers', '--entity-default']
  let broker: readonly string[] = []

  beforeAll(async () => {
    site = await openSite[name]()
    await groupAdmin(site.at).createTopic(TOPIC, 2)
    const nodes = await tool('BrokerApiVersionsCommand', '--bootstrap-server', site.at())
    broker = ['--entity-type', 'brokers', '--entity-name', /\(id: (\d+)/.exec(nodes)?.[1] ?? 'no broker']
  })
  afterAll(() => site?.stop())

  test('sets, adds to, and takes away a topic’s own', async () => {
    await alter(
      ...topic,
      '--add-config',
      'retention.ms=1000,cleanup.policy=[compact,delete],segment.bytes=2000000',
    )
    expect(await describeOf(...topic)).toEqual(
      new Map([
        [
          'cleanup.policy',
          'compact,delete {DYNAMIC_TOPIC_CONFIG:cleanup.policy=compact,delete, DEFAULT_CONFIG:log.cleanup.policy=delete}',
        ],
        ['retention.ms', '1000 {DYNAMIC_TOPIC_CONFIG:retention.ms=1000}'],
        [
          'segment.bytes',
          '2000000 {DYNAMIC_TOPIC_CONFIG:segment.bytes=2000000, DEFAULT_CONFIG:log.segment.bytes=1073741824}',
        ],
      ]),
    )
    await alter(
      ...topic,
      '--add-config',
      'retention.ms=2000',
      '--delete-config',
      'cleanup.policy,segment.bytes',
    )
    expect(await describeOf(...topic)).toEqual(
      new Map([['retention.ms', '2000 {DYNAMIC_TOPIC_CONFIG:retention.ms=2000}']]),
    )
  })

  test('shows what is in force, and where else it could come from', async () => {
    const all = await describeOf(...topic, '--all')
    expect(all.get('max.message.bytes')).toBe('1048588 {DEFAULT_CONFIG:message.max.bytes=1048588}')
    expect(all.get('segment.ms')).toBe('604800000 {}')
    expect(all.size).toBe(33)
  })

  test('sets the defaults of topics for all brokers', async () => {
    await alter(
      ...brokers,
      '--add-config',
      'log.retention.ms=99000,message.max.bytes=5000,log.cleaner.threads=2',
    )
    const set = await describeOf(...brokers)
    expect(set.get('log.retention.ms')).toBe('99000 {DYNAMIC_DEFAULT_BROKER_CONFIG:log.retention.ms=99000}')
    expect(set.get('log.cleaner.threads')).toBe('2 {DYNAMIC_DEFAULT_BROKER_CONFIG:log.cleaner.threads=2}')
    expect((await describeOf(...broker, '--all')).get('log.retention.ms')).toBe(
      '99000 {DYNAMIC_DEFAULT_BROKER_CONFIG:log.retention.ms=99000, DEFAULT_CONFIG:log.retention.hours=168}',
    )
    const all = await describeOf(...topic, '--all')
    expect(all.get('retention.ms')).toBe(
      '2000 {DYNAMIC_TOPIC_CONFIG:retention.ms=2000, DYNAMIC_DEFAULT_BROKER_CONFIG:log.retention.ms=99000, DEFAULT_CONFIG:log.retention.hours=168}',
    )
    expect(all.get('max.message.bytes')).toBe(
      '5000 {DYNAMIC_DEFAULT_BROKER_CONFIG:message.max.bytes=5000, DEFAULT_CONFIG:message.max.bytes=1048588}',
    )
    await alter(...topic, '--delete-config', 'retention.ms')
    expect((await describeOf(...topic, '--all')).get('retention.ms')).toBe(
      '99000 {DYNAMIC_DEFAULT_BROKER_CONFIG:log.retention.ms=99000, DEFAULT_CONFIG:log.retention.hours=168}',
    )
  })

  test('sets what is one broker’s own', async () => {
    await alter(...broker, '--add-config', 'log.cleaner.threads=3')
    expect((await describeOf(...broker, '--all')).get('log.cleaner.threads')).toBe(
      '3 {DYNAMIC_BROKER_CONFIG:log.cleaner.threads=3, DYNAMIC_DEFAULT_BROKER_CONFIG:log.cleaner.threads=2, DEFAULT_CONFIG:log.cleaner.threads=1}',
    )
    await alter(...broker, '--delete-config', 'log.cleaner.threads')
    expect((await describeOf(...broker, '--all')).get('log.cleaner.threads')).toBe(
      '2 {DYNAMIC_DEFAULT_BROKER_CONFIG:log.cleaner.threads=2, DEFAULT_CONFIG:log.cleaner.threads=1}',
    )
  })

  test('keeps what was set over a restart, and takes it away', async () => {
    await alter(...topic, '--add-config', 'flush.ms=7')
    await site.restart()
    const kept = await eventually('the broker serves', () => describeOf(...topic).catch(() => undefined))
    expect([...kept.keys()]).toEqual(['flush.ms'])
    expect((await describeOf(...brokers)).get('message.max.bytes')).toContain('5000 ')
    await alter(...brokers, '--delete-config', 'log.retention.ms,message.max.bytes,log.cleaner.threads')
    expect((await describeOf(...topic, '--all')).get('max.message.bytes')).toContain('1048588 ')
  })

  test('is told why something cannot be', async () => {
    expect(await refused(...topic, '--add-config', 'retention.ms=-7')).toContain(
      'InvalidConfigurationException: Invalid value -7 for configuration retention.ms: Value must be at least -1',
    )
    expect(await refused(...topic, '--add-config', 'no.such=1')).toContain(
      'InvalidConfigurationException: Unknown topic config name: no.such',
    )
    expect(await refused(...broker, '--add-config', 'num.partitions=7')).toContain(
      'InvalidRequestException: Cannot update these configs dynamically: [num.partitions]',
    )
    expect(await refused(...brokers, '--add-config', 'log.cleanup.policy=shrink')).toContain(
      'InvalidRequestException: Invalid value shrink for configuration log.cleanup.policy',
    )
    expect(
      await refused('--entity-type', 'topics', '--entity-name', 'nope', '--add-config', 'flush.ms=1'),
    ).toMatch(/UnknownTopicOrPartitionException|The topic 'nope' does not exist/)
  })

  test('sets what belongs to a group', async () => {
    const group = ['--entity-type', 'groups', '--entity-name', 'g']
    await alter(...group, '--add-config', 'consumer.heartbeat.interval.ms=6000')
    expect((await describeOf(...group)).get('consumer.heartbeat.interval.ms')).toBe(
      '6000 {DYNAMIC_GROUP_CONFIG:consumer.heartbeat.interval.ms=6000, DEFAULT_CONFIG:group.consumer.heartbeat.interval.ms=5000}',
    )
    expect(await configs('--describe', '--entity-type', 'groups')).toContain(
      'Dynamic configs for group g are',
    )
    expect(await refused(...group, '--add-config', 'consumer.heartbeat.interval.ms=1')).toContain(
      'InvalidConfigurationException',
    )
  })
})

/** Each config that is described: its value, and its synonyms in braces. */
const valuesIn = (printed: string): ReadonlyMap<string, string> =>
  new Map(
    [...printed.matchAll(/^ {2}([a-z0-9.]+)=(.*) sensitive=false synonyms=(\{.*\})$/gm)].map(
      ([, name = '', value = '', synonyms = '']) => [name, `${value} ${synonyms}`],
    ),
  )
