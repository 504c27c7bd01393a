import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { stateFromText, stateToText } from '#application/cluster/stored-state'
import { MAX_CONFIGURED } from '#domain/cluster/alter-configs'
import { type ClusterCommand, decide } from '#domain/cluster/decider'
import { CONFIGS_LEVEL } from '#domain/cluster/events'
import { type ClusterState, evolve, noCluster } from '#domain/cluster/state'
import type { ConfigChange } from '#domain/config/alteration'
import { allBrokers, type ResourceType, setOf } from '#domain/config/set-configs'
import { topicConfigs } from '#domain/topic/config-catalogue'
import { topicSettings } from '#domain/topic/settings'
import { topicId } from '#domain/topic/types'
import { E } from '#shared/fp'
import { clusterCommands, creation } from '#test/support/model-cluster'

const set = (name: string, value: string): ConfigChange => ({ name, operation: 'set', value })
const unset = (name: string): ConfigChange => ({ name, operation: 'delete', value: null })
const alter = (type: ResourceType, name: string, ...changes: readonly ConfigChange[]): ClusterCommand => ({
  type: 'alter-configs',
  resource: { type, name },
  changes,
  replacing: false,
})
const replace = (type: ResourceType, name: string, ...changes: readonly ConfigChange[]): ClusterCommand => ({
  type: 'alter-configs',
  resource: { type, name },
  changes,
  replacing: true,
})

const after = (...commands: readonly ClusterCommand[]): ClusterState =>
  commands.reduce((state, command) => {
    const verdict = decide(state, command)
    return E.isLeft(verdict) ? state : verdict.right.reduce(evolve, state)
  }, noCluster)
const topicsConfigs = (state: ClusterState, name: string) =>
  Object.fromEntries(state.byName.get(name)?.configs ?? [])

const orders = creation({ configs: new Map([['retention.ms', ' 10 ']]) })
const others = creation({ id: topicId('id-2'), name: 'others' })

describe('configs of a topic', () => {
  test('are kept as they are shown, from the creation on', () => {
    expect(topicsConfigs(after(orders), 'orders')).toEqual({ 'retention.ms': '10' })
  })

  test('are altered; the topic is another object then', () => {
    const before = after(orders)
    const state = after(orders, alter('topic', 'orders', set('segment.ms', '5'), unset('retention.ms')))
    expect(topicsConfigs(state, 'orders')).toEqual({ 'segment.ms': '5' })
    expect(state.byName.get('orders')).toBe(state.topics.get(orders.id))
    expect(state.byName.get('orders')).not.toBe(before.byName.get('orders'))
  })

  test('are replaced, whatever there was', () => {
    const state = after(orders, replace('topic', 'orders', set('segment.ms', '5')))
    expect(topicsConfigs(state, 'orders')).toEqual({ 'segment.ms': '5' })
    expect(topicsConfigs(after(orders, replace('topic', 'orders')), 'orders')).toEqual({})
  })

  test('go with the topic, and are no other one’s of that name', () => {
    const state = after(orders, { type: 'delete-topic', id: orders.id })
    expect(state.configs.topic.size).toBe(0)
    expect(
      topicsConfigs(
        after(orders, { type: 'delete-topic', id: orders.id }, { ...others, name: 'orders' }),
        'orders',
      ),
    ).toEqual({})
  })

  test('that are as asked already change nothing', () => {
    expect(decide(after(orders), alter('topic', 'orders', set('retention.ms', '+10')))).toEqual(E.right([]))
  })
})

