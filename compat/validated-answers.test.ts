import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CreateTopicsRequest, CreateTopicsResponse } from '#adapters/kafka/protocol/messages/create-topics'
import { ProduceRequest, ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { crcOf } from '#adapters/kafka/records/batch'
import { type BatchOptions, buildBatch, type RecordDraft } from '#adapters/kafka/records/build'
import { AT } from '#adapters/kafka/records/header'
import { type WireClient, wireClient } from '../test/e2e/clients/wire.ts'
import { type Site, startKafka, startKedge } from './differential/brokers.ts'

// What Apache Kafka and Kedge answer to batches that their topic asks to change.

const createTopics = { request: CreateTopicsRequest, response: CreateTopicsResponse, version: 7 }
const produce = { request: ProduceRequest, response: ProduceResponse, version: 9 }

const GZIP = 'gzipped'
const PLAIN = 'plain'
const TIMED = 'timed'
const topics: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [GZIP]: { 'compression.type': 'gzip', 'max.message.bytes': '2000' },
  [PLAIN]: { 'compression.type': 'uncompressed', 'max.message.bytes': '2000' },
  [TIMED]: { 'message.timestamp.type': 'LogAppendTime', 'message.timestamp.after.max.ms': '1000' },
}

const sites: Site[] = []
const clients: WireClient[] = []
beforeAll(async () => {
  const started = await Promise.allSettled([startKafka(), startKedge()])
  for (const outcome of started) if (outcome.status === 'fulfilled') sites.push(outcome.value)
  for (const outcome of started) if (outcome.status === 'rejected') throw outcome.reason
  for (const { address } of sites) {
    const client = await wireClient(address, 'asker', 60_000)
    clients.push(client)
    const answer = await client.ask(createTopics, {
      topics: Object.entries(topics).map(([name, configs]) => ({
        name,
        numPartitions: 1,
        replicationFactor: 1,
        assignments: [],
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      })),
      timeoutMs: 30_000,
      validateOnly: false,
    })
    expect(answer.topics.map(({ errorCode }) => errorCode)).toEqual([0, 0, 0])
  }
})
afterAll(async () => {
  for (const client of clients) client.close()
  await Promise.all(sites.map((site) => site.stop()))
})

/** What both answer: the error code, and whether an append time is told. */
const answers = async (topic: string, batch: Buffer) => {
  const [kafka, kedge] = await Promise.all(
    clients.map(async (client) => {
      const { responses } = await client.ask(produce, {
        transactionalId: null,
        acks: -1,
        timeoutMs: 30_000,
        topicData: [{ name: topic, topicId: ZERO_UUID, partitionData: [{ index: 0, records: [batch] }] }],
      })
      const told = responses[0]?.partitionResponses[0]
      return { code: told?.errorCode, isTimed: (told?.logAppendTimeMs ?? 0n) > 0n }
    }),
  )
  return { kafka, kedge }
}

const now = Date.now()
const three: readonly RecordDraft[] = ['a', 'b', 'c'].map((value, i) => ({
  timestamp: now + i,
  key: Buffer.from('k'),
  value: Buffer.from(value),
}))
const sent = (options: BatchOptions = {}, drafts = three) => buildBatch(drafts, options)
const lying = async (options: BatchOptions, lie: (batch: Buffer) => void, drafts = three) => {
  const batch = await buildBatch(drafts, options)
  lie(batch)
  batch.writeUInt32BE(crcOf(batch), AT.crc)
  return batch
}
const counting = (count: number) => (batch: Buffer) => {
  batch.writeInt32BE(count, AT.count)
  batch.writeInt32BE(count - 1, AT.lastOffsetDelta)
}
const noise = (batch: Buffer) => batch.fill(7, AT.records)
const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const text = (bytes: number): readonly RecordDraft[] => [
  { timestamp: now, value: Buffer.alloc(bytes, 'the quick brown fox ') },
]

const INVALID_RECORD = 87
const UNKNOWN_SERVER_ERROR = -1

describe.each([
  [GZIP, 'gzip'],
  [PLAIN, 'none'],
] as const)('batches for a topic that is %s', (topic, own) => {
  test.each(codecs)('are taken if they are sound, sent with %s', async (compression) => {
    const { kafka, kedge } = await answers(topic, await sent({ compression }))
    expect(kedge).toEqual(kafka)
    expect(kafka?.code).toBe(0)
  })

  // A batch with the topic's own codec is not opened (`docs/gaps.md`).
  test.each(codecs.filter((codec) => codec !== own))(
    'are refused if they lie, sent with %s',
    async (compression) => {
      for (const count of [2, 4]) {
        const { kafka, kedge } = await answers(topic, await lying({ compression }, counting(count)))
        expect([kafka?.code, kedge?.code]).toEqual([INVALID_RECORD, INVALID_RECORD])
      }
      // Kafka stumbles over compressed noise; producers would send it again.
      const { kafka, kedge } = await answers(topic, await lying({ compression }, noise))
      expect(kafka?.code).toBe(compression === 'none' ? INVALID_RECORD : UNKNOWN_SERVER_ERROR)
      expect(kedge?.code).toBe(INVALID_RECORD)
    },
  )

  test('are refused if they are too large as they are sent, or as they become', async () => {
    const codes: (number | undefined)[] = []
    for (const [bytes, compression] of [
      [3_000, 'none'],
      [3_000, 'gzip'],
      [3_000, 'zstd'],
      [1_900, 'gzip'],
    ] as const) {
      const { kafka, kedge } = await answers(topic, await sent({ compression }, text(bytes)))
      expect(kedge, `${bytes} bytes with ${compression}`).toEqual(kafka)
      codes.push(kafka?.code)
    }
    expect(codes).toEqual(topic === PLAIN ? [10, 10, 10, 0] : [10, 0, 0, 0])
  })
})

test('times beyond the limit count only where the producer gives them, and then those of each record', async () => {
  const late = three.map((draft) => ({ ...draft, timestamp: now + 86_400_000 }))
  /** As kafkajs does it: the header tells the time of the last record. */
  const hidden = await lying({}, (batch) => batch.writeBigInt64BE(BigInt(now), AT.maxTimestamp), [
    ...late,
    ...three,
  ])
  for (const [topic, batch, expected] of [
    [TIMED, await sent({}, late), { code: 0, isTimed: true }],
    [TIMED, await sent({}, three), { code: 0, isTimed: true }],
    [GZIP, await sent({}, late), { code: 32, isTimed: false }],
    [GZIP, await sent({}, [...three, ...late]), { code: 32, isTimed: false }],
    [GZIP, hidden, { code: 32, isTimed: false }],
  ] as const)
    expect(await answers(topic, batch)).toEqual({ kafka: expected, kedge: expected })
})
