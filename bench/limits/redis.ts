import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { openLogging } from '#adapters/pino/logger'
import { openRedisStore } from '#adapters/redis/store'
import { systemClock } from '#adapters/system/clock'
import { systemRandom } from '#adapters/system/random'
import { systemTimers } from '#adapters/system/timers'
import { appender } from '#application/produce/appender'
import { offset } from '#domain/log/types'
import { type TopicPartition, topicId } from '#domain/topic/types'
import type { Store } from '#ports/store'
import { E } from '#shared/fp'
import type { RedisServer } from '#test/support/redis-server'
import type { Limit } from '../results.ts'
import { measure } from './measure.ts'
import { PARTITIONS, recordBatch } from './workload.ts'

/** One append brings so many records of 1 KB: the appender is measured with appends of 100 KB. */
const RECORDS = 100

const system = {
  codec: kafkaRecordCodec,
  clock: systemClock,
  timers: systemTimers,
  random: systemRandom,
  logger: openLogging({ level: 'warn', format: 'json', timers: systemTimers }).logger,
}

/** Segments that never fill. */
const roomy = {
  segmentBytes: 2 ** 40,
  segmentMs: 2 ** 50,
  segmentJitterMs: 0,
  retentionBytes: -1,
  retentionMs: -1,
}

/** As many at a time as there are partitions, which is what the appender has in flight. */
const inLanes = async (times: number, act: (lane: number, i: number) => Promise<unknown>): Promise<void> => {
  const lane = async (own: number): Promise<void> => {
    for (let i = 0; i < times / PARTITIONS; i++) await act(own, i)
  }
  await Promise.all(Array.from({ length: PARTITIONS }, (_, i) => lane(i)))
}

const withClient = async <A>({ port }: RedisServer, use: (client: Redis) => Promise<A>): Promise<A> => {
  const client = new Redis(port, '127.0.0.1', { protocol: 2, disableClientInfo: true })
  try {
    return await use(client)
  } finally {
    client.disconnect()
  }
}

const withStore = async <A>({ url }: RedisServer, use: (store: Store) => Promise<A>): Promise<A> => {
  const provenHarmless = () => Promise.resolve(false)
  const options = { ...system, url, namespace: 'limits', durability: 'any', provenHarmless } as const
  // Nothing is kept in the broker: every read asks Redis.
  const store = await openRedisStore({ ...options, cacheBytes: 1 })
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

/** Appends of 100 KB: XADD by the bare client, and by the appender of a broker. */
export const appendLimits = async (
  server: RedisServer,
  label: string,
  times: number,
): Promise<readonly Limit[]> => {
  const batch = recordBatch(RECORDS)
  const work = { bytes: batch.length * times, operations: times }
  const bare = await withClient(server, (client) =>
    measure(`bare ioredis, XADD of 100 KB, ${PARTITIONS} in flight, ${label}`, work, async () => {
      await inLanes(times, (lane) => client.xadd(`bare:${lane}`, '*', 'b', batch))
      await client.del(...Array.from({ length: PARTITIONS }, (_, lane) => `bare:${lane}`))
    }),
  )
  const own = await withStore(server, (store) =>
    measure(`the broker's appender, the same, ${label}`, work, async () => {
      const partitions = await newPartitions(store)
      const leader = () => ({ id: 0, isSelf: true })
      const appenders = partitions.map((at) => appender({ ...system, log: store.log, leader }, at))
      await inLanes(times, async (lane) => {
        const outcome = await appenders[lane]?.enqueue(inspected(batch), roomy, 30_000)
        if (outcome === undefined || E.isLeft(outcome)) throw new Error('an append was refused')
      })
      await removed(store, partitions)
    }),
  )
  return [bare, own]
}

/** Reads of 100 KB: XRANGE by the bare client, and reads of the broker's log. */
export const readLimits = async (server: RedisServer, times: number): Promise<readonly Limit[]> => {
  const batch = recordBatch(RECORDS)
  const work = { bytes: batch.length * times, operations: times }
  const stored = 20
  const bare = await withClient(server, async (client) => {
    await inLanes(stored * PARTITIONS, (lane, i) => client.xadd(`bare:${lane}`, `${i + 1}-0`, 'b', batch))
    const figure = await measure(`bare ioredis, XRANGE of 100 KB, ${PARTITIONS} in flight`, work, () =>
      inLanes(times, (lane, i) =>
        client.xrangeBuffer(`bare:${lane}`, `${(i % stored) + 1}-0`, '+', 'COUNT', 1),
      ),
    )
    await client.del(...Array.from({ length: PARTITIONS }, (_, lane) => `bare:${lane}`))
    return figure
  })
  const own = await withStore(server, async (store) => {
    const partitions = await newPartitions(store)
    const leader = () => ({ id: 0, isSelf: true })
    const appenders = partitions.map((at) => appender({ ...system, log: store.log, leader }, at))
    await inLanes(stored * PARTITIONS, async (lane) =>
      appenders[lane]?.enqueue(inspected(batch), roomy, 30_000),
    )
    const budget = { maxBytes: batch.length, atLeastOne: true }
    const figure = await measure(`the broker's log, the same, reading ahead`, work, () =>
      inLanes(times, async (lane, i) => {
        const at = partitions[lane]
        if (at === undefined) throw new Error('no such partition')
        const read = await store.log.read(at, offset((i % stored) * RECORDS), budget)()
        if (E.isLeft(read) || read.right.bytes !== batch.length) throw new Error('not the batch')
      }),
    )
    await removed(store, partitions)
    return figure
  })
  return [bare, own]
}

const newPartitions = async (store: Store): Promise<readonly TopicPartition[]> => {
  const id = topicId(randomBytes(16).toString('base64url'))
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({ topicId: id, partition }))
  for (const at of partitions) await store.log.create(at, { createdAt: Date.now() })
  return partitions
}

const removed = async (store: Store, partitions: readonly TopicPartition[]): Promise<void> => {
  for (const at of partitions) await store.log.remove(at)
}

/** Of its own: the log stamps it. */
const inspected = (batch: Buffer) => {
  const found = kafkaRecordCodec.inspect(Buffer.from(batch))
  if (E.isLeft(found)) throw new Error('the batch is refused')
  return found.right
}
