import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// LeaveGroup 0–5 · v1 throttle · v3 many members at once, by member or instance id (KIP-345) · v4 flexible · v5 reason (KIP-800)

export const LeaveGroupRequest = message({
  apiKey: 13,
  name: 'LeaveGroup',
  versions: [0, 5],
  flexibleSince: 4,
  body: k.struct({
    groupId: k.string,
    memberId: k.until(2, k.string, ''),
    members: k.since(
      3,
      k.array(
        k.struct({
          memberId: k.string,
          groupInstanceId: k.nullableString,
          reason: k.since(5, k.nullableString, null),
        }),
      ),
      [],
    ),
  }),
})
export type LeaveGroupRequest = TypeOf<typeof LeaveGroupRequest>

export const LeaveGroupResponse = message({
  apiKey: 13,
  name: 'LeaveGroup',
  versions: [0, 5],
  flexibleSince: 4,
  body: k.struct({
    throttleTimeMs: k.since(1, k.int32, 0),
    errorCode: k.int16,
    members: k.since(
      3,
      k.array(k.struct({ memberId: k.string, groupInstanceId: k.nullableString, errorCode: k.int16 })),
      [],
    ),
  }),
})
export type LeaveGroupResponse = TypeOf<typeof LeaveGroupResponse>

/** Whether members are in the list, each with an error of its own (KIP-345). */
export const batchesMembers = (version: number): boolean => version >= 3
