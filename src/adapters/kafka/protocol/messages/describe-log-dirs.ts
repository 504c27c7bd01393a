import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// DescribeLogDirs 1–5 (KIP-113) · v2 flexible · v3 error of the whole request · v4 sizes of the volume (KIP-827) ·
// v5 cordoned directories (KIP-1066)

export const DescribeLogDirsRequest = message({
  apiKey: 35,
  name: 'DescribeLogDirs',
  versions: [1, 5],
  flexibleSince: 2,
  body: k.struct({
    topics: k.nullableArray(k.struct({ topic: k.string, partitions: k.array(k.int32) })),
  }),
})
export type DescribeLogDirsRequest = TypeOf<typeof DescribeLogDirsRequest>

export const DescribeLogDirsResponse = message({
  apiKey: 35,
  name: 'DescribeLogDirs',
  versions: [1, 5],
  flexibleSince: 2,
  body: k.struct({
    throttleTimeMs: k.int32,
    errorCode: k.since(3, k.int16, 0),
    results: k.array(
      k.struct({
        errorCode: k.int16,
        logDir: k.string,
        topics: k.array(
          k.struct({
            name: k.string,
            partitions: k.array(
              k.struct({
                partitionIndex: k.int32,
                partitionSize: k.int64,
                offsetLag: k.int64,
                isFutureKey: k.bool,
              }),
            ),
          }),
        ),
        totalBytes: k.since(4, k.int64, -1n),
        usableBytes: k.since(4, k.int64, -1n),
        isCordoned: k.since(5, k.bool, false),
      }),
    ),
  }),
})
export type DescribeLogDirsResponse = TypeOf<typeof DescribeLogDirsResponse>

/** Of a volume whose size is not known. */
export const UNKNOWN_VOLUME_BYTES = -1n
