import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

// DeleteTopics 1–6 · v3 may answer that deletion is disabled · v4 flexible · v5 error message, may be throttled by a
// quota (KIP-599) · v6 topics by name or id (KIP-516)

export const DeleteTopicsRequest = message({
  apiKey: 20,
  name: 'DeleteTopics',
  versions: [1, 6],
  flexibleSince: 4,
  body: k.struct({
    topics: k.since(6, k.array(k.struct({ name: k.nullableString, topicId: k.uuid })), []),
    topicNames: k.until(5, k.array(k.string), []),
    timeoutMs: k.int32,
  }),
})
export type DeleteTopicsRequest = TypeOf<typeof DeleteTopicsRequest>

export const DeleteTopicsResponse = message({
  apiKey: 20,
  name: 'DeleteTopics',
  versions: [1, 6],
  flexibleSince: 4,
  body: k.struct({
    throttleTimeMs: k.int32,
    responses: k.array(
      k.struct({
        name: k.nullableSince(6, k.string),
        topicId: k.since(6, k.uuid, ZERO_UUID),
        errorCode: k.int16,
        errorMessage: k.since(5, k.nullableString, null),
      }),
    ),
  }),
})
export type DeleteTopicsResponse = TypeOf<typeof DeleteTopicsResponse>

/** Whether the question is in `topics`, by name or id, rather than in `topicNames`. */
export const namesTopicsInStructs = (version: number): boolean => version >= 6
