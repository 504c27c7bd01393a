import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// Heartbeat 0–4 · v1 throttle · v3 static membership (KIP-345) · v4 flexible

export const HeartbeatRequest = message({
  apiKey: 12,
  name: 'Heartbeat',
  versions: [0, 4],
  flexibleSince: 4,
  body: k.struct({
    groupId: k.string,
    generationId: k.int32,
    memberId: k.string,
    groupInstanceId: k.since(3, k.nullableString, null),
  }),
})
export type HeartbeatRequest = TypeOf<typeof HeartbeatRequest>

export const HeartbeatResponse = message({
  apiKey: 12,
  name: 'Heartbeat',
  versions: [0, 4],
  flexibleSince: 4,
  body: k.struct({
    throttleTimeMs: k.since(1, k.int32, 0),
    errorCode: k.int16,
  }),
})
export type HeartbeatResponse = TypeOf<typeof HeartbeatResponse>
