import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// SyncGroup 0–5 · v1 throttle · v3 static membership (KIP-345) · v4 flexible · v5 protocol said and echoed (KIP-559)

export const SyncGroupRequest = message({
  apiKey: 14,
  name: 'SyncGroup',
  versions: [0, 5],
  flexibleSince: 4,
  body: k.struct({
    groupId: k.string,
    generationId: k.int32,
    memberId: k.string,
    groupInstanceId: k.since(3, k.nullableString, null),
    protocolType: k.since(5, k.nullableString, null),
    protocolName: k.since(5, k.nullableString, null),
    assignments: k.array(k.struct({ memberId: k.string, assignment: k.bytes })),
  }),
})
export type SyncGroupRequest = TypeOf<typeof SyncGroupRequest>

export const SyncGroupResponse = message({
  apiKey: 14,
  name: 'SyncGroup',
  versions: [0, 5],
  flexibleSince: 4,
  body: k.struct({
    throttleTimeMs: k.since(1, k.int32, 0),
    errorCode: k.int16,
    protocolType: k.since(5, k.nullableString, null),
    protocolName: k.since(5, k.nullableString, null),
    assignment: k.bytes,
  }),
})
export type SyncGroupResponse = TypeOf<typeof SyncGroupResponse>

/** Kafka refuses a sync that could name its protocol and does not (KIP-559). */
export const mustNameProtocol = (version: number): boolean => version >= 5
