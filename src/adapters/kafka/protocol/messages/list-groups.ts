import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// ListGroups 0–5 · v1 throttle · v3 flexible · v4 states (KIP-518) · v5 types (KIP-848)

export const ListGroupsRequest = message({
  apiKey: 16,
  name: 'ListGroups',
  versions: [0, 5],
  flexibleSince: 3,
  body: k.struct({
    statesFilter: k.since(4, k.array(k.string), []),
    typesFilter: k.since(5, k.array(k.string), []),
  }),
})
export type ListGroupsRequest = TypeOf<typeof ListGroupsRequest>

export const ListGroupsResponse = message({
  apiKey: 16,
  name: 'ListGroups',
  versions: [0, 5],
  flexibleSince: 3,
  body: k.struct({
    throttleTimeMs: k.since(1, k.int32, 0),
    errorCode: k.int16,
    groups: k.array(
      k.struct({
        groupId: k.string,
        protocolType: k.string,
        groupState: k.since(4, k.string, ''),
        groupType: k.since(5, k.string, ''),
      }),
    ),
  }),
})
export type ListGroupsResponse = TypeOf<typeof ListGroupsResponse>
