import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// DescribeProducers 0 · what a partition remembers of its producers, to find transactions that hang (KIP-664)

export const DescribeProducersRequest = message({
  apiKey: 61,
  name: 'DescribeProducers',
  versions: [0, 0],
  flexibleSince: 0,
  body: k.struct({ topics: k.array(k.struct({ name: k.string, partitionIndexes: k.array(k.int32) })) }),
})
export type DescribeProducersRequest = TypeOf<typeof DescribeProducersRequest>

export const DescribeProducersResponse = message({
  apiKey: 61,
  name: 'DescribeProducers',
  versions: [0, 0],
  flexibleSince: 0,
  body: k.struct({
    throttleTimeMs: k.int32,
    topics: k.array(
      k.struct({
        name: k.string,
        partitions: k.array(
          k.struct({
            partitionIndex: k.int32,
            errorCode: k.int16,
            errorMessage: k.nullableString,
            activeProducers: k.array(
              k.struct({
                producerId: k.int64,
                producerEpoch: k.int32,
                lastSequence: k.int32,
                lastTimestamp: k.int64,
                coordinatorEpoch: k.int32,
                currentTxnStartOffset: k.int64,
              }),
            ),
          }),
        ),
      }),
    ),
  }),
})
export type DescribeProducersResponse = TypeOf<typeof DescribeProducersResponse>
