import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '#adapters/kafka/protocol/messages/incremental-alter-configs'
import { eventually } from '#test/support/eventually'
import { type KedgeProcess, kedges } from '#test/support/kedge-process'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { withBroker } from './clients/kafkajs.ts'
import { wireClient } from './clients/wire.ts'

const { ConfigResourceTypes, ConfigSource } = kafkajs
const TOPIC = 'configured'
const [ONE, OTHER] = [0, 1] as const

describe('configs, with two brokers on one Redis', () => {
  const kedge = kedges()
  let redis: RedisServer
  let brokers: readonly KedgeProcess[] = []
  const start = async () => {
    const flags = ['--store', redis.url, '--durability', 'any']
    brokers = await Promise.all([ONE, OTHER].map((id) => kedge.start([...flags, '--broker-id', `${id}`])))
  }
  const at = (broker: number): string => brokers[broker]?.address ?? ''

  beforeAll(async () => {
    redis = await redisServer()
    await start()
    await withBroker(at(ONE), (broker) =>
      broker.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1, replicationFactor: 1 }] }),
    )
  })
  afterAll(async () => {
    await kedge.stopAll()
    await redis?.stop()
  })

  /** By kafkajs, which replaces all that is set. */
  const replace = (broker: number, values: Readonly<Record<string, string>>) =>
    withBroker(at(broker), (one) => {
      const configEntries = Object.entries(values).map(([name, value]) => ({ name, value }))
      return one.alterConfigs({
        resources: [{ type: ConfigResourceTypes.TOPIC, name: TOPIC, configEntries }],
      })
    })

  /** For all brokers, which kafkajs cannot name. */
  const setForAll = async (broker: number, values: Readonly<Record<string, string | null>>) => {
    const client = await wireClient(at(broker), 'operator', 30_000)
    try {
      const configs = Object.entries(values).map(([name, value]) => ({
        name,
        configOperation: value === null ? 1 : 0,
        value,
      }))
      const api = {
        request: IncrementalAlterConfigsRequest,
        response: IncrementalAlterConfigsResponse,
        version: 1,
      }
      const { responses } = await client.ask(api, {
        resources: [{ resourceType: ConfigResourceTypes.BROKER, resourceName: '', configs }],
        validateOnly: false,
      })
      expect(responses).toMatchObject([{ errorCode: 0, errorMessage: null }])
    } finally {
      client.close()
    }
  }

  /** As exactly this broker tells kafkajs. */
  const described = async (broker: number, config: string) => {
    const resources = [{ type: ConfigResourceTypes.TOPIC, name: TOPIC }]
    const answer = await withBroker(at(broker), (one) => one.describeConfigs({ resources }))
    const entry = answer.resources[0]?.configEntries.find(({ configName }) => configName === config)
    return [entry?.configValue, entry?.configSource]
  }

  /** What this broker says of a record with this many bytes, or of this time. */
  const produced = (broker: number, message: kafkajs.Message) =>
    withBroker(at(broker), async (one) => {
      try {
        await one.produce({
          topicData: [{ topic: TOPIC, partitions: [{ partition: 0, messages: [message] }] }],
        })
        return 'taken'
      } catch (error) {
        return error instanceof Error && 'type' in error ? error.type : error
      }
    })
  const ofBytes = (bytes: number): kafkajs.Message => ({ value: Buffer.alloc(bytes) })

  /** Once the other broker has heard of it, it must go by it, too. */
  const untilTold = (config: string, value: string, source: kafkajs.ConfigSource) =>
    eventually(`the other broker tells ${config}=${value}`, async () => {
      const told = await described(OTHER, config)
      return told[0] === value && told[1] === source ? told : undefined
    })

  test('what kafkajs sets of a topic at one is told and in force at both', async () => {
    expect(await produced(ONE, ofBytes(5_000))).toBe('taken')
    expect(await produced(OTHER, ofBytes(5_000))).toBe('taken')
    await replace(ONE, { 'max.message.bytes': '2000', 'cleanup.policy': ' compact , delete ' })
    // At once where it was set: the answer comes after it is in force.
    expect(await described(ONE, 'max.message.bytes')).toEqual(['2000', ConfigSource.TOPIC_CONFIG])
    expect(await described(ONE, 'cleanup.policy')).toEqual(['compact,delete', ConfigSource.TOPIC_CONFIG])
    expect(await produced(ONE, ofBytes(5_000))).toBe('MESSAGE_TOO_LARGE')
    await untilTold('max.message.bytes', '2000', ConfigSource.TOPIC_CONFIG)
    expect(await produced(OTHER, ofBytes(5_000))).toBe('MESSAGE_TOO_LARGE')
    expect(await produced(OTHER, ofBytes(1_000))).toBe('INVALID_RECORD')
    expect(await produced(OTHER, { key: 'k', ...ofBytes(1_000) })).toBe('taken')
  })

  test('what is replaced is gone, and the window of timestamps is in force', async () => {
    await replace(OTHER, { 'message.timestamp.before.max.ms': '60000' })
    await eventually('the first broker tells it', async () =>
      (await described(ONE, 'message.timestamp.before.max.ms'))[0] === '60000' ? true : undefined,
    )
    for (const broker of [ONE, OTHER]) {
      expect(await described(broker, 'max.message.bytes')).toEqual(['1048588', ConfigSource.DEFAULT_CONFIG])
      expect(await produced(broker, ofBytes(5_000))).toBe('taken')
      expect(await produced(broker, { value: 'old', timestamp: `${Date.now() - 3_600_000}` })).toBe(
        'INVALID_TIMESTAMP',
      )
    }
    await replace(ONE, {})
    await untilTold('message.timestamp.before.max.ms', '9223372036854775807', ConfigSource.DEFAULT_CONFIG)
    for (const broker of [ONE, OTHER])
      expect(await produced(broker, { value: 'old', timestamp: `${Date.now() - 3_600_000}` })).toBe('taken')
  })

  test('what is set for all brokers holds for a topic that has none of its own, over a restart of all', async () => {
    await setForAll(ONE, { 'message.max.bytes': '3000' })
    await untilTold('max.message.bytes', '3000', ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG)
    for (const broker of [ONE, OTHER])
      expect(await produced(broker, ofBytes(5_000))).toBe('MESSAGE_TOO_LARGE')
    await Promise.all(brokers.map((broker) => broker.stop()))
    await start()
    for (const broker of [ONE, OTHER]) {
      expect(await described(broker, 'max.message.bytes')).toEqual([
        '3000',
        ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG,
      ])
      expect(await produced(broker, ofBytes(5_000))).toBe('MESSAGE_TOO_LARGE')
    }
    await replace(OTHER, { 'max.message.bytes': '10000' })
    expect(await produced(OTHER, ofBytes(5_000))).toBe('taken')
    await setForAll(OTHER, { 'message.max.bytes': null })
    expect(await described(OTHER, 'max.message.bytes')).toEqual(['10000', ConfigSource.TOPIC_CONFIG])
  })

  test('what cannot be is refused, by a message, and changes nothing', async () => {
    const before = await described(ONE, 'retention.ms')
    await expect(replace(ONE, { 'retention.ms': '-2' })).rejects.toMatchObject({ type: 'INVALID_CONFIG' })
    await expect(replace(ONE, { 'no.such': '1' })).rejects.toMatchObject({ type: 'INVALID_CONFIG' })
    expect(await described(ONE, 'retention.ms')).toEqual(before)
    const made = withBroker(at(ONE), (broker) =>
      broker.createTopics({
        topics: [
          {
            topic: 'misconfigured',
            numPartitions: 1,
            replicationFactor: 1,
            configEntries: [{ name: 'cleanup.policy', value: 'shrink' }],
          },
        ],
      }),
    )
    await expect(made).rejects.toMatchObject({ errors: [{ type: 'INVALID_CONFIG' }] })
  })
})
