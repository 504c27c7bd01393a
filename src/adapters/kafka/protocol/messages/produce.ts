import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

// Produce 3–13 · v3 transactional id, record batches v2 · v5 log start offset · v7 zstd (KIP-110) · v8 record errors
// (KIP-467) · v9 flexible · v10 the new leader of a moved partition (KIP-951) · v11 transaction-abortable error, v12
// partitions join a transaction by being written to (both KIP-890) · v13 topics by id (KIP-516)

/** The tagged field of a partition whose leader did not move. */
export const noLeader = { leaderId: -1, leaderEpoch: -1 }

export const ProduceRequest = message({
  apiKey: 0,
  name: 'Produce',
  versions: [3, 13],
  flexibleSince: 9,
  body: k.struct({
    transactionalId: k.nullableString,
    acks: k.int16,
    timeoutMs: k.int32,
    topicData: k.array(
      k.struct({
        name: k.until(12, k.string, ''),
        topicId: k.since(13, k.uuid, ZERO_UUID),
        partitionData: k.array(k.struct({ index: k.int32, records: k.nullableRecords })),
      }),
    ),
  }),
})
export type ProduceRequest = TypeOf<typeof ProduceRequest>

export const ProduceResponse = message({
  apiKey: 0,
  name: 'Produce',
  versions: [3, 13],
  flexibleSince: 9,
  body: k.struct({
    responses: k.array(
      k.struct({
        name: k.until(12, k.string, ''),
        topicId: k.since(13, k.uuid, ZERO_UUID),
        partitionResponses: k.array(
          k.struct({
            index: k.int32,
            errorCode: k.int16,
            baseOffset: k.int64,
            logAppendTimeMs: k.int64,
            logStartOffset: k.since(5, k.int64, -1n),
            recordErrors: k.since(
              8,
              k.array(k.struct({ batchIndex: k.int32, batchIndexErrorMessage: k.nullableString })),
              [],
            ),
            errorMessage: k.since(8, k.nullableString, null),
            currentLeader: k.tagged(0, 10, k.struct({ leaderId: k.int32, leaderEpoch: k.int32 }), noLeader),
          }),
        ),
      }),
    ),
    throttleTimeMs: k.int32,
    nodeEndpoints: k.tagged(
      0,
      10,
      k.array(k.struct({ nodeId: k.int32, host: k.string, port: k.int32, rack: k.nullableString })),
      [],
    ),
  }),
})
export type ProduceResponse = TypeOf<typeof ProduceResponse>

export const usesTopicIds = (version: number): boolean => version >= 13

export const allowsZstd = (version: number): boolean => version >= 7