describe('defaults of topics', () => {
  test('are what was set for all brokers, where the topic has nothing of its own', () => {
    const state = after(
      orders,
      others,
      alter(
        'broker',
        '',
        set('log.retention.ms', '99'),
        set('log.segment.bytes', '2000000'),
        set('log.cleaner.threads', '3'),
      ),
    )
    expect(topicsConfigs(state, 'orders')).toEqual({ 'retention.ms': '10', 'segment.bytes': '2000000' })
    expect(topicsConfigs(state, 'others')).toEqual({ 'retention.ms': '99', 'segment.bytes': '2000000' })
    expect(topicSettings(state.byName.get('others')!.configs).segments).toMatchObject({
      retentionMs: 99,
      segmentBytes: 2_000_000,
    })
    expect(state.byName.get('others')).toBe(state.topics.get(topicId('id-2')))
  })

  test('hold for topics made later, and end when they are taken away', () => {
    const defaulted = [alter('broker', '', set('message.max.bytes', '5')), others]
    expect(topicsConfigs(after(...defaulted), 'others')).toEqual({ 'max.message.bytes': '5' })
    expect(
      topicsConfigs(after(...defaulted, alter('broker', '', unset('message.max.bytes'))), 'others'),
    ).toEqual({})
  })

  test('come back when the topic gives up its own', () => {
    const state = after(
      orders,
      alter('broker', '', set('log.retention.ms', '99')),
      alter('topic', 'orders', unset('retention.ms')),
    )
    expect(topicsConfigs(state, 'orders')).toEqual({ 'retention.ms': '99' })
  })

  test.prop([clusterCommands], { numRuns: 150 })('and own values are all that a topic has', (script) => {
    const state = after(...script)
    const defaults = setOf(state.configs, allBrokers)
    for (const topic of state.topics.values()) {
      const own = setOf(state.configs, { type: 'topic', key: topic.id })
      for (const [name, { brokerName }] of topicConfigs)
        expect(topic.configs.get(name)).toBe(
          own.get(name) ?? (brokerName === null ? undefined : defaults.get(brokerName)),
        )
      expect(state.byName.get(topic.name)).toBe(topic)
    }
    for (const owners of Object.values(state.configs))
      for (const values of owners.values()) expect(values.size).toBeGreaterThan(0)
    for (const id of state.configs.topic.keys()) expect(state.topics.has(topicId(id))).toBe(true)
  })
})

describe('refused', () => {
  test.each([
    ['a topic that is not there', alter('topic', 'nope', set('retention.ms', '1')), 'unknown-topic'],
    [
      'what is wrong, before the topic is looked for',
      alter('topic', 'nope', set('retention.ms', '-2')),
      'invalid-config',
    ],
    ['a topic without a name', alter('topic', '', set('retention.ms', '1')), 'invalid-request'],
    ['an impossible name', alter('topic', 'a/b', set('retention.ms', '1')), 'invalid-topic'],
    [
      'a group without a name',
      alter('group', '', set('share.heartbeat.interval.ms', '6000')),
      'invalid-request',
    ],
    ['a name that is too long', alter('group', 'x'.repeat(256)), 'invalid-request'],
  ])('is %s', (_, command, kind) => {
    expect(decide(after(orders), command)).toMatchObject(E.left({ kind }))
  })

  test('are groups beyond all measure', () => {
    const owners = new Map(Array.from({ length: MAX_CONFIGURED }, (_, i) => [`g${i}`, new Map([['a', '1']])]))
    const full = { ...noCluster, configs: { ...noCluster.configs, group: owners } }
    const change = set('share.heartbeat.interval.ms', '6000')
    expect(decide(full, alter('group', 'one more', change))).toMatchObject(
      E.left({ kind: 'policy-violation' }),
    )
    expect(E.isRight(decide(full, alter('group', 'g1', unset('a'))))).toBe(true)
  })
})

test('a snapshot from before configs were altered is read', () => {
  const told = stateToText(after({ type: 'form-cluster', clusterId: 'c', at: 1 }, orders))
  const { configs, ...before } = JSON.parse(told) as Record<string, unknown>
  expect(configs).toEqual([])
  expect(topicsConfigs(stateFromText(JSON.stringify(before)), 'orders')).toEqual({ 'retention.ms': '10' })
})

test('a snapshot that holds more than the configs of topics is of a level that older versions refuse', () => {
  const old = evolve(noCluster, { type: 'cluster-formed', clusterId: 'c', featureLevel: 1, at: 0 })
  const levelAfter = (...commands: readonly ClusterCommand[]) => {
    const state = commands.reduce((before, command) => {
      const verdict = decide(before, command)
      return E.isLeft(verdict) ? before : verdict.right.reduce(evolve, before)
    }, old)
    return stateFromText(stateToText(state)).featureLevel
  }
  expect(levelAfter(orders, alter('topic', 'orders', set('segment.ms', '5')))).toBe(1)
  expect(levelAfter(alter('broker', '', set('log.retention.ms', '5')))).toBe(CONFIGS_LEVEL)
  expect(levelAfter(alter('group', 'g', set('share.heartbeat.interval.ms', '6000')))).toBe(CONFIGS_LEVEL)
  expect(levelAfter(alter('client-metrics', 'm', set('interval.ms', '1000')))).toBe(CONFIGS_LEVEL)
})
