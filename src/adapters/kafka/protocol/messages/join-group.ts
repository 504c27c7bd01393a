import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// JoinGroup 0–9 · v1 rebalance timeout · v2 throttle · v4 a newcomer comes back with its member id (KIP-394) · v5 static
// membership (KIP-345) · v6 flexible · v7 protocol type echoed, protocol nullable (KIP-559) · v8 reason (KIP-800) · v9
// a leader may skip the assignment (KIP-814)

export const JoinGroupRequest = message({
  apiKey: 11,
  name: 'JoinGroup',
  versions: [0, 9],
  flexibleSince: 6,
  body: k.struct({
    groupId: k.string,
    sessionTimeoutMs: k.int32,
    rebalanceTimeoutMs: k.since(1, k.int32, -1),
    memberId: k.string,
    groupInstanceId: k.since(5, k.nullableString, null),
    protocolType: k.string,
    protocols: k.array(k.struct({ name: k.string, metadata: k.bytes })),
    reason: k.since(8, k.nullableString, null),
  }),
})
export type JoinGroupRequest = TypeOf<typeof JoinGroupRequest>

export const JoinGroupResponse = message({
  apiKey: 11,
  name: 'JoinGroup',
  versions: [0, 9],
  flexibleSince: 6,
  body: k.struct({
    throttleTimeMs: k.since(2, k.int32, 0),
    errorCode: k.int16,
    generationId: k.int32,
    protocolType: k.since(7, k.nullableString, null),
    protocolName: k.nullableSince(7, k.string),
    leader: k.string,
    skipAssignment: k.since(9, k.bool, false),
    memberId: k.string,
    members: k.array(
      k.struct({
        memberId: k.string,
        groupInstanceId: k.since(5, k.nullableString, null),
        metadata: k.bytes,
      }),
    ),
  }),
})
export type JoinGroupResponse = TypeOf<typeof JoinGroupResponse>

/** Before it, a rebalance lasts as long as a session. */
export const hasRebalanceTimeout = (version: number): boolean => version >= 1

export const requiresKnownMemberId = (version: number): boolean => version >= 4

/** Whether an error may leave the protocol out. */
export const allowsNoProtocol = (version: number): boolean => version >= 7

export const canSkipAssignment = (version: number): boolean => version >= 9
