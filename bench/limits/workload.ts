import type { ProduceRequest } from '#adapters/kafka/protocol/messages/produce'
import { buildPlainBatch } from '#adapters/kafka/records/build'

export const PARTITIONS = 6
const RECORD_BYTES = 1_000

/** A batch of records of 1 KB, as a producer sends it. */
export const recordBatch = (records: number): Buffer =>
  buildPlainBatch(
    Array.from({ length: records }, (_, i) => ({
      key: Buffer.from(`key-${i}`),
      value: Buffer.alloc(RECORD_BYTES, i),
      headers: [],
      timestamp: Date.now(),
    })),
    {},
  )

/** One request that brings the same batch to every partition. */
export const produceBody = (topic: string, records: Buffer): ProduceRequest => ({
  transactionalId: null,
  acks: -1,
  timeoutMs: 30_000,
  topicData: [
    {
      name: topic,
      topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
      partitionData: Array.from({ length: PARTITIONS }, (_, index) => ({ index, records: [records] })),
    },
  ],
})
