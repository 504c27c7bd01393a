import {
  allBrokers,
  type ConfigOwner,
  type ConfigValues,
  nothingSet,
  noValues,
  type SetConfigs,
  setOf,
  withDifference,
  withOwner,
} from '#domain/config/set-configs'
import { defaultsOfTopics, valuesOfTopic } from '#domain/config/topic-values'
import { collisionKey } from '#domain/topic/name'
import { type TopicId, type TopicName, topicId } from '#domain/topic/types'
import type { ClusterEvent } from './events.ts'
import type { Topic } from './topic.ts'

/** The cluster as its journal tells it. */
export type ClusterState = Readonly<{
  clusterId: string | null
  featureLevel: number
  topics: ReadonlyMap<TopicId, Topic>
  byName: ReadonlyMap<string, Topic>
  /** Names as the collision rule sees them, with the name that took each. */
  byCollisionKey: ReadonlyMap<string, TopicName>
  /** What was set of topics, brokers, groups; a topic's `configs` follow from it. */
  configs: SetConfigs
  /** Deleted topics whose logs are still to be removed, with their partition counts. */
  condemned: ReadonlyMap<TopicId, number>
  /** Processes that wrote under a history and have not accounted for it, by history. */
  unaccounted: ReadonlyMap<string, ReadonlySet<string>>
}>

export const noCluster: ClusterState = {
  clusterId: null,
  featureLevel: 0,
  topics: new Map(),
  byName: new Map(),
  byCollisionKey: new Map(),
  configs: nothingSet,
  condemned: new Map(),
  unaccounted: new Map(),
}

export const evolve = (state: ClusterState, event: ClusterEvent): ClusterState => {
  switch (event.type) {
    case 'cluster-formed':
      return { ...state, clusterId: event.clusterId, featureLevel: event.featureLevel }
    case 'topic-created':
      return withTopic(withValues(state, ofTopic(event.id), new Map(Object.entries(event.configs))), {
        id: topicId(event.id),
        name: event.name,
        partitions: event.partitions,
        configs: noValues,
        createdAt: event.at,
      })
    case 'partitions-created':
      return withPartitions(state, event.id, event.partitions)
    case 'topic-deleted':
      return withoutTopic(state, event.id)
    case 'topic-logs-removed':
      return { ...state, condemned: without(state.condemned, event.id) }
    case 'configs-altered':
      return withConfigs(state, event.owner, withDifference(state.configs, event.owner, event.difference))
    case 'writer-enlisted':
      return { ...state, unaccounted: enlist(state.unaccounted, event.incarnation, event.history) }
    case 'writer-vouched':
      return {
        ...state,
        unaccounted: enlist(
          account(state.unaccounted, event.incarnation, event.from),
          event.incarnation,
          event.to,
        ),
      }
    case 'writer-signed-off':
      return { ...state, unaccounted: accountForAll(state.unaccounted, event.incarnation) }
  }
}

type Unaccounted = ClusterState['unaccounted']

/** A topic of the same id gives way; its configs are what the state has for it. */
const withTopic = (state: ClusterState, told: Topic): ClusterState => {
  const topic = configured(told, state.configs, defaultsOfTopics(state.configs))
  return {
    ...state,
    topics: new Map(state.topics).set(topic.id, topic),
    byName: new Map(state.byName).set(topic.name, topic),
    byCollisionKey: new Map(state.byCollisionKey).set(collisionKey(topic.name), topic.name),
  }
}

export const ofTopic = (id: TopicId): ConfigOwner => ({ type: 'topic', key: id })

/** With the values that hold for it: its own, and where it has none the defaults. */
export const configured = (topic: Topic, all: SetConfigs, defaults: ConfigValues): Topic => ({
  ...topic,
  configs: valuesOfTopic(defaults, setOf(all, ofTopic(topic.id))),
})

const withValues = (state: ClusterState, owner: ConfigOwner, values: ConfigValues): ClusterState => ({
  ...state,
  configs: withOwner(state.configs, owner, values),
})

const withConfigs = (state: ClusterState, owner: ConfigOwner, configs: SetConfigs): ClusterState => {
  const changed = { ...state, configs }
  if (owner.type === 'topic') {
    const topic = state.topics.get(topicId(owner.key))
    return topic === undefined ? state : withTopic(changed, topic)
  }
  return owner.type === 'broker' && owner.key === allBrokers.key ? withDefaults(changed) : changed
}

const withDefaults = (state: ClusterState): ClusterState => {
  const defaults = defaultsOfTopics(state.configs)
  const all = [...state.topics.values()].map((topic) => configured(topic, state.configs, defaults))
  return {
    ...state,
    topics: new Map(all.map((topic) => [topic.id, topic])),
    byName: new Map(all.map((topic) => [topic.name, topic])),
  }
}

const withPartitions = (state: ClusterState, id: TopicId, partitions: number): ClusterState => {
  const topic = state.topics.get(id)
  return topic === undefined ? state : withTopic(state, { ...topic, partitions })
}

const withoutTopic = (state: ClusterState, id: TopicId): ClusterState => {
  const topic = state.topics.get(id)
  if (topic === undefined) return state
  return {
    ...state,
    topics: without(state.topics, id),
    byName: without(state.byName, topic.name),
    byCollisionKey: without(state.byCollisionKey, collisionKey(topic.name)),
    configs: withOwner(state.configs, ofTopic(id), noValues),
    condemned: new Map(state.condemned).set(id, topic.partitions),
  }
}

const enlist = (all: Unaccounted, incarnation: string, history: string): Unaccounted =>
  new Map(all).set(history, new Set(all.get(history)).add(incarnation))

const account = (all: Unaccounted, incarnation: string, history: string): Unaccounted => {
  const left = new Set(all.get(history))
  left.delete(incarnation)
  return left.size === 0 ? without(all, history) : new Map(all).set(history, left)
}

const accountForAll = (all: Unaccounted, incarnation: string): Unaccounted =>
  [...all.keys()].reduce((rest, history) => account(rest, incarnation, history), all)

const without = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> => {
  const rest = new Map(map)
  rest.delete(key)
  return rest
}
