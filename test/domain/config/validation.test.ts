import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { allBrokers, type ConfigResource } from '#domain/config/set-configs'
import { checked } from '#domain/config/validation'
import { E } from '#shared/fp'
import { configsGolden } from '#test/support/configs-golden'

const kafka = configsGolden(readFileSync(new URL('../../golden/configs.json', import.meta.url), 'utf8'))

const topic: ConfigResource = { type: 'topic', name: 'a' }
const brokers: ConfigResource = { type: 'broker', name: allBrokers.key }
const broker: ConfigResource = { type: 'broker', name: '1' }
const group: ConfigResource = { type: 'group', name: 'g' }
const metrics: ConfigResource = { type: 'client-metrics', name: 'm' }

const check = (resource: ConfigResource, values: Readonly<Record<string, string>>) =>
  checked(resource, new Map(Object.entries(values)))
const verdict = (resource: ConfigResource, values: Readonly<Record<string, string>>) => {
  const outcome = check(resource, values)
  return E.isLeft(outcome) ? outcome.left : null
}

describe('values are judged as by Kafka', () => {
  test.each(kafka.topicValues)('of a topic: $values', ({ values, fault }) => {
    const ours = verdict(topic, values)
    expect(ours).toEqual(fault === null ? null : { kind: 'invalid-config', message: fault })
  })

  test.each(kafka.allBrokersValues)('of all brokers: $values', ({ values, fault }) => {
    const ours = verdict(brokers, values)
    // INVALID_REQUEST it is (KAFKA-13609).
    expect(ours).toEqual(fault === null ? null : { kind: 'invalid-request', message: fault })
  })
})

describe('a value is kept as Kafka would print it', () => {
  test.each([
    ['retention.ms', ' +5 ', '5'],
    ['retention.ms', '-0', '0'],
    ['preallocate', 'TRUE', 'true'],
    ['cleanup.policy', 'compact , delete,compact', 'compact,delete'],
    ['message.timestamp.type', ' LogAppendTime', 'LogAppendTime'],
    ['min.cleanable.dirty.ratio', '0.50', '0.5'],
  ])('%s=%j', (name, value, kept) => {
    expect(check(topic, { [name]: value })).toEqual(E.right(new Map([[name, kept]])))
  })
})

describe('what is refused here alone', () => {
  test.each([
    [topic, 'min.cleanable.dirty.ratio', 'NaN', 'invalid-config'],
    [topic, 'leader.replication.throttled.replicas', '1:', 'invalid-config'],
    [topic, 'leader.replication.throttled.replicas', '*,1:2', 'invalid-config'],
    [topic, 'leader.replication.throttled.replicas', Array(9_000).fill('0:1').join(), 'invalid-config'],
    [brokers, 'no.such', '1', 'invalid-config'],
    [brokers, 'listener.name.external.ssl.keystore.password', 'secret', 'invalid-config'],
    [broker, 'sasl.jaas.config', 'secret', 'invalid-request'],
    [broker, 'listeners', 'PLAINTEXT://:1', 'invalid-request'],
    [group, 'no.such', '1', 'invalid-config'],
    [group, 'share.auto.offset.reset', 'by_duration:P', 'invalid-config'],
    [group, 'consumer.session.timeout.ms', '1', 'invalid-config'],
    [metrics, 'no.such', '1', 'invalid-request'],
    [metrics, 'interval.ms', '99', 'invalid-request'],
  ] as const)('%o %s=%s', (resource, name, value, kind) => {
    expect(verdict(resource, { [name]: value })).toMatchObject({
      kind,
      message: expect.stringContaining(name),
    })
  })

  test('a default of topics for one broker alone: every broker serves every partition', () => {
    expect(verdict(brokers, { 'log.retention.ms': '5' })).toBeNull()
    expect(verdict(broker, { 'log.retention.ms': '5' })).toMatchObject({
      kind: 'invalid-request',
      message: expect.stringContaining('log.retention.ms'),
    })
    expect(verdict(broker, { 'log.cleaner.threads': '2' })).toBeNull()
  })

  test.each(['latest', 'earliest', 'by_duration:PT1H', 'by_duration:P1DT2H3M4.5S'])(
    'a share group begins at %s',
    (value) => {
      expect(verdict(group, { 'share.auto.offset.reset': value })).toBeNull()
    },
  )
})
