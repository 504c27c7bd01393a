import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// ElectLeaders 0–2 · v1 kinds of elections (KIP-460), an error for all of them · v2 flexible

export const ElectLeadersRequest = message({
  apiKey: 43,
  name: 'ElectLeaders',
  versions: [0, 2],
  flexibleSince: 2,
  body: k.struct({
    electionType: k.since(1, k.int8, 0),
    topicPartitions: k.nullableArray(k.struct({ topic: k.string, partitions: k.array(k.int32) })),
    timeoutMs: k.int32,
  }),
})
export type ElectLeadersRequest = TypeOf<typeof ElectLeadersRequest>

export const ElectLeadersResponse = message({
  apiKey: 43,
  name: 'ElectLeaders',
  versions: [0, 2],
  flexibleSince: 2,
  body: k.struct({
    throttleTimeMs: k.int32,
    errorCode: k.since(1, k.int16, 0),
    replicaElectionResults: k.array(
      k.struct({
        topic: k.string,
        partitionResult: k.array(
          k.struct({ partitionId: k.int32, errorCode: k.int16, errorMessage: k.nullableString }),
        ),
      }),
    ),
  }),
})
export type ElectLeadersResponse = TypeOf<typeof ElectLeadersResponse>
