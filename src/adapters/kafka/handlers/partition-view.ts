import { errorCode, NONE } from '#adapters/kafka/error-codes'
import type { Cluster } from '#application/cluster/cluster'
import type { Topic } from '#domain/cluster/topic'
import type { TopicPartition } from '#domain/topic/types'
import type { Reachable } from './reachable.ts'

/** Metadata does not ask the log; without an epoch clients send none, and none can be refused as too old. */
export const UNKNOWN_LEADER_EPOCH = -1

/** Who leads a partition, and what is wrong with that where clients of a listener cannot reach it. */
export type Leaders = (at: TopicPartition) => Readonly<{ id: number; errorCode: number }>

export const leadersAmong = (
  cluster: Pick<Cluster, 'leaderOf'>,
  reachable: readonly Reachable[],
  missing: 'listener-not-found' | 'leader-not-available' = 'listener-not-found',
): Leaders => {
  const ids = new Set(reachable.map(({ id }) => id))
  return (at) => {
    const { id } = cluster.leaderOf(at)
    return { id, errorCode: ids.has(id) ? NONE : errorCode({ kind: missing }) }
  }
}

const NO_LEADER = -1

/** What metadata says of the partitions `first` to `end - 1`: the leader is the only replica, the store replicates. */
export const partitionViews = (leaders: Leaders, topic: Topic, first = 0, end = topic.partitions) =>
  Array.from({ length: Math.max(0, end - first) }, (_, i) => {
    const partitionIndex = first + i
    const { id, errorCode: fault } = leaders({ topicId: topic.id, partition: partitionIndex })
    return {
      errorCode: fault,
      partitionIndex,
      leaderId: fault === NONE ? id : NO_LEADER,
      leaderEpoch: UNKNOWN_LEADER_EPOCH,
      replicaNodes: [id],
      isrNodes: [id],
      offlineReplicas: [],
    }
  })

const internal: ReadonlySet<string> = new Set([
  '__consumer_offsets',
  '__transaction_state',
  '__share_group_state',
])
export const isInternal = (name: string | null): boolean => name !== null && internal.has(name)
