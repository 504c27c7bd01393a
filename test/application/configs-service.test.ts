import { describe, expect, test } from 'vitest'
import { memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import { configsAtStart } from '#application/broker-configs'
import { openCatalog } from '#application/cluster/catalog'
import type { ConfigEntry } from '#application/configs'
import { configsService } from '#application/configs-service'
import type { ConfigChange } from '#domain/config/alteration'
import { brokerConfigs } from '#domain/config/broker-catalogue'
import type { ResourceType } from '#domain/config/set-configs'
import { topicConfigs } from '#domain/topic/config-catalogue'
import { topicName } from '#domain/topic/types'
import { E } from '#shared/fp'
import { eventually } from '#test/support/eventually'
import { creation } from '#test/support/model-cluster'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

const facts = {
  brokerId: 4,
  listeners: 'PLAINTEXT://0.0.0.0:9092',
  advertisedListeners: 'PLAINTEXT://kedge:9092',
  where: 'memory',
  defaultPartitions: 3,
  autoCreateTopics: true,
  maxRequestBytes: 16_777_216,
  connectionsMaxIdleMs: 600_000,
  groupInitialRebalanceDelayMs: 3000,
  groupMinSessionTimeoutMs: 6000,
  groupMaxSessionTimeoutMs: 1_800_000,
  groupMaxSize: 1000,
  offsetsRetentionMinutes: 10_080,
  offsetsRetentionCheckIntervalMs: 600_000,
  producerIdExpirationMs: 86_400_000,
  logRetentionCheckIntervalMs: 300_000,
  logCleanerBackoffMs: 15_000,
}

/** Brokers on one store, and a topic `orders` that has a `retention.ms` of its own. */
const cluster = async () => {
  const data = memoryData()
  const broker = async (brokerId: number) => {
    const deps = {
      journal: memoryStore(stampingCodec, data).journal,
      logger: silentLogger,
      onOtherCluster: () => {},
    }
    const catalog = await openCatalog(deps, { clusterId: 'c', at: 0 })
    const service = configsService({
      catalog,
      brokerId,
      atStart: () => configsAtStart({ ...facts, brokerId }),
    })
    return { catalog, service, topic: (name: string) => catalog.state().byName.get(topicName(name)) }
  }
  const [one, other] = [await broker(4), await broker(5)]
  await one.catalog.execute(creation({ name: 'orders', configs: new Map([['retention.ms', '5']]) }))
  return { one, other, orders: one.topic('orders')! }
}
const named = (entries: readonly ConfigEntry[]) => new Map(entries.map((entry) => [entry.name, entry]))
const set = (name: string, value: string): ConfigChange => ({ name, operation: 'set', value })
const altering = (type: ResourceType, name: string, ...changes: readonly ConfigChange[]) => ({
  resource: { type, name },
  changes,
  replacing: false,
  validateOnly: false,
})

describe('configs of a topic', () => {
  test('are all that Kafka lists', async () => {
    const { one, orders } = await cluster()
    expect(one.service.ofTopic(orders).map(({ name }) => name)).toEqual([...topicConfigs.keys()])
  })

  test('name where a value comes from, and where else it could', async () => {
    const { one, orders } = await cluster()
    await one.service.alter(
      altering('broker', '', set('log.retention.ms', '7'), set('log.segment.bytes', '2000000')),
    )
    const entries = named(one.service.ofTopic(orders))
    expect(entries.get('retention.ms')).toMatchObject({
      value: '5',
      source: 'topic',
      type: 'long',
      readOnly: false,
      synonyms: [
        { name: 'retention.ms', value: '5', source: 'topic' },
        { name: 'log.retention.ms', value: '7', source: 'all-brokers' },
        { name: 'log.retention.hours', value: '168', source: 'default' },
      ],
    })
    expect(entries.get('segment.bytes')).toMatchObject({
      value: '2000000',
      source: 'all-brokers',
      synonyms: [
        { name: 'log.segment.bytes', value: '2000000', source: 'all-brokers' },
        { name: 'log.segment.bytes', value: '1073741824', source: 'default' },
      ],
    })
    expect(entries.get('retention.bytes')).toMatchObject({
      value: '-1',
      source: 'default',
      synonyms: [{ name: 'log.retention.bytes', value: '-1', source: 'default' }],
    })
  })

  test('have no synonym where only a coarser unit has a default, or brokers have no such config', async () => {
    const { one } = await cluster()
    const entries = named(one.service.ofNewTopic(new Map()))
    expect(entries.get('retention.ms')).toMatchObject({ value: '604800000', source: 'default', synonyms: [] })
    expect(entries.get('remote.storage.enable')).toMatchObject({
      value: 'false',
      source: 'default',
      synonyms: [],
    })
  })

  test('of a topic to be made are those it would have', async () => {
    const { one } = await cluster()
    await one.service.alter(altering('broker', '', set('message.max.bytes', '7')))
    const entries = named(one.service.ofNewTopic(new Map([['cleanup.policy', ' compact ']])))
    expect(entries.get('cleanup.policy')).toMatchObject({ value: 'compact', source: 'topic' })
    expect(entries.get('max.message.bytes')).toMatchObject({ value: '7', source: 'all-brokers' })
  })

  test('that do nothing say so', async () => {
    const { one, orders } = await cluster()
    const entries = named(one.service.ofTopic(orders))
    expect(entries.get('preallocate')?.documentation).toContain('without effect')
    expect(entries.get('retention.ms')?.documentation).not.toContain('without effect')
  })
})

describe('configs of a broker', () => {
  test('are all that Kafka lists, and can be set or not', async () => {
    const { one } = await cluster()
    const entries = one.service.ofBroker()
    expect(entries.map(({ name }) => name)).toEqual([...brokerConfigs.keys()])
    for (const { name, readOnly } of entries) expect(readOnly).toBe(brokerConfigs.get(name)?.readOnly)
  })

  // kafka.md c.6: what tools read
  test.each([
    ['broker.id', '4', 'static-broker'],
    ['node.id', '4', 'static-broker'],
    ['listeners', 'PLAINTEXT://0.0.0.0:9092', 'static-broker'],
    ['advertised.listeners', 'PLAINTEXT://kedge:9092', 'static-broker'],
    ['log.dirs', 'memory', 'static-broker'],
    ['num.partitions', '3', 'static-broker'],
    ['auto.create.topics.enable', 'true', 'static-broker'],
    ['offsets.retention.minutes', '10080', 'static-broker'],
    ['group.max.session.timeout.ms', '1800000', 'static-broker'],
    ['delete.topic.enable', 'true', 'default'],
    ['default.replication.factor', '1', 'default'],
    ['min.insync.replicas', '1', 'default'],
    ['message.max.bytes', '1048588', 'default'],
    ['log.retention.hours', '168', 'default'],
    ['log.retention.minutes', null, 'default'],
    ['log.retention.ms', null, 'default'],
    ['log.segment.bytes', '1073741824', 'default'],
    ['log.cleanup.policy', 'delete', 'default'],
    ['offsets.topic.num.partitions', '50', 'default'],
    ['transaction.max.timeout.ms', '900000', 'default'],
    ['group.consumer.session.timeout.ms', '45000', 'default'],
    ['inter.broker.protocol.version', '4.3-IV0', 'default'],
  ])('has %s = %s', async (name, value, source) => {
    const { one } = await cluster()
    expect(named(one.service.ofBroker()).get(name)).toMatchObject({ value, source })
  })

  test('are its own, then those of all, then those of its start, then Kafka’s', async () => {
    const { one, other } = await cluster()
    await one.service.alter(altering('broker', '', set('log.cleaner.threads', '2')))
    await one.service.alter(altering('broker', '4', set('log.cleaner.threads', '3')))
    await other.catalog.refresh()
    const own = { name: 'log.cleaner.threads', value: '3', source: 'broker' }
    const all = { name: 'log.cleaner.threads', value: '2', source: 'all-brokers' }
    const otherwise = { name: 'log.cleaner.threads', value: '1', source: 'default' }
    const at = (service: typeof one.service) => named(service.ofBroker()).get('log.cleaner.threads')
    expect(at(one.service)).toMatchObject({ ...own, synonyms: [own, all, otherwise] })
    expect(at(other.service)).toMatchObject({ ...all, synonyms: [all, otherwise] })
    expect(one.service.ofAllBrokers()).toMatchObject([{ ...all, readOnly: false, synonyms: [all] }])
  })

  test('that are secret are marked', async () => {
    const { one } = await cluster()
    const secrets = one.service.ofBroker().filter(({ sensitive }) => sensitive)
    expect(secrets.length).toBeGreaterThan(5)
    for (const { type, value } of secrets) expect([type, value]).toEqual(['password', null])
  })
})

describe('configs of groups and subscriptions', () => {
  test('are theirs, or a broker’s, or Kafka’s', async () => {
    const { one } = await cluster()
    await one.service.alter(altering('group', 'g', set('consumer.heartbeat.interval.ms', '6000')))
    await one.service.alter(altering('broker', '', set('group.share.assignment.interval.ms', '9')))
    const entries = named(one.service.ofNamed('group', 'g'))
    expect(entries.get('consumer.heartbeat.interval.ms')).toMatchObject({ value: '6000', source: 'group' })
    expect(entries.get('share.assignment.interval.ms')).toMatchObject({ value: '9', source: 'all-brokers' })
    expect(entries.get('share.isolation.level')).toMatchObject({
      source: 'default',
      synonyms: [{ name: 'share.isolation.level', value: 'read_uncommitted', source: 'default' }],
    })
    expect(one.service.named('group')).toEqual(['g'])
    await one.service.alter(altering('client-metrics', 'm', set('interval.ms', '1000')))
    expect(named(one.service.ofNamed('client-metrics', 'm')).get('interval.ms')).toMatchObject({
      value: '1000',
      source: 'client-metrics',
    })
    expect(one.service.named('client-metrics')).toEqual(['m'])
  })
})

describe('an alteration', () => {
  test('is in force at once where it was made, and at the other broker as soon as that hears of it', async () => {
    const { one, other } = await cluster()
    await one.service.alter(altering('topic', 'orders', set('retention.ms', '6')))
    expect(one.topic('orders')?.configs.get('retention.ms')).toBe('6')
    await eventually('the other broker knows', () =>
      Promise.resolve(other.topic('orders')?.configs.get('retention.ms') === '6' ? true : undefined),
    )
  })

  test('that is only looked at changes nothing, and is refused as the other', async () => {
    const { one } = await cluster()
    const looking = (...changes: readonly ConfigChange[]) =>
      one.service.alter({ ...altering('topic', 'orders', ...changes), validateOnly: true })
    expect(await looking(set('retention.ms', '6'))).toEqual(E.right(undefined))
    expect(one.topic('orders')?.configs.get('retention.ms')).toBe('5')
    expect(await looking(set('retention.ms', '-6'))).toMatchObject(E.left({ kind: 'invalid-config' }))
    expect(await one.service.alter(altering('topic', 'orders', set('retention.ms', '-6')))).toMatchObject(
      E.left({ kind: 'invalid-config' }),
    )
    expect(await one.service.alter(altering('topic', 'nope'))).toEqual(E.left({ kind: 'unknown-topic' }))
  })
})
