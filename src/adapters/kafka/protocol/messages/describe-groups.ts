import { AUTHORIZED_OPERATIONS_NOT_ASKED } from '#adapters/kafka/protocol/messages/metadata'
import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// DescribeGroups 0–6 · v1 throttle · v3 authorized operations (KIP-430) · v4 static membership (KIP-345) · v5 flexible · v6
// error message, GROUP_ID_NOT_FOUND (KIP-1043)

export const DescribeGroupsRequest = message({
  apiKey: 15,
  name: 'DescribeGroups',
  versions: [0, 6],
  flexibleSince: 5,
  body: k.struct({
    groups: k.array(k.string),
    includeAuthorizedOperations: k.since(3, k.bool, false),
  }),
})
export type DescribeGroupsRequest = TypeOf<typeof DescribeGroupsRequest>

export const DescribeGroupsResponse = message({
  apiKey: 15,
  name: 'DescribeGroups',
  versions: [0, 6],
  flexibleSince: 5,
  body: k.struct({
    throttleTimeMs: k.since(1, k.int32, 0),
    groups: k.array(
      k.struct({
        errorCode: k.int16,
        errorMessage: k.since(6, k.nullableString, null),
        groupId: k.string,
        groupState: k.string,
        protocolType: k.string,
        protocolData: k.string,
        members: k.array(
          k.struct({
            memberId: k.string,
            groupInstanceId: k.since(4, k.nullableString, null),
            clientId: k.string,
            clientHost: k.string,
            memberMetadata: k.bytes,
            memberAssignment: k.bytes,
          }),
        ),
        authorizedOperations: k.since(3, k.int32, AUTHORIZED_OPERATIONS_NOT_ASKED),
      }),
    ),
  }),
})
export type DescribeGroupsResponse = TypeOf<typeof DescribeGroupsResponse>

/** Before it, a group that does not exist is one that is dead. */
export const tellsUnknownGroups = (version: number): boolean => version >= 6
