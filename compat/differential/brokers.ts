import { setTimeout as sleep } from 'node:timers/promises'
import { CreateTopicsRequest, CreateTopicsResponse } from '#adapters/kafka/protocol/messages/create-topics'
import {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import { HeartbeatRequest, HeartbeatResponse } from '#adapters/kafka/protocol/messages/heartbeat'
import { kedges } from '#test/support/kedge-process'
import { kafkaBroker } from '../../scripts/kafka-broker.ts'
import { findJava } from '../../scripts/kafka-jars.ts'
import { type WireClient, wireClient } from '../../test/e2e/clients/wire.ts'

/** A broker to talk to, with the topics that all scenarios share. */
export interface Site {
  readonly address: string
  readonly topicIds: ReadonlyMap<string, string>
  readonly stop: () => Promise<void>
}

export const PARTITIONS = 3
/** Topics of all scenarios, which only commit offsets for them. */
export const [TOPIC, OTHER_TOPIC] = ['shared', 'other']

/** Both brokers alike; sessions may be short, so that what waits for their end does not take long. */
export const LIMITS = { shortestSessionMs: 200, longestSessionMs: 60_000, groupSize: 4 }

/** Apache Kafka, one thread each for sockets and requests: what arrives first is handled first. */
export const startKafka = async (): Promise<Site> => {
  const java = findJava()
  if (typeof java === 'string') throw new Error(`Apache Kafka, which answers are compared with: ${java}`)
  const broker = await kafkaBroker(java, {
    'num.network.threads': 1,
    'num.io.threads': 1,
    'offsets.topic.num.partitions': 1,
    'auto.create.topics.enable': 'false',
    'group.min.session.timeout.ms': LIMITS.shortestSessionMs,
    'group.max.session.timeout.ms': LIMITS.longestSessionMs,
    'group.max.size': LIMITS.groupSize,
  })
  return prepared(broker.address, broker.stop)
}

export const startKedge = async (): Promise<Site> => {
  const running = kedges()
  const settings = {
    store: 'memory:',
    'auto-create-topics': false,
    'group-initial-rebalance-delay-ms': 0,
    'group-min-session-timeout-ms': LIMITS.shortestSessionMs,
    'group-max-session-timeout-ms': LIMITS.longestSessionMs,
    'group-max-size': LIMITS.groupSize,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const broker = await running.start(flags)
  return prepared(broker.address, running.stopAll)
}

const prepared = async (address: string, stop: () => Promise<void>): Promise<Site> => {
  try {
    const client = await wireClient(address, 'preparation', PATIENCE_MS)
    const topicIds = await createTopics(client, [TOPIC, OTHER_TOPIC])
    await groupsServed(client)
    client.close()
    return { address, topicIds, stop }
  } catch (cause) {
    await stop()
    throw cause
  }
}

const PATIENCE_MS = 60_000

const createTopics = async (
  client: WireClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const create = { request: CreateTopicsRequest, response: CreateTopicsResponse, version: 7 }
  const { topics } = await client.ask(create, {
    topics: names.map((name) => ({
      name,
      numPartitions: PARTITIONS,
      replicationFactor: 1,
      assignments: [],
      configs: [],
    })),
    timeoutMs: 30_000,
    validateOnly: false,
  })
  for (const { name, errorCode } of topics)
    if (errorCode !== 0) throw new Error(`CreateTopics of ${name}: error ${errorCode}`)
  return new Map(topics.map(({ name, topicId }) => [name, topicId]))
}

/** A coordinator is made, and loads, when it is first asked for. */
const groupsServed = async (client: WireClient): Promise<void> => {
  const find = { request: FindCoordinatorRequest, response: FindCoordinatorResponse, version: 4 }
  const beat = { request: HeartbeatRequest, response: HeartbeatResponse, version: 4 }
  const nobody = { groupId: 'first', generationId: 1, memberId: 'nobody', groupInstanceId: null }
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const found = await client.ask(find, { key: '', keyType: 0, coordinatorKeys: ['first'] })
    const { errorCode } = await client.ask(beat, nobody)
    if (found.coordinators[0]?.errorCode === 0 && errorCode === UNKNOWN_MEMBER_ID) return
    if (Date.now() > until) throw new Error(`no coordinator: Heartbeat answers ${errorCode}`)
    await sleep(50)
  }
}

const UNKNOWN_MEMBER_ID = 25
