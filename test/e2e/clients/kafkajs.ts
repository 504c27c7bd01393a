import { createRequire } from 'node:module'
import { compressionsAlgorithms } from '@platformatic/kafka'
import kafkajs, { type Message, type RecordMetadata } from 'kafkajs'
import { type Codec, codecs, type Headers, type Sent, type Stored } from '../records.ts'
import type { Client } from './client.ts'

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs

const types: Readonly<Record<Codec, kafkajs.CompressionTypes>> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
}

// kafkajs brings gzip; the others are for its users to add.
for (const codec of ['snappy', 'lz4', 'zstd'] as const) {
  const { compressSync, decompressSync } = compressionsAlgorithms[codec]
  const added = () => ({
    compress: async (encoder: { readonly buffer: Buffer }) => compressSync(encoder.buffer),
    decompress: async (data: Buffer) => decompressSync(data),
  })
  Object.assign(CompressionCodecs, { [types[codec]]: added })
}

export const kafkajsClient: Client = {
  name: 'kafkajs',
  can: { timestamps: true, headers: 'each', nullHeaders: false, empty: true },
  codecs,
  createTopic: (at, topic, partitions) =>
    withAdmin(at, async (admin) => {
      await admin.createTopics({ topics: [{ topic, numPartitions: partitions, replicationFactor: 1 }] })
    }),
  produce: async (at, topic, partition, codec, records) => {
    const producer = kafka(at).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    try {
      for (let i = 0; i < records.length; i += 1000) {
        const messages = records.slice(i, i + 1000).map((record) => ({ ...messageOf(record), partition }))
        await producer.send({ topic, acks: -1, compression: types[codec], messages })
      }
    } finally {
      await producer.disconnect()
    }
  },
  read: async (at, topic, partition, from) => {
    const leader = await leaderOf(at, topic, partition)
    return withBroker(leader, (broker) => readThrough(broker, topic, partition, from))
  },
  offsetsAt: (at, topic, partition, timestamps) =>
    withAdmin(at, async (admin) => {
      const end = (await admin.fetchTopicOffsets(topic)).find((entry) => entry.partition === partition)
      const found = await Promise.all(
        timestamps.map((time) => admin.fetchTopicOffsetsByTimestamp(topic, time)),
      )
      // Where there is none it answers the end, for users who seek to what they get.
      return found
        .map((entries) => entries.find((entry) => entry.partition === partition)?.offset)
        .map((offset) => (offset === end?.offset ? null : Number(offset)))
    }),
}

/** kafkajs's own connection to one broker: it asks that broker, whoever Metadata says is the leader. */
export interface DirectBroker {
  readonly connect: () => Promise<void>
  readonly disconnect: () => Promise<void>
  readonly metadata: (topics: readonly string[]) => Promise<BrokerMetadata>
  readonly createTopics: (request: { readonly topics: readonly kafkajs.ITopicConfig[] }) => Promise<unknown>
  readonly describeConfigs: (request: {
    readonly resources: readonly { readonly type: number; readonly name: string }[]
  }) => Promise<kafkajs.DescribeConfigResponse>
  readonly alterConfigs: (request: {
    readonly resources: readonly kafkajs.IResourceConfig[]
  }) => Promise<unknown>
  readonly findGroupCoordinator: (request: {
    readonly groupId: string
    readonly coordinatorType: number
  }) => Promise<unknown>
  readonly initProducerId: (request: { readonly transactionTimeout: number }) => Promise<{
    readonly producerId: string
    readonly producerEpoch: number
  }>
  readonly produce: (request: {
    readonly topicData: readonly {
      readonly topic: string
      readonly partitions: readonly {
        readonly partition: number
        readonly firstSequence?: number
        readonly messages: readonly Message[]
      }[]
    }[]
    readonly acks?: number
    readonly producerId?: number | string
    readonly producerEpoch?: number
    readonly compression?: kafkajs.CompressionTypes
  }) => Promise<{
    readonly topics: readonly { readonly partitions: readonly RecordMetadata[] }[]
  }>
  readonly fetch: (request: {
    readonly replicaId: number
    readonly isolationLevel: number
    readonly maxWaitTime: number
    readonly topics: readonly {
      readonly topic: string
      readonly partitions: readonly {
        readonly partition: number
        readonly fetchOffset: string
        readonly maxBytes: number
      }[]
    }[]
  }) => Promise<{
    readonly responses: readonly {
      readonly partitions: readonly {
        readonly highWatermark: string
        readonly messages: readonly FetchedMessage[]
      }[]
    }[]
  }>
}

interface BrokerMetadata {
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[]
  readonly topicMetadata: readonly {
    readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[]
  }[]
}

interface FetchedMessage {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | null>>
}

