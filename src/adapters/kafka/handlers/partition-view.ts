import { NONE } from '#adapters/kafka/error-codes'
import type { Cluster } from '#application/cluster/cluster'
import type { Topic } from '#domain/cluster/topic'

/** Metadata does not ask the log; without an epoch clients send none, and none can be refused as too old. */
export const UNKNOWN_LEADER_EPOCH = -1

/** What metadata says of the partitions `first` to `end - 1`: the leader is the only replica, the store replicates. */
export const partitionViews = (cluster: Cluster, topic: Topic, first = 0, end = topic.partitions) =>
  Array.from({ length: Math.max(0, end - first) }, (_, i) => {
    const partitionIndex = first + i
    const { id } = cluster.leaderOf({ topicId: topic.id, partition: partitionIndex })
    return {
      errorCode: NONE,
      partitionIndex,
      leaderId: id,
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
