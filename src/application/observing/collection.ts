import type { GroupStateName } from '#domain/group/lifecycle'
import type { Bounds } from '#domain/log/types'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { PartitionLog } from '#ports/partition-log'
import type { Timers } from '#ports/timers'
import { E } from '#shared/fp'
import type { Cluster } from '../cluster/cluster.ts'
import { eventLoopTurned } from '../groups/event-loop.ts'
import type { GroupSurvey, SurveyedGroup } from '../groups/survey.ts'
import type { Topics } from '../topics.ts'
import type { WaitingSince } from './lag.ts'

/** What one look found of the partitions that this broker leads and the groups that it coordinates. */
export type Collection = Readonly<{
  partitions: readonly PartitionFact[]
  groups: readonly GroupFact[]
  leftOut: Readonly<{ partitions: number; groups: number; offsets: number }>
}>

export type PartitionFact = Readonly<{ topic: string; partition: number; start: number; end: number }>

export type GroupFact = Readonly<{
  group: string
  state: GroupStateName
  members: number
  generation: number
  offsets: readonly LagFact[]
}>

/** `waitingSince`: the newest timestamp of the batch at which the group goes on; null where it is at the end, -1 where there is none. */
export type LagFact = Readonly<{
  topic: string
  partition: number
  committed: number
  lag: number
  waitingSince: number | null
}>

export type CollectionDeps = Readonly<{
  log: PartitionLog
  topics: Pick<Topics, 'all' | 'known'>
  cluster: Pick<Cluster, 'self' | 'leaderOf'>
  groups: GroupSurvey
  waitingSince: WaitingSince
  timers: Timers
  /** Partitions that are looked at, and offsets of groups. */
  most: number
}>

/** Partitions that are asked for at the same time; then others have their turn. */
const AT_ONCE = 64

/** Looks once. Rejects when the store cannot be asked for groups; a partition that cannot be asked for is left out. */
export const collect = async (deps: CollectionDeps): Promise<Collection> => {
  const bounds = boundsOnce(deps)
  const { led, leftOut } = ledPartitions(deps)
  await bounds.askAll(led.map(({ at }) => at))
  const partitions = led.flatMap(({ topic, at }): readonly PartitionFact[] => {
    const found = bounds.of(at)
    if (found === null) return []
    return [{ topic, partition: at.partition, start: found.logStart, end: found.highWatermark }]
  })
  const surveyed = await deps.groups.survey(deps.most)
  const groups = await withLag(deps, bounds, surveyed.groups)
  return { partitions, groups, leftOut: { partitions: leftOut, ...surveyed.leftOut } }
}

const ledPartitions = ({ topics, cluster, most }: CollectionDeps) => {
  const led: Readonly<{ topic: string; at: TopicPartition }>[] = []
  let leftOut = 0
  for (const topic of topics.all())
    for (let partition = 0; partition < topic.partitions; partition++) {
      const at = { topicId: topic.id, partition }
      if (cluster.leaderOf(at).id !== cluster.self.id) continue
      if (led.length < most) led.push({ topic: topic.name, at })
      else leftOut++
    }
  return { led, leftOut }
}

/** Each partition is asked for once in a look, whoever wants to know. */
const boundsOnce = ({ log, timers }: CollectionDeps) => {
  const known = new Map<string, Bounds | null>()
  const ask = async (at: TopicPartition): Promise<void> => {
    try {
      const found = await log.bounds(at)()
      known.set(partitionKey(at), E.isRight(found) ? found.right : null)
    } catch {
      known.set(partitionKey(at), null)
    }
  }
  return {
    of: (at: TopicPartition): Bounds | null => known.get(partitionKey(at)) ?? null,
    askAll: async (all: readonly TopicPartition[]): Promise<void> => {
      const unknown = all.filter((at) => !known.has(partitionKey(at)))
      for (let next = 0; next < unknown.length; next += AT_ONCE) {
        if (next > 0) await eventLoopTurned(timers)
        await Promise.all(unknown.slice(next, next + AT_ONCE).map(ask))
      }
    },
  }
}

type BoundsOnce = ReturnType<typeof boundsOnce>

const withLag = async (
  { topics, waitingSince }: CollectionDeps,
  bounds: BoundsOnce,
  surveyed: readonly SurveyedGroup[],
): Promise<readonly GroupFact[]> => {
  const named = surveyed.map((group) => ({
    ...group,
    offsets: group.offsets.flatMap(({ at, offset: committed }) => {
      const topic = topics.known({ id: at.topicId })
      return topic === undefined || committed < 0 ? [] : [{ topic: topic.name, at, committed }]
    }),
  }))
  await bounds.askAll(named.flatMap(({ offsets }) => offsets.map(({ at }) => at)))
  const lags = named.flatMap(({ groupId: group, offsets }) =>
    offsets.flatMap(({ topic, at, committed }) => {
      const found = bounds.of(at)
      if (found === null) return []
      const lag = Math.max(0, found.highWatermark - committed)
      return [{ group, topic, at, committed, lag, from: Math.max(committed, found.logStart) }]
    }),
  )
  const behind = lags.filter(({ lag }) => lag > 0)
  const since = await waitingSince(behind)
  const sinceOf = new Map(behind.map((each, i) => [each, since[i] ?? -1]))
  const ofGroup = new Map<string, LagFact[]>()
  for (const each of lags) {
    const { group, topic, at, committed, lag } = each
    const facts = ofGroup.get(group) ?? []
    ofGroup.set(group, facts)
    facts.push({
      topic,
      partition: at.partition,
      committed,
      lag,
      waitingSince: lag === 0 ? null : (sinceOf.get(each) ?? -1),
    })
  }
  return named.map(({ groupId: group, state, members, generation }) => ({
    group,
    state,
    members,
    generation,
    offsets: ofGroup.get(group) ?? [],
  }))
}
