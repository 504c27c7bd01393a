import { Admin, type ClusterMetadata, Consumer, Producer, type RecordsBatch } from '@platformatic/kafka'
import { codecs, type Sent, type Stored } from '../records.ts'
import type { Client } from './client.ts'

export const platformaticClient: Client = {
  name: 'platformatic',
  can: { timestamps: true, headers: 'each', nullHeaders: true, empty: true },
  codecs,
  createTopic: async (at, topic, partitions) => {
    const admin = new Admin({ clientId: 'platformatic', bootstrapBrokers: at.split(',') })
    try {
      await admin.createTopics({ topics: [topic], partitions, replicas: 1 })
    } finally {
      await admin.close()
    }
  },
  produce: async (at, topic, partition, codec, records) => {
    const producer = new Producer({ clientId: 'platformatic', bootstrapBrokers: at.split(',') })
    try {
      for (let i = 0; i < records.length; i += 1000) {
        const messages = records.slice(i, i + 1000).map((record) => messageOf(record, topic, partition))
        await producer.send({ messages, compression: codec, acks: -1 })
      }
    } finally {
      await producer.close()
    }
  },
  read: (at, topic, partition, from = 0) =>
    withConsumer(at, async (consumer) =>
      (await batchesOf(consumer, topic, partition, from))
        .flatMap(storedOf)
        // The batch that holds the first one comes whole.
        .filter(({ offset }) => offset >= from),
    ),
  offsetsAt: (at, topic, partition, timestamps) =>
    withConsumer(at, (consumer) =>
      Promise.all(
        timestamps.map(async (timestamp) => {
          const asked = {
            topics: [topic],
            partitions: { [topic]: [partition] },
            timestamp: BigInt(timestamp),
          }
          const found = await consumer.listOffsetsWithTimestamps(asked)
          const offset = found.get(topic)?.get(partition)?.offset ?? -1n
          return offset < 0n ? null : Number(offset)
        }),
      ),
    ),
}

/** Null is no value to its types, and a null record value to the protocol. */
export const messageOf = ({ key, value, headers, timestamp }: Sent, topic: string, partition: number) => ({
  topic,
  partition,
  key: bytes(key),
  value: bytes(value),
  headers: new Map(headers.map(([name, text]) => [Buffer.from(name), bytes(text)])),
  ...(timestamp === null ? {} : { timestamp: BigInt(timestamp) }),
})

const bytes = (text: string | null): Buffer =>
  text === null ? (null as unknown as Buffer) : Buffer.from(text)

const withConsumer = async <A>(at: string, use: (consumer: Consumer) => Promise<A>): Promise<A> => {
  const consumer = new Consumer({
    clientId: 'platformatic',
    groupId: 'none',
    bootstrapBrokers: at.split(','),
  })
  try {
    return await use(consumer)
  } finally {
    await consumer.close(true)
  }
}

const topicOf = (metadata: ClusterMetadata, topic: string) => {
  const found = metadata.topics.get(topic)
  if (found === undefined) throw new Error(`${topic} is not in Metadata`)
  return found
}

/** The codecs, as Kafka numbers them, of the batches of a partition. */
export const codecsStored = (at: string, topic: string, partition: number): Promise<ReadonlySet<number>> =>
  withConsumer(at, async (consumer) => {
    const batches = await batchesOf(consumer, topic, partition)
    return new Set(batches.map(({ attributes }) => attributes & 7))
  })

const batchesOf = async (
  consumer: Consumer,
  topic: string,
  partition: number,
  from = 0,
): Promise<readonly RecordsBatch[]> => {
  const metadata = await consumer.metadata({ topics: [topic] })
  const { id, partitions } = topicOf(metadata, topic)
  const node = partitions[partition]?.leader ?? -1
  const batches: RecordsBatch[] = []
  let fetchOffset = BigInt(from)
  for (;;) {
    const position = { partition, fetchOffset, currentLeaderEpoch: -1, lastFetchedEpoch: -1 }
    const asked = { topicId: id, partitions: [{ ...position, partitionMaxBytes: 4 * 1024 * 1024 }] }
    const answer = await consumer.fetch({ node, maxWaitTime: 500, topics: [asked] })
    const found = answer.responses[0]?.partitions[0]
    for (const batch of found?.records ?? []) {
      batches.push(batch)
      fetchOffset = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n
    }
    // A session leaves out what has nothing new.
    if (found === undefined || fetchOffset >= found.highWatermark) return batches
  }
}

const storedOf = ({ firstOffset, firstTimestamp, records }: RecordsBatch): readonly Stored[] =>
  records.map(({ offsetDelta, timestampDelta, key, value, headers }) => ({
    offset: Number(firstOffset) + offsetDelta,
    timestamp: Number(firstTimestamp + timestampDelta),
    key: text(key),
    value: text(value),
    headers: headers.map(([name, data]): [string, string | null] => [text(name) ?? '', text(data)]),
  }))

const text = (data: Buffer | null): string | null => (data === null ? null : data.toString())
