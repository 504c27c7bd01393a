import type { ConfigRefusal } from '#domain/config/validation'
import { collisionKey, parseTopicName } from '#domain/topic/name'
import type { TopicId } from '#domain/topic/types'
import { E } from '#shared/fp'
import { type AlterConfigsCommand, alterConfigs, ownConfigs } from './alter-configs.ts'
import { type CreatePartitionsCommand, createPartitions } from './create-partitions.ts'
import { type ClusterEvent, FEATURE_LEVEL } from './events.ts'
import { capFault } from './partition-cap.ts'
import type { ClusterState } from './state.ts'

export type ClusterCommand = Readonly<
  | { type: 'form-cluster'; clusterId: string; at: number }
  | CreateTopicCommand
  | CreatePartitionsCommand
  | { type: 'delete-topic'; id: TopicId }
  | { type: 'record-logs-removed'; id: TopicId }
  | AlterConfigsCommand
  | { type: 'enlist-writer'; incarnation: string; history: string }
  | { type: 'vouch'; incarnation: string; from: string; to: string }
  | { type: 'sign-off'; incarnation: string }
>

/** `partitions` and `replicationFactor` -1 where assignments are given, or for the default that the caller has filled in. */
export type CreateTopicCommand = Readonly<{
  type: 'create-topic'
  id: TopicId
  name: string
  partitions: number
  replicationFactor: number
  assignments: readonly (readonly number[])[]
  configs: ReadonlyMap<string, string | null>
  at: number
}>

/** Why the cluster refuses. `message` is for the client. */
export type ClusterRefusal = Readonly<
  | {
      kind:
        | 'invalid-topic'
        | 'topic-exists'
        | 'invalid-partitions'
        | 'invalid-replication-factor'
        | 'invalid-replica-assignment'
        | 'policy-violation'
        | ConfigRefusal['kind']
      message: string
    }
  | { kind: 'unknown-topic' }
  | { kind: 'cluster-exists' }
>
export type Verdict<R extends ClusterRefusal = ClusterRefusal> = E.Either<R, readonly ClusterEvent[]>

/** What a command makes of the cluster: events to be written, or why not. */
export const decide = (state: ClusterState, command: ClusterCommand): Verdict => {
  switch (command.type) {
    case 'form-cluster':
      return state.clusterId === null
        ? happens({
            type: 'cluster-formed',
            clusterId: command.clusterId,
            featureLevel: FEATURE_LEVEL,
            at: command.at,
          })
        : E.left({ kind: 'cluster-exists' })
    case 'create-topic':
      return createTopic(state, command)
    case 'create-partitions':
      return createPartitions(state, command)
    case 'delete-topic':
      return state.topics.has(command.id)
        ? happens({ type: 'topic-deleted', id: command.id })
        : E.left({ kind: 'unknown-topic' })
    case 'record-logs-removed':
      return state.condemned.has(command.id)
        ? happens({ type: 'topic-logs-removed', id: command.id })
        : nothing
    case 'alter-configs': {
      const altered = alterConfigs(state, command)
      return E.isLeft(altered) ? altered : happens(...altered.right)
    }
    case 'enlist-writer':
      return state.unaccounted.get(command.history)?.has(command.incarnation)
        ? nothing
        : happens({ type: 'writer-enlisted', incarnation: command.incarnation, history: command.history })
    case 'vouch':
      // Who has signed off meanwhile, or vouched before, has nothing more to account for.
      return command.from !== command.to && state.unaccounted.get(command.from)?.has(command.incarnation)
        ? happens({
            type: 'writer-vouched',
            incarnation: command.incarnation,
            from: command.from,
            to: command.to,
          })
        : nothing
    case 'sign-off':
      return writes(state, command.incarnation)
        ? happens({ type: 'writer-signed-off', incarnation: command.incarnation })
        : nothing
  }
}

/** Whether every process that ever wrote under a history has accounted for it: nothing acknowledged can be missing. */
export const isAccountedFor = ({ unaccounted }: ClusterState, history: string): boolean =>
  !unaccounted.has(history)

const nothing: Verdict = E.right([])
const happens = (...events: readonly ClusterEvent[]): Verdict => E.right(events)

const writes = ({ unaccounted }: ClusterState, incarnation: string): boolean =>
  [...unaccounted.values()].some((writers) => writers.has(incarnation))

const createTopic = (state: ClusterState, command: CreateTopicCommand): Verdict => {
  const name = parseTopicName(command.name)
  if (E.isLeft(name)) return E.left({ kind: 'invalid-topic', message: name.left })
  if (state.byName.has(name.right))
    return E.left({ kind: 'topic-exists', message: `Topic '${name.right}' already exists.` })
  const rival = state.byCollisionKey.get(collisionKey(name.right))
  if (rival !== undefined)
    return E.left({
      kind: 'invalid-topic',
      message: `Topic '${name.right}' collides with existing topic: ${rival}`,
    })
  const size = partitionCount(command)
  if (E.isLeft(size)) return size
  const configs = ownConfigs(name.right, command.configs)
  if (E.isLeft(configs)) return configs
  const full = capFault(state, size.right)
  if (full !== undefined) return E.left(full)
  return happens({
    type: 'topic-created',
    id: command.id,
    name: name.right,
    partitions: size.right,
    configs: Object.fromEntries(configs.right),
    at: command.at,
  })
}

const partitionCount = (command: CreateTopicCommand): E.Either<ClusterRefusal, number> => {
  const { partitions, replicationFactor, assignments } = command
  if (assignments.length > 0) {
    if (partitions !== -1 || replicationFactor !== -1)
      return E.left({
        kind: 'invalid-request',
        message: 'Both numPartitions or replicationFactor and replicasAssignments were set.',
      })
    const empty = assignments.findIndex((replicas) => replicas.length === 0)
    return empty === -1
      ? E.right(assignments.length)
      : E.left({ kind: 'invalid-replica-assignment', message: `Partition ${empty} has no replicas.` })
  }
  if (replicationFactor < 1 && replicationFactor !== -1)
    return E.left({
      kind: 'invalid-replication-factor',
      message: 'Replication factor must be larger than 0.',
    })
  if (partitions < 1)
    return E.left({
      kind: 'invalid-partitions',
      message: 'Number of partitions was set to an invalid non-positive value.',
    })
  return E.right(partitions)
}
