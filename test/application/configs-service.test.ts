import { describe, expect, test } from 'vitest'
import { brokerConfigs } from '#application/broker-configs'
import { configsService } from '#application/configs-service'
import { topicConfigs } from '#domain/topic/config-catalogue'
import { topicId, topicName } from '#domain/topic/types'

const service = configsService(() =>
  brokerConfigs({
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
    logRetentionCheckIntervalMs: 300_000,
    offsetsRetentionCheckIntervalMs: 600_000,
  }),
)
const topic = {
  id: topicId('t'),
  name: topicName('t'),
  partitions: 1,
  configs: new Map([['retention.ms', '5']]),
  createdAt: 0,
}

describe('configs of a topic', () => {
  const entries = new Map(service.ofTopic(topic).map((entry) => [entry.name, entry]))

  test('are all that Kafka lists', () => {
    expect([...entries.keys()]).toEqual([...topicConfigs.keys()])
  })

  test('name where a value comes from, and where else it could', () => {
    expect(entries.get('retention.ms')).toMatchObject({
      value: '5',
      source: 'topic',
      type: 'long',
      synonyms: [
        { name: 'retention.ms', value: '5', source: 'topic' },
        { name: 'log.retention.ms', value: '604800000', source: 'default' },
      ],
    })
    expect(entries.get('retention.bytes')).toMatchObject({
      value: '-1',
      source: 'default',
      synonyms: [{ name: 'log.retention.bytes', value: '-1', source: 'default' }],
    })
  })
})

describe('configs of a broker', () => {
  const entries = service.ofBroker()

  test('have each name once, and a value', () => {
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length)
    for (const { value, readOnly } of entries) {
      expect(value).toEqual(expect.any(String))
      expect(readOnly).toBe(true)
    }
  })

  // kafka.md c.6: what tools read
  test.each([
    ['broker.id', '4'],
    ['num.partitions', '3'],
    ['auto.create.topics.enable', 'true'],
    ['min.insync.replicas', '1'],
    ['message.max.bytes', '1048588'],
    ['log.retention.ms', '604800000'],
    ['log.segment.bytes', '1073741824'],
    ['log.cleanup.policy', 'delete'],
    ['default.replication.factor', '1'],
  ])('has %s = %s', (name, value) => {
    expect(entries.find((entry) => entry.name === name)?.value).toBe(value)
  })
})