interface Connection {
  readonly host: string
  readonly port: number
  readonly clientId: string
  readonly connectionTimeout: number
  readonly requestTimeout: number
  readonly enforceRequestTimeout: boolean
  readonly socketFactory: unknown
  readonly logger: unknown
}

const require = createRequire(import.meta.url)
const Broker = require('kafkajs/src/broker') as new (options: {
  connectionPool: unknown
  logger: unknown
}) => DirectBroker
const ConnectionPool = require('kafkajs/src/network/connectionPool') as new (options: Connection) => unknown
const socketFactory = require('kafkajs/src/network/socketFactory') as () => unknown

export const directBroker = async (address: string): Promise<DirectBroker> => {
  const [host = '', port = ''] = address.split(':')
  const logger = kafka(address).logger()
  const connectionPool = new ConnectionPool({
    host,
    port: Number(port),
    clientId: 'direct',
    connectionTimeout: 10_000,
    requestTimeout: 60_000,
    enforceRequestTimeout: true,
    socketFactory: socketFactory(),
    logger,
  })
  const broker = new Broker({ connectionPool, logger })
  await broker.connect()
  return broker
}

export const withBroker = async <A>(
  address: string,
  use: (broker: DirectBroker) => Promise<A>,
): Promise<A> => {
  const broker = await directBroker(address)
  try {
    return await use(broker)
  } finally {
    await broker.disconnect()
  }
}

/** As `withBroker`, with a connection to each of the addresses. */
export const withEach = async <A>(
  addresses: string[],
  use: (brokers: DirectBroker[]) => Promise<A>,
  open: DirectBroker[] = [],
): Promise<A> => {
  const [next, ...rest] = addresses
  return next === undefined ? use(open) : withBroker(next, (broker) => withEach(rest, use, [...open, broker]))
}

/** Reads a partition to its end through exactly this broker. */
export const readThrough = async (
  broker: DirectBroker,
  topic: string,
  partition: number,
  first = 0,
): Promise<readonly Stored[]> => {
  const stored: Stored[] = []
  let fetchOffset = first
  for (;;) {
    const asked = { partition, fetchOffset: String(fetchOffset), maxBytes: 4 * 1024 * 1024 }
    const answer = await broker.fetch({
      replicaId: -1,
      isolationLevel: 1,
      maxWaitTime: 500,
      topics: [{ topic, partitions: [asked] }],
    })
    const found = answer.responses[0]?.partitions[0]
    if (found === undefined) throw new Error(`no answer for ${topic}-${partition}`)
    const from = fetchOffset
    for (const message of found.messages.filter(({ offset }) => Number(offset) >= from)) {
      stored.push(storedOf(message))
      fetchOffset = Number(message.offset) + 1
    }
    if (fetchOffset >= Number(found.highWatermark)) return stored
  }
}

const messageOf = ({ key, value, headers, timestamp }: Sent): Message => ({
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers: Object.fromEntries(headers.map(([name, text]) => [name, text ?? ''])),
  ...(timestamp === null ? {} : { timestamp: String(timestamp) }),
})

const storedOf = ({ offset, timestamp, key, value, headers }: FetchedMessage): Stored => ({
  offset: Number(offset),
  timestamp: Number(timestamp),
  key: key === null ? null : key.toString(),
  value: value === null ? null : value.toString(),
  headers: Object.entries(headers).map(([name, data]): Headers[number] => [
    name,
    data === null ? null : data.toString(),
  ]),
})

const leaderOf = async (at: string, topic: string, partition: number): Promise<string> =>
  withBroker(at.split(',')[0] ?? '', async (any) => {
    const { brokers, topicMetadata } = await any.metadata([topic])
    const found = topicMetadata[0]?.partitionMetadata.find(({ partitionId }) => partitionId === partition)
    const leader = brokers.find(({ nodeId }) => nodeId === found?.leader)
    if (leader === undefined) throw new Error(`no leader for ${topic}-${partition}`)
    return `${leader.host}:${leader.port}`
  })

export const withAdmin = async <A>(at: string, use: (admin: kafkajs.Admin) => Promise<A>): Promise<A> => {
  const admin = kafka(at).admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}

const kafka = (at: string) =>
  new Kafka({
    clientId: 'kafkajs',
    brokers: at.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 8 },
  })

/** A member of a group that has read so many records of a topic and goes on; resolves with how to make it leave, its offsets committed. */
export const consuming = async (
  at: string,
  groupId: string,
  topic: string,
  records: number,
): Promise<() => Promise<void>> => {
  const consumer = kafka(at).consumer({ groupId })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const enough = Promise.withResolvers<void>()
  let read = 0
  await consumer.run({
    eachMessage: async ({ topic: of, partition, message }) => {
      read++
      await consumer.commitOffsets([{ topic: of, partition, offset: String(BigInt(message.offset) + 1n) }])
      if (read === records) enough.resolve()
    },
  })
  await enough.promise
  return () => consumer.disconnect()
}
