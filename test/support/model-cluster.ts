import { fc } from '@fast-check/vitest'
import type { ClusterCommand, CreateTopicCommand } from '#domain/cluster/decider'
import type { ClusterState } from '#domain/cluster/state'
import { allBrokers } from '#domain/config/set-configs'
import { topicId } from '#domain/topic/types'

export const creation = (some: Partial<CreateTopicCommand> = {}): CreateTopicCommand => ({
  type: 'create-topic',
  id: topicId('id-1'),
  name: 'orders',
  partitions: 1,
  replicationFactor: -1,
  assignments: [],
  configs: new Map(),
  at: 1_000,
  ...some,
})

const id = fc.constantFrom(...['t1', 't2', 't3', 't4', 't5'].map(topicId))
/** Few, so that they collide: as they are, and where "." and "_" are one. */
const name = fc.constantFrom('a.b', 'a_b', 'a.c', 'a_c', 'plain', '..', '')
const incarnation = fc.constantFrom('one', 'two', 'three')
const history = fc.constantFrom('h1', 'h2', 'h3')

/** Names that clients use for a resource, configs that it may have, and some that it may not. */
const configured = [
  { type: 'topic', names: ['t1', 't2', 'a.b'], configs: ['retention.ms', 'cleanup.policy', 'no.such'] },
  {
    type: 'broker',
    names: [allBrokers.key],
    configs: ['log.retention.ms', 'log.cleanup.policy', 'log.cleaner.threads'],
  },
  { type: 'broker', names: ['1'], configs: ['log.cleaner.threads', 'log.retention.ms', 'num.partitions'] },
  {
    type: 'group',
    names: ['g', 'h'],
    configs: ['share.delivery.count.limit', 'consumer.assignment.interval.ms'],
  },
  { type: 'client-metrics', names: ['m'], configs: ['interval.ms', 'metrics'] },
] as const
const operations = ['set', 'set', 'set', 'delete', 'append', 'subtract'] as const
const values = ['5', ' 1000', '2000', 'compact', 'compact,delete', 'x', null]

const alteration = fc.constantFrom(...configured).chain(({ type, names, configs }) =>
  fc.record({
    type: fc.constant('alter-configs' as const),
    resource: fc.record({ type: fc.constant(type), name: fc.constantFrom<string>(...names) }),
    changes: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom<string>(...configs),
        operation: fc.constantFrom(...operations),
        value: fc.constantFrom(...values),
      }),
      { maxLength: 2, selector: ({ name: each }) => each },
    ),
    replacing: fc.boolean(),
  }),
)

const clusterCommand: fc.Arbitrary<ClusterCommand> = fc.oneof(
  fc.record({
    type: fc.constant('form-cluster' as const),
    clusterId: fc.constantFrom('c1', 'c2'),
    at: fc.nat(),
  }),
  fc
    .record({
      name,
      partitions: fc.integer({ min: -1, max: 4_000 }),
      replicationFactor: fc.integer({ min: -1, max: 2 }),
      assignments: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(fc.array(fc.nat({ max: 3 }), { maxLength: 2 }), { maxLength: 3 }) },
      ),
      configs: fc.constantFrom<ReadonlyMap<string, string | null>>(
        new Map(),
        new Map([['retention.ms', '1000']]),
        new Map([['retention.ms', null]]),
        new Map([['no.such', '1']]),
      ),
      at: fc.nat(),
      salt: fc.nat(),
    })
    .map(({ salt, ...some }) => creation({ ...some, id: topicId(`t${salt}`) })),
  id.map((each) => creation({ name: each, id: each })),
  fc.record({
    type: fc.constant('create-partitions' as const),
    id,
    count: fc.integer({ min: -1, max: 6_000 }),
    assignments: fc.constantFrom(null, null, null, [], [[1]], [[]], [[1], [1, 2]]),
  }),
  id.map((each) => ({ type: 'delete-topic' as const, id: each })),
  id.map((each) => ({ type: 'record-logs-removed' as const, id: each })),
  { weight: 6, arbitrary: alteration },
  fc.record({ type: fc.constant('enlist-writer' as const), incarnation, history }),
  fc.record({ type: fc.constant('vouch' as const), incarnation, from: history, to: history }),
  fc.record({ type: fc.constant('sign-off' as const), incarnation }),
)

/** Topic ids are random: nothing is created under one twice. */
const withFreshIds = (commands: readonly ClusterCommand[]): readonly ClusterCommand[] => {
  const used = new Set<string>()
  return commands.filter((command) => {
    if (command.type !== 'create-topic') return true
    const isFresh = !used.has(command.id)
    used.add(command.id)
    return isFresh
  })
}

export const clusterCommands: fc.Arbitrary<readonly ClusterCommand[]> = fc
  .array(clusterCommand, { maxLength: 40, size: 'max' })
  .map(withFreshIds)

/**
 * All of a state as plain data, with the order of every map that is ever listed. That of topics with configs is not: it
 * is the one in which they were set, and after a snapshot that of the topics.
 */
export const clusterContents = ({ topics, byName, byCollisionKey, ...rest }: ClusterState) => ({
  ...rest,
  configs: Object.entries(rest.configs).map(([type, owners]) => [
    type,
    (type === 'topic' ? [...owners].toSorted(([a], [b]) => (a < b ? -1 : 1)) : [...owners]).map(
      ([key, values]) => [key, [...values]],
    ),
  ]),
  condemned: [...rest.condemned],
  unaccounted: [...rest.unaccounted].map(([key, writers]) => [key, [...writers]]),
  topics: [...topics].map(([key, topic]) => [key, { ...topic, configs: [...topic.configs] }]),
  byName: [...byName].map(([key, topic]) => [key, topic.id]),
  byCollisionKey: [...byCollisionKey],
})
