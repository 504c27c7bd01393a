import { AUTHORIZED_OPERATIONS_NOT_ASKED } from '#adapters/kafka/protocol/messages/metadata'

// The codes of Kafka's AclOperation; an answer is a bit field of them (KIP-430). Without an authorizer all are allowed.
const [READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE] = [3, 4, 5, 6, 7, 8]
const [CLUSTER_ACTION, DESCRIBE_CONFIGS, ALTER_CONFIGS, IDEMPOTENT_WRITE] = [9, 10, 11, 12]

const bits = (operations: readonly number[]): number =>
  operations.reduce((field, code) => field | (1 << code), 0)

const ofTopic = bits([READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS])
const ofGroup = bits([READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS])
const ofCluster = bits([
  CREATE,
  ALTER,
  DESCRIBE,
  CLUSTER_ACTION,
  DESCRIBE_CONFIGS,
  ALTER_CONFIGS,
  IDEMPOTENT_WRITE,
])

export const topicOperations = (asked: boolean): number => (asked ? ofTopic : AUTHORIZED_OPERATIONS_NOT_ASKED)
export const groupOperations = (asked: boolean): number => (asked ? ofGroup : AUTHORIZED_OPERATIONS_NOT_ASKED)
export const clusterOperations = (asked: boolean): number =>
  asked ? ofCluster : AUTHORIZED_OPERATIONS_NOT_ASKED
