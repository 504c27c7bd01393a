import { CONFIGS_LEVEL } from '#domain/cluster/events'
import { restored } from '#domain/cluster/restored'
import type { ClusterState } from '#domain/cluster/state'
import { setOf } from '#domain/config/set-configs'
import { topicId, topicName } from '#domain/topic/types'
import { t } from '#shared/codec'
import { readStored } from '../stored-text.ts'

const StoredType = t.union([t.literal('broker'), t.literal('group'), t.literal('client-metrics')])

const StoredState = t.type({
  clusterId: t.string,
  featureLevel: t.number,
  topics: t.array(
    t.type({
      id: t.string,
      name: t.string,
      partitions: t.number,
      configs: t.record(t.string, t.string),
      createdAt: t.number,
    }),
  ),
  condemned: t.array(t.tuple([t.string, t.number])),
  unaccounted: t.array(t.tuple([t.string, t.array(t.string)])),
  /** Of everything but topics, which hold their own; absent in snapshots from before anything else had any. */
  configs: t.union([t.array(t.tuple([StoredType, t.string, t.record(t.string, t.string)])), t.undefined]),
})

/** The cluster's state as the text of a snapshot. */
export const stateToText = (state: ClusterState): string =>
  JSON.stringify({
    clusterId: state.clusterId,
    featureLevel: levelOf(state),
    topics: [...state.topics.values()].map((topic) => ({
      ...topic,
      configs: Object.fromEntries(setOf(state.configs, { type: 'topic', key: topic.id })),
    })),
    condemned: [...state.condemned],
    unaccounted: [...state.unaccounted].map(([history, writers]) => [history, [...writers]]),
    configs: StoredType.types.flatMap(({ value: type }) =>
      [...state.configs[type]].map(([key, values]) => [type, key, Object.fromEntries(values)]),
    ),
  } satisfies Record<keyof t.TypeOf<typeof StoredState>, unknown>)

/** The level of the cluster as it was formed says nothing of what has been written since. */
const levelOf = ({ featureLevel, configs }: ClusterState): number =>
  StoredType.types.some(({ value: type }) => configs[type].size > 0)
    ? Math.max(featureLevel, CONFIGS_LEVEL)
    : featureLevel

/** Throws `StoreCorrupt` when it is no snapshot of this version. */
export const stateFromText = (text: string): ClusterState => {
  const { clusterId, featureLevel, topics, condemned, unaccounted, configs } = readStored(
    StoredState,
    text,
    "the cluster's snapshot",
  )
  return restored({
    clusterId,
    featureLevel,
    topics: topics.map(({ id, name, partitions, configs: own, createdAt }) => ({
      id: topicId(id),
      name: topicName(name),
      partitions,
      configs: new Map(Object.entries(own)),
      createdAt,
    })),
    configs: (configs ?? []).map(([type, key, values]) => [{ type, key }, new Map(Object.entries(values))]),
    condemned: new Map(condemned.map(([id, partitions]) => [topicId(id), partitions])),
    unaccounted: new Map(unaccounted.map(([history, writers]) => [history, new Set(writers)])),
  })
}
