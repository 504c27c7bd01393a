import type { ConfigDifference, ConfigOwner } from '#domain/config/set-configs'
import type { TopicId, TopicName } from '#domain/topic/types'

/** What has happened to the cluster, in the order of its journal. Times in ms since the epoch. */
export type ClusterEvent = Readonly<
  | { type: 'cluster-formed'; clusterId: string; featureLevel: number; at: number }
  | {
      type: 'topic-created'
      id: TopicId
      name: TopicName
      partitions: number
      configs: Readonly<Record<string, string>>
      at: number
    }
  /** A topic has grown to so many partitions, all of whose logs exist. */
  | { type: 'partitions-created'; id: TopicId; partitions: number }
  /** The topic is gone for clients; its logs are still to be removed. */
  | { type: 'topic-deleted'; id: TopicId }
  | { type: 'topic-logs-removed'; id: TopicId }
  | { type: 'configs-altered'; owner: ConfigOwner; difference: ConfigDifference }
  /** A process is about to write under a history of the store; `incarnation` names the process (`design.md` 8). */
  | { type: 'writer-enlisted'; incarnation: string; history: string }
  /** It found everything it remembers of one history still there under another, and writes on under that. */
  | { type: 'writer-vouched'; incarnation: string; from: string; to: string }
  /** It stopped cleanly: nothing it was told is unaccounted for. */
  | { type: 'writer-signed-off'; incarnation: string }
>

/** Format of what is written; a broker refuses a cluster whose level it does not know. */
export const FEATURE_LEVEL = 2

/** From here on snapshots hold what is set of brokers and groups; who only knows what came before would drop it unseen. */
export const CONFIGS_LEVEL = 2
