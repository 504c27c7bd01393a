import { type ConfigOwner, type ConfigValues, setOfAll } from '#domain/config/set-configs'
import { defaultsOfTopics } from '#domain/config/topic-values'
import { collisionKey } from '#domain/topic/name'
import { type ClusterState, configured, ofTopic } from './state.ts'
import type { Topic } from './topic.ts'

/** What was kept of a state; all else follows from it. */
export type Remembered = Pick<ClusterState, 'clusterId' | 'featureLevel' | 'condemned' | 'unaccounted'> &
  Readonly<{
    /** Each with its own configs alone. */
    topics: readonly Topic[]
    /** What is set of everything else. */
    configs: readonly (readonly [owner: ConfigOwner, values: ConfigValues])[]
  }>

/** The state in one go: event by event, each topic would cost a copy of all before it. */
export const restored = ({ topics: told, configs: ofOthers, ...rest }: Remembered): ClusterState => {
  const ofTopics = told.map(({ id, configs }) => [ofTopic(id), configs] as const)
  const configs = setOfAll([...ofTopics, ...ofOthers])
  const defaults = defaultsOfTopics(configs)
  const topics = told.map((topic) => configured(topic, configs, defaults))
  return {
    ...rest,
    topics: new Map(topics.map((topic) => [topic.id, topic])),
    byName: new Map(topics.map((topic) => [topic.name, topic])),
    byCollisionKey: new Map(topics.map(({ name }) => [collisionKey(name), name])),
    configs,
  }
}
