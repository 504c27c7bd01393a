import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// DeleteRecords 0–2 (KIP-107) · v1 throttle · v2 flexible

export const DeleteRecordsRequest = message({
  apiKey: 21,
  name: 'DeleteRecords',
  versions: [0, 2],
  flexibleSince: 2,
  body: k.struct({
    topics: k.array(
      k.struct({
        name: k.string,
        partitions: k.array(k.struct({ partitionIndex: k.int32, offset: k.int64 })),
      }),
    ),
    timeoutMs: k.int32,
  }),
})
export type DeleteRecordsRequest = TypeOf<typeof DeleteRecordsRequest>

export const DeleteRecordsResponse = message({
  apiKey: 21,
  name: 'DeleteRecords',
  versions: [0, 2],
  flexibleSince: 2,
  body: k.struct({
    throttleTimeMs: k.int32,
    topics: k.array(
      k.struct({
        name: k.string,
        partitions: k.array(k.struct({ partitionIndex: k.int32, lowWatermark: k.int64, errorCode: k.int16 })),
      }),
    ),
  }),
})
export type DeleteRecordsResponse = TypeOf<typeof DeleteRecordsResponse>

/** Everything below the high watermark. */
export const TO_HIGH_WATERMARK = -1n
/** Where nothing was deleted (`DeleteRecordsResponse.INVALID_LOW_WATERMARK`). */
export const INVALID_LOW_WATERMARK = -1n
