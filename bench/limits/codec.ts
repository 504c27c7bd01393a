import { decodeRequest, encodeRequest, encodeResponse } from '#adapters/kafka/protocol/frame'
import { readRequestHeader } from '#adapters/kafka/protocol/header'
import { FetchResponse, noDivergence, noLeader, noSnapshot } from '#adapters/kafka/protocol/messages/fetch'
import { ProduceRequest } from '#adapters/kafka/protocol/messages/produce'
import { Reader } from '#adapters/kafka/protocol/reader'
import { crc32c } from '#adapters/kafka/records/crc32c'
import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { offset } from '#domain/log/types'
import { E } from '#shared/fp'
import type { Limit, LimitTable } from '../results.ts'
import { allocated } from './allocated.ts'
import { measure } from './measure.ts'
import { PARTITIONS, produceBody, recordBatch } from './workload.ts'

const TIMES = 5_000
const VERSION = 12

const COUNTED = 50

/** The hot path without a socket and without a store, with what a request allocates. */
export const codecLimits = async (): Promise<LimitTable> => {
  const batch = recordBatch(16)
  const frame = Buffer.concat(
    encodeRequest(
      ProduceRequest,
      { version: VERSION, correlationId: 1, clientId: 'bench' },
      produceBody('t', batch),
    ),
  ).subarray(4)
  const bytes = batch.length * PARTITIONS
  const work = { bytes: bytes * TIMES, operations: TIMES }
  const counted = async (name: string, act: () => unknown): Promise<Limit> => {
    const figure = await measure(name, work, () => {
      for (let i = 0; i < TIMES; i++) act()
    })
    return { ...figure, allocated: await allocated(COUNTED, act) }
  }
  const decode = () => {
    const reader = new Reader(frame)
    readRequestHeader(reader)
    return decodeRequest(reader, ProduceRequest, VERSION)
  }
  const answer = fetchAnswer(batch)
  const title = `Hot path in memory, ${PARTITIONS} batches of ${batch.length} bytes a request`
  const checksums = () => {
    for (let i = 0; i < PARTITIONS; i++) crc32c(batch)
  }
  const stamps = () => {
    for (let i = 0; i < PARTITIONS; i++) {
      if (E.isLeft(kafkaRecordCodec.inspect(batch))) throw new Error('the batch is refused')
      kafkaRecordCodec.stamp(batch, offset(0), 0)
    }
  }
  return {
    id: 'codec',
    title,
    figures: [
      await counted('CRC-32C of the records alone (limit)', checksums),
      await counted('check and stamp the batches', stamps),
      await counted('decode the produce request', decode),
      await counted('encode the fetch response', () => encodeResponse(FetchResponse, VERSION, 1, answer)),
    ],
  }
}

const fetchAnswer = (records: Buffer): FetchResponse => ({
  throttleTimeMs: 0,
  errorCode: 0,
  sessionId: 0,
  responses: [
    {
      topic: 't',
      topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
      partitions: Array.from({ length: PARTITIONS }, (_, partitionIndex) => ({
        partitionIndex,
        errorCode: 0,
        highWatermark: 1n,
        lastStableOffset: 1n,
        logStartOffset: 0n,
        divergingEpoch: noDivergence,
        currentLeader: noLeader,
        snapshotId: noSnapshot,
        abortedTransactions: null,
        preferredReadReplica: -1,
        records: [records],
      })),
    },
  ],
  nodeEndpoints: [],
})
