import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// FindCoordinator 0–6 · v1 key type: group or transaction · v3 flexible · v4 many keys at once (KIP-699) · v5
// transaction-abortable error (KIP-890) · v6 share groups, whose key is `groupId:topicId:partition` (KIP-932)

export const FindCoordinatorRequest = message({
  apiKey: 10,
  name: 'FindCoordinator',
  versions: [0, 6],
  flexibleSince: 3,
  body: k.struct({
    key: k.until(3, k.string, ''),
    keyType: k.since(1, k.int8, 0),
    coordinatorKeys: k.since(4, k.array(k.string), []),
  }),
})
export type FindCoordinatorRequest = TypeOf<typeof FindCoordinatorRequest>

export const FindCoordinatorResponse = message({
  apiKey: 10,
  name: 'FindCoordinator',
  versions: [0, 6],
  flexibleSince: 3,
  body: k.struct({
    throttleTimeMs: k.since(1, k.int32, 0),
    errorCode: k.until(3, k.int16, 0),
    errorMessage: k.between(1, 3, k.nullableString, ''),
    nodeId: k.until(3, k.int32, 0),
    host: k.until(3, k.string, ''),
    port: k.until(3, k.int32, 0),
    coordinators: k.since(
      4,
      k.array(
        k.struct({
          key: k.string,
          nodeId: k.int32,
          host: k.string,
          port: k.int32,
          errorCode: k.int16,
          errorMessage: k.nullableString,
        }),
      ),
      [],
    ),
  }),
})
export type FindCoordinatorResponse = TypeOf<typeof FindCoordinatorResponse>

/** Whether question and answer are in the lists rather than in the single fields (KIP-699). */
export const batchesKeys = (version: number): boolean => version >= 4

export const allowsShareKeys = (version: number): boolean => version >= 6
