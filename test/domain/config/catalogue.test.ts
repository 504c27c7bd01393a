import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { topicDefaults } from '#domain/config/broker/topic-defaults'
import { brokerConfigs } from '#domain/config/broker-catalogue'
import type { Catalogue } from '#domain/config/definition'
import { groupConfigs } from '#domain/config/group-catalogue'
import { catalogues } from '#domain/config/validation'
import { topicConfigs } from '#domain/topic/config-catalogue'
import { E } from '#shared/fp'
import { configsGolden } from '#test/support/configs-golden'

// The authority is what Kafka's own classes define (test/golden/ConfigsGolden.java).

const kafka = configsGolden(readFileSync(new URL('../../golden/configs.json', import.meta.url), 'utf8'))

const types = ['topic', 'broker', 'group', 'client-metrics'] as const
/** Ours alone: Kafka 4 has it no more, and older tools look for it. */
const ADDED = ['inter.broker.protocol.version']
/** Ranges that Kafka's classes leave to other checks, of which some are ours. */
const NARROWER = new Set(['log.retention.ms', 'log.roll.ms', 'log.roll.jitter.ms', 'log.flush.interval.ms'])
/** These touch sockets and secrets, or have a setting: they are not changed while a broker runs. */
const FIXED =
  /^(ssl|sasl)\.|^(listeners|listener\.security\.protocol\.map|principal\.builder\.class|cordoned\.log\.dirs)$|^(producer\.id\.expiration|log\.cleaner\.backoff)\.ms$/

describe.each(types)('the catalogue of %s', (type) => {
  const catalogue: Catalogue = catalogues[type]

  test('is what Kafka has', () => {
    const names = kafka.configs[type].map(({ name }) => name)
    const ours = [...catalogue.keys()].filter((name) => !ADDED.includes(name))
    expect(ours.toSorted()).toEqual(names.toSorted())
  })

  test.each(kafka.configs[type])('has $name as Kafka has it', (theirs) => {
    const ours = catalogue.get(theirs.name)
    expect(ours?.rule.type).toBe(theirs.type)
    expect(ours?.default).toBe(theirs.default)
    expect(ours?.documentation).toMatch(/\.$/)
    const { default: value } = ours ?? {}
    if (typeof value === 'string') expect(ours?.rule.parse(value)).toEqual(E.right(value))
  })

  test.each(kafka.configs[type].filter(({ valid }) => bounds(valid) !== null))(
    'takes of $name what lies in $valid',
    ({ name, valid, type: numeric }) => {
      const [least, most] = bounds(valid) ?? []
      const parse = catalogue.get(name)?.rule.parse
      const step = numeric === 'double' ? 0.25 : 1
      if (type !== 'group') expect(parse?.(`${least}`)).toEqual(E.right(`${least}`))
      expect(parse?.(`${Number(least) - step}`)).toEqual(E.left(expect.any(String)))
      if (most === undefined) return
      if (type !== 'group') expect(parse?.(`${most}`)).toEqual(E.right(`${most}`))
      expect(parse?.(`${Number(most) + step}`)).toEqual(E.left(expect.any(String)))
    },
  )
})

const bounds = (valid: string | null): readonly (string | undefined)[] | null => {
  const found = /^\[(-?[\d.]+),\.\.\.(?:,(-?[\d.]+))?\]$/.exec(valid ?? '')
  return found === null ? null : [found[1], found[2]]
}

describe('broker configs', () => {
  test('change while a broker runs as in Kafka, but for sockets, secrets and settings', () => {
    const dynamic = [...brokerConfigs].filter(([, { readOnly }]) => !readOnly).map(([name]) => name)
    const expected = Object.keys(kafka.dynamic).filter((name) => !FIXED.test(name))
    expect(dynamic.toSorted()).toEqual(expected.toSorted())
    expect(dynamic.filter((name) => kafka.dynamic[name] !== 'cluster-wide')).toEqual([])
  })

  test('are the defaults of topics as in Kafka', () => {
    const ours = [...topicConfigs].flatMap(([name, { brokerName }]) =>
      brokerName === null ? [] : [[name, brokerName]],
    )
    const theirs = Object.entries(kafka.synonyms).map(([name, [first]]) => [name, first])
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs))
    expect(new Set(topicDefaults.keys())).toEqual(new Set(theirs.map(([, first]) => first)))
  })

  test('that are unset have a range that the topic config has', () => {
    for (const name of NARROWER) expect(E.isLeft(brokerConfigs.get(name)!.rule.parse('-7'))).toBe(true)
  })
})

describe('what is in force', () => {
  test('of topics', () => {
    const inForce = [...topicConfigs].filter((each) => each[1].inForce).map(([name]) => name)
    expect(inForce).toEqual([
      'cleanup.policy',
      'compression.gzip.level',
      'compression.type',
      'compression.zstd.level',
      'delete.retention.ms',
      'file.delete.delay.ms',
      'max.compaction.lag.ms',
      'max.message.bytes',
      'message.timestamp.after.max.ms',
      'message.timestamp.before.max.ms',
      'message.timestamp.type',
      'min.cleanable.dirty.ratio',
      'min.compaction.lag.ms',
      'retention.bytes',
      'retention.ms',
      'segment.bytes',
      'segment.jitter.ms',
      'segment.ms',
    ])
    for (const name of inForce)
      expect(brokerConfigs.get(topicConfigs.get(name)?.brokerName ?? '')?.inForce).toBe(true)
  })
})

describe('group configs', () => {
  const byDefault = new Map(kafka.configs.broker.map(({ name, default: value }) => [name, value]))
  const limited = [...groupConfigs.keys()].flatMap((name) => {
    const [kind, ...rest] = name.split('.')
    const [least, most] = ['min', 'max'].map((end) => byDefault.get(`group.${kind}.${end}.${rest.join('.')}`))
    return typeof least === 'string' && typeof most === 'string' ? [{ name, least, most }] : []
  })

  test('are limited by those of brokers where Kafka has such', () => {
    expect(limited.length).toBe(12)
  })

  test.each(limited)('$name lies between $least and $most', ({ name, least, most }) => {
    const parse = groupConfigs.get(name)?.rule.parse
    for (const value of [least, most]) expect(parse?.(value)).toEqual(E.right(value))
    for (const value of [Number(least) - 1, Number(most) + 1])
      expect(parse?.(`${value}`)).toEqual(E.left(expect.any(String)))
  })
})
