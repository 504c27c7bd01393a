import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

// Metadata 0–13 · v1 null means all topics, controller, racks, internal topics · v2 cluster id · v3 throttle · v4 the
// client says whether topics may be created · v5 offline replicas · v7 leader epoch (KIP-320) · v8 authorized
// operations (KIP-430), of the cluster only until v10 (KIP-700) · v9 flexible · v10 topic ids (KIP-516), to ask by
// them since v12 · v13 top-level error (KIP-1102)

export const AUTHORIZED_OPERATIONS_NOT_ASKED = -2_147_483_648

export const MetadataRequest = message({
  apiKey: 3,
  name: 'Metadata',
  versions: [0, 13],
  flexibleSince: 9,
  body: k.struct({
    topics: k.nullableSince(
      1,
      k.array(
        k.struct({
          topicId: k.since(10, k.uuid, ZERO_UUID),
          name: k.nullableSince(10, k.string),
        }),
      ),
    ),
    allowAutoTopicCreation: k.since(4, k.bool, true),
    includeClusterAuthorizedOperations: k.between(8, 10, k.bool, false),
    includeTopicAuthorizedOperations: k.since(8, k.bool, false),
  }),
})
export type MetadataRequest = TypeOf<typeof MetadataRequest>

export const MetadataResponse = message({
  apiKey: 3,
  name: 'Metadata',
  versions: [0, 13],
  flexibleSince: 9,
  body: k.struct({
    throttleTimeMs: k.since(3, k.int32, 0),
    brokers: k.array(
      k.struct({
        nodeId: k.int32,
        host: k.string,
        port: k.int32,
        rack: k.since(1, k.nullableString, null),
      }),
    ),
    clusterId: k.since(2, k.nullableString, null),
    controllerId: k.since(1, k.int32, -1),
    topics: k.array(
      k.struct({
        errorCode: k.int16,
        name: k.nullableSince(12, k.string),
        topicId: k.since(10, k.uuid, ZERO_UUID),
        isInternal: k.since(1, k.bool, false),
        partitions: k.array(
          k.struct({
            errorCode: k.int16,
            partitionIndex: k.int32,
            leaderId: k.int32,
            leaderEpoch: k.since(7, k.int32, -1),
            replicaNodes: k.array(k.int32),
            isrNodes: k.array(k.int32),
            offlineReplicas: k.since(5, k.array(k.int32), []),
          }),
        ),
        topicAuthorizedOperations: k.since(8, k.int32, AUTHORIZED_OPERATIONS_NOT_ASKED),
      }),
    ),
    clusterAuthorizedOperations: k.between(8, 10, k.int32, AUTHORIZED_OPERATIONS_NOT_ASKED),
    errorCode: k.since(13, k.int16, 0),
  }),
})
export type MetadataResponse = TypeOf<typeof MetadataResponse>

/** Before null could say it, the empty list asked for all topics; since then it asks for none. */
export const nullMeansAllTopics = (version: number): boolean => version >= 1

/** Versions 10 and 11 have room for topic ids, but no broker ever answered a question by id in them. */
export const namesTopicsById = (version: number): boolean => version >= 12

/** Before, clients are told of a leader that they cannot reach as of one that is not there (KIP-235's LISTENER_NOT_FOUND). */
export const namesMissingListeners = (version: number): boolean => version >= 6
