import type { BrokerEntry } from '#domain/cluster/brokers'
import type { TopicPartition } from '#domain/topic/types'

/** Who is in the cluster, as this broker sees it. Never asks the store. */
export interface Cluster {
  readonly clusterId: string
  readonly self: BrokerEntry
  /** Whether this broker's entry was in the registry a moment ago: one that slept may have been replaced. */
  readonly isRegistered: () => boolean
  /** Every live broker, this one among them, ordered by id. */
  readonly brokers: () => readonly BrokerEntry[]
  /** The broker whose caches are warm for a partition. A hint: every broker serves every partition. */
  readonly leaderOf: (at: TopicPartition) => BrokerEntry
}
