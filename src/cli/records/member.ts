import { Consumer, type Message } from '@platformatic/kafka'
import { address } from '#shared/address'
import { Failure } from '../failure.ts'
import { KafkaError } from '../kafka/errors.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { LATEST, offsetsAt, placeOf } from '../kafka/offsets.ts'
import { plural } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { consume } from '../specs/records.ts'
import { visible } from '../text.ts'
import { findTopic, spotsOf } from '../topics/found.ts'
import type { ConsumedRecord } from './record.ts'
import type { Show } from './show.ts'

type Membership = Given<typeof consume> & Readonly<{ group: string; show: Show; signal: AbortSignal }>

const SESSION_MS = 45_000
const REBALANCE_MS = 60_000
const HEARTBEAT_MS = 3_000
const FETCH_WAIT_MS = 500
/** After so many records what was printed is committed, besides when none waits and when it ends. */
const COMMIT_EVERY = 1_000

/**
 * As a member of a group: joining, heartbeats, assignment and leaving are the library's. What has been printed is committed
 * here, for the library would commit what it has fetched.
 */
export const consumeAsMember = async (
  shell: Shell,
  kafka: Kafka,
  { args: { topic }, flags, group, show, signal }: Membership,
): Promise<void> => {
  const ends = await endsOf(kafka, topic)
  const consumer = new Consumer({
    clientId: 'kedge',
    groupId: group,
    bootstrapBrokers: flags.bootstrap.map(({ host, port }) => address(host, port)),
    sessionTimeout: SESSION_MS,
    rebalanceTimeout: REBALANCE_MS,
    heartbeatInterval: HEARTBEAT_MS,
    connectTimeout: flags.timeout,
    requestTimeout: REBALANCE_MS + flags.timeout,
    autocommit: false,
  })
  const printed = new Map<string, ConsumedRecord>()
  let count = 0
  const commit = async (): Promise<void> => {
    const offsets = [...printed.values()].map(({ partition, offset }) => ({
      topic,
      partition,
      offset: offset + 1n,
      leaderEpoch: -1,
    }))
    printed.clear()
    if (offsets.length > 0) await consumer.commit({ offsets })
  }
  try {
    const mode = {
      mode: 'committed',
      fallbackMode: flags.from.kind === 'latest' ? 'latest' : 'earliest',
    } as const
    const stream = await consumer.consume({
      topics: [topic],
      ...mode,
      autocommit: false,
      maxWaitTime: FETCH_WAIT_MS,
    })
    let isBusy = false
    const stop = (): void => void stream.close().catch(() => {})
    const isAtEnd = (): boolean =>
      !flags.follow &&
      !isBusy &&
      stream.readableLength === 0 &&
      partitionsOf(consumer, topic)?.every(
        (place) => (stream.offsetsToFetch.get(place) ?? -1n) >= (ends.get(place) ?? 0n),
      ) === true
    const stopAtEnd = (): void => {
      if (isAtEnd()) stop()
    }
    stream.on('fetch', stopAtEnd)
    stream.on('offsets', stopAtEnd)
    const broken = new AbortController()
    // A connection that closes under a join ends the membership: the library says so, and does no more.
    consumer.on('error', (error) => {
      broken.abort(error)
      stop()
    })
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    stopAtEnd()
    for await (const message of stream) {
      isBusy = true
      const record = recordOf(message)
      await shell.out(show([record]))
      // Whoever read the output has gone, and has not seen it.
      if (signal.aborted) break
      printed.set(placeOf(topic, record.partition), record)
      if (++count % COMMIT_EVERY === 0 || stream.readableLength === 0) await commit()
      isBusy = false
      if (count === flags.max) break
      stopAtEnd()
    }
    broken.signal.throwIfAborted()
    await commit()
    shell.say(`${visible(group)}: ${plural(count, 'record')}, committed`)
  } catch (error) {
    throw refusalOf(group, error)
  } finally {
    await consumer.close(true)
  }
}

const endsOf = async (kafka: Kafka, topic: string): Promise<ReadonlyMap<string, bigint>> =>
  kafka.patiently(async () => {
    const spots = spotsOf([await findTopic(kafka, topic)])
    return offsetsAt(kafka, spots, LATEST)
  })

/** What this member is assigned, once it is. */
const partitionsOf = (consumer: Consumer, topic: string): readonly string[] | undefined =>
  consumer.assignments
    ?.filter((each) => each.topic === topic)
    .flatMap(({ partitions }) => partitions.map((partition) => placeOf(topic, partition)))

/** Null is no key to its types, and a null record key to the protocol. */
const recordOf = ({ topic, partition, offset, timestamp, key, value, headers }: Message): ConsumedRecord => ({
  topic,
  partition,
  offset,
  timestamp: Number(timestamp),
  key: key ?? null,
  value: value ?? null,
  headers: [...headers].map(([name, content]) => ({ key: name, value: content ?? null })),
})

/** Its errors hold others; the innermost knows what the broker said. */
const refusalOf = (group: string, error: unknown): Error => {
  for (const cause of causesOf(error))
    if ('apiCode' in cause && typeof cause.apiCode === 'number')
      return new KafkaError(`group ${visible(group)}`, cause.apiCode)
  const last = causesOf(error).at(-1)
  return last === undefined || error instanceof Failure
    ? asError(error)
    : new Failure(`group ${visible(group)}: ${visible(last.message)}`)
}

const causesOf = (error: unknown): readonly Error[] => {
  if (!(error instanceof Error)) return []
  const inner: readonly unknown[] =
    'errors' in error && Array.isArray(error.errors) ? error.errors : [error.cause]
  return [error, ...inner.flatMap(causesOf)]
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
