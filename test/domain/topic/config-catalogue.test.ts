import { describe, expect, test } from 'vitest'
import { configFault, configValue, topicConfigs } from '#domain/topic/config-catalogue'
import type { ConfigType } from '#domain/topic/config-rule'

/** What no config of a type may be. */
const nonsense: Partial<Record<ConfigType, readonly string[]>> = {
  boolean: ['', 'yes', '1', 'true '],
  int: ['', 'x', '1.5', '1e3', ' 1', '0x10', '2147483648', '-2147483649'],
  long: ['', 'x', '1.5', '9223372036854775808', '-9223372036854775809'],
  double: ['', ' ', 'x', '-0.1', '1.1', 'NaN', 'Infinity'],
  string: ['', 'no-such-value'],
}

describe.each([...topicConfigs])('%s', (name, { rule, default: value, brokerName, documentation }) => {
  test('has a default that its own rule takes', () => {
    expect(rule.fault(value)).toBeUndefined()
    expect(configFault(new Map([[name, value]]))).toBeUndefined()
    expect(configValue(new Map(), name)).toBe(value)
  })

  test('refuses what is no value of its type, and says so to the client', () => {
    for (const odd of nonsense[rule.type] ?? []) {
      expect(rule.fault(odd)).toEqual(expect.any(String))
      expect(configFault(new Map([[name, odd]]))).toContain(name)
    }
  })

  test('is documented and named as Kafka names it', () => {
    expect(documentation).toMatch(/\.$/)
    expect(brokerName).toMatch(/^[a-z0-9.]+$/)
  })
})

describe('the catalogue', () => {
  // kafka.md c.6
  test.each(
    Object.entries({
      'cleanup.policy': 'delete',
      'compression.type': 'producer',
      'delete.retention.ms': '86400000',
      'file.delete.delay.ms': '60000',
      'flush.messages': '9223372036854775807',
      'flush.ms': '9223372036854775807',
      'index.interval.bytes': '4096',
      'max.compaction.lag.ms': '9223372036854775807',
      'max.message.bytes': '1048588',
      'message.timestamp.type': 'CreateTime',
      'message.timestamp.before.max.ms': '9223372036854775807',
      'message.timestamp.after.max.ms': '3600000',
      'min.cleanable.dirty.ratio': '0.5',
      'min.compaction.lag.ms': '0',
      'min.insync.replicas': '1',
      preallocate: 'false',
      'retention.bytes': '-1',
      'retention.ms': '604800000',
      'segment.bytes': '1073741824',
      'segment.index.bytes': '10485760',
      'segment.jitter.ms': '0',
      'segment.ms': '604800000',
      'unclean.leader.election.enable': 'false',
      'leader.replication.throttled.replicas': '',
      'follower.replication.throttled.replicas': '',
      'remote.storage.enable': 'false',
      'local.retention.ms': '-2',
      'local.retention.bytes': '-2',
    }),
  )('has %s with the default %j of Kafka 4.3', (name, value) => {
    expect(topicConfigs.get(name)?.default).toBe(value)
  })

  test('names what it does not know, and what has no value', () => {
    expect(configFault(new Map([['no.such', '1']]))).toBe('Unknown topic config name: no.such')
    expect(configFault(new Map([['no.such', null]]))).toBe('Unknown topic config name: no.such')
    expect(configFault(new Map([['retention.ms', null]]))).toContain('retention.ms')
    expect(configFault(new Map([['__proto__', '1']]))).toBe('Unknown topic config name: __proto__')
  })

  test.each([
    ['retention.ms', '-1'],
    ['retention.ms', '+5'],
    ['cleanup.policy', ''],
    ['cleanup.policy', 'compact'],
    ['cleanup.policy', 'compact, delete'],
    ['preallocate', 'TRUE'],
    ['min.cleanable.dirty.ratio', '1'],
    ['compression.zstd.level', '-131072'],
  ])('%s may be %j', (name, value) => {
    expect(configFault(new Map([[name, value]]))).toBeUndefined()
  })

  test.each([
    ['retention.ms', '-2'],
    ['cleanup.policy', 'compact,shrink'],
    ['compression.type', 'brotli'],
    ['compression.gzip.level', '10'],
    ['segment.bytes', '1048575'],
    ['max.message.bytes', '-1'],
    ['min.insync.replicas', '0'],
  ])('%s may not be %j', (name, value) => {
    expect(configFault(new Map([[name, value]]))).toContain(
      `Invalid value ${value} for configuration ${name}`,
    )
  })

  test('a value of the topic goes before the default', () => {
    expect(configValue(new Map([['retention.ms', '5']]), 'retention.ms')).toBe('5')
  })
})
