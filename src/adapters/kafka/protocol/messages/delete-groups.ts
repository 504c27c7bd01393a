import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// DeleteGroups 0–2 · v2 flexible

export const DeleteGroupsRequest = message({
  apiKey: 42,
  name: 'DeleteGroups',
  versions: [0, 2],
  flexibleSince: 2,
  body: k.struct({ groupsNames: k.array(k.string) }),
})
export type DeleteGroupsRequest = TypeOf<typeof DeleteGroupsRequest>

export const DeleteGroupsResponse = message({
  apiKey: 42,
  name: 'DeleteGroups',
  versions: [0, 2],
  flexibleSince: 2,
  body: k.struct({
    throttleTimeMs: k.int32,
    results: k.array(k.struct({ groupId: k.string, errorCode: k.int16 })),
  }),
})
export type DeleteGroupsResponse = TypeOf<typeof DeleteGroupsResponse>
