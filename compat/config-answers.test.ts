import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AlterConfigsRequest, AlterConfigsResponse } from '#adapters/kafka/protocol/messages/alter-configs'
import {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
} from '#adapters/kafka/protocol/messages/describe-configs'
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '#adapters/kafka/protocol/messages/incremental-alter-configs'
import {
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
} from '#adapters/kafka/protocol/messages/list-config-resources'
import { eventually } from '#test/support/eventually'
import { type WireClient, wireClient } from '../test/e2e/clients/wire.ts'
import { type Site, startKafka, startKedge, TOPIC } from './differential/brokers.ts'

// The same questions about configs to Apache Kafka and to Kedge, in one order: what Kafka answers is right (ADR 0023), but
// where `otherwise` says why not.

const [TOPICS, BROKERS, BROKER_LOGGERS, CLIENT_METRICS, GROUPS] = [2, 4, 8, 16, 32]
const [SET, DELETE, APPEND, SUBTRACT] = [0, 1, 2, 3]

/** Kafka sets it for all brokers itself, with eligible leader replicas (KIP-966). */
const SET_BY_KAFKA = 'min.insync.replicas'
/** Kafka's own topics, of which there are none here. */
const INTERNAL = /^2 __/

interface Question {
  readonly what: string
  readonly ask: (client: WireClient, broker: string) => Promise<unknown>
  /** Kafka's broker hears of a change a moment after it was answered: reads are asked again for a while. */
  readonly reads?: true
  /** Kedge's answer where it is another one. */
  readonly otherwise?: Readonly<{ answer: unknown; why: string }>
}

type Change = readonly [operation: number, name: string, value: string | null]

const alter = (type: number, name: string | null, ...changes: readonly Change[]) => ({
  what: `alter ${type} "${name ?? 'this broker'}": ${JSON.stringify(changes)}`,
  ask: async (client: WireClient, broker: string) => {
    const { responses } = await client.ask(
      { request: IncrementalAlterConfigsRequest, response: IncrementalAlterConfigsResponse, version: 1 },
      {
        resources: [
          {
            resourceType: type,
            resourceName: name ?? broker,
            configs: changes.map(([configOperation, config, value]) => ({
              configOperation,
              name: config,
              value,
            })),
          },
        ],
        validateOnly: false,
      },
    )
    return responses.map(({ errorCode }) => errorCode)
  },
})

const replace = (type: number, name: string, values: Readonly<Record<string, string | null>>) => ({
  what: `replace ${type} "${name}": ${JSON.stringify(values)}`,
  ask: async (client: WireClient) => {
    const configs = Object.entries(values).map(([each, value]) => ({ name: each, value }))
    const { responses } = await client.ask(
      { request: AlterConfigsRequest, response: AlterConfigsResponse, version: 2 },
      { resources: [{ resourceType: type, resourceName: name, configs }], validateOnly: false },
    )
    return responses.map(({ errorCode }) => errorCode)
  },
})

/** Only what was set, with value, source, type, and synonyms: defaults have a test of their own. */
const described = (type: number, name: string | null, ...keys: readonly string[]) => ({
  what: `describe ${type} "${name ?? 'this broker'}" ${keys.join()}`,
  reads: true as const,
  ask: async (client: WireClient, broker: string) => {
    const { results } = await client.ask(
      { request: DescribeConfigsRequest, response: DescribeConfigsResponse, version: 4 },
      {
        resources: [{ resourceType: type, resourceName: name ?? broker, configurationKeys: keys }],
        includeSynonyms: true,
        includeDocumentation: false,
      },
    )
    return results.map(({ errorCode, configs }) => ({
      errorCode,
      configs: configs
        .filter(({ configSource }) => keys.length > 0 || configSource <= 3 || configSource >= 7)
        .filter(({ name: config }) => config !== SET_BY_KAFKA)
        .toSorted((one, other) => one.name.localeCompare(other.name)),
    }))
  },
})

const listed = (...resourceTypes: readonly number[]) => ({
  what: `list ${resourceTypes.join()}`,
  reads: true as const,
  ask: async (client: WireClient) => {
    const { errorCode, configResources } = await client.ask(
      { request: ListConfigResourcesRequest, response: ListConfigResourcesResponse, version: 1 },
      { resourceTypes },
    )
    return {
      errorCode,
      resources: configResources
        .filter(({ resourceType }) => resourceType !== BROKERS && resourceType !== BROKER_LOGGERS)
        .map(({ resourceName, resourceType }) => `${resourceType} ${resourceName}`)
        .filter((resource) => !INTERNAL.test(resource))
        .toSorted(),
    }
  },
})

const questions: readonly Question[] = [
  alter(TOPICS, TOPIC, [SET, 'retention.ms', ' +5 '], [SET, 'preallocate', 'TRUE']),
  alter(TOPICS, TOPIC, [APPEND, 'cleanup.policy', 'compact']),
  described(TOPICS, TOPIC),
  alter(TOPICS, TOPIC, [SUBTRACT, 'cleanup.policy', 'delete'], [DELETE, 'preallocate', null]),
  described(TOPICS, TOPIC),
  alter(TOPICS, TOPIC, [DELETE, 'no.such', null]),
  alter(TOPICS, TOPIC, [DELETE, 'retention.ms', 'whatever']),
  alter(TOPICS, TOPIC, [SET, 'no.such', '1']),
  alter(TOPICS, TOPIC, [APPEND, 'no.such', '1']),
  alter(TOPICS, TOPIC, [APPEND, 'retention.ms', '1']),
  alter(TOPICS, TOPIC, [SUBTRACT, 'retention.ms', '1']),
  alter(TOPICS, TOPIC, [SET, 'retention.ms', null]),
  alter(TOPICS, TOPIC, [SET, 'retention.ms', '1'], [DELETE, 'retention.ms', null]),
  alter(TOPICS, TOPIC, [SET, 'min.compaction.lag.ms', '10'], [SET, 'max.compaction.lag.ms', '5']),
  alter(TOPICS, TOPIC),
  alter(TOPICS, '', [SET, 'retention.ms', '1']),
  alter(TOPICS, 'no/topic', [SET, 'retention.ms', '1']),
  alter(TOPICS, 'nowhere', [SET, 'retention.ms', '1']),
  alter(TOPICS, 'nowhere', [SET, 'retention.ms', '-5']),
  replace(TOPICS, TOPIC, { 'flush.ms': '7' }),
  described(TOPICS, TOPIC),
  replace(TOPICS, TOPIC, { 'flush.ms': null }),
  replace(TOPICS, TOPIC, {}),
  described(TOPICS, TOPIC),
  described(TOPICS, ''),
  described(TOPICS, 'nowhere'),
  alter(BROKERS, '', [SET, 'log.retention.ms', '99'], [SET, 'log.cleanup.policy', 'compact']),
  described(BROKERS, ''),
  described(
    TOPICS,
    TOPIC,
    'retention.ms',
    'cleanup.policy',
    'segment.ms',
    'remote.storage.enable',
    'min.cleanable.dirty.ratio',
  ),
  described(
    BROKERS,
    null,
    'log.retention.ms',
    'log.retention.hours',
    'log.retention.minutes',
    'log.cleanup.policy',
    'log.roll.ms',
  ),
  alter(BROKERS, '', [DELETE, 'log.retention.ms', null], [DELETE, 'log.cleanup.policy', null]),
  alter(BROKERS, '', [SET, 'log.retention.ms', 'x']),
  alter(BROKERS, '', [SET, 'num.partitions', '7']),
  alter(BROKERS, '', [APPEND, 'log.retention.ms', '7']),
  alter(BROKERS, '', [SET, 'advertised.listeners', 'PLAINTEXT://a:1']),
  alter(BROKERS, null, [SET, 'log.cleaner.threads', '2']),
  described(BROKERS, null, 'log.cleaner.threads'),
  alter(BROKERS, null, [SET, 'log.cleaner.threads', '-2']),
  alter(BROKERS, null, [DELETE, 'log.cleaner.threads', null]),
  alter(BROKERS, null, [SET, 'ssl.keystore.location', '/x']),
  alter(BROKERS, '77', [SET, 'log.cleaner.threads', '2']),
  alter(BROKERS, 'x', [SET, 'log.cleaner.threads', '2']),
  described(BROKERS, '77'),
  described(BROKERS, 'x'),
  {
    ...alter(BROKERS, '', [SET, 'no.such', '1']),
    otherwise: { answer: [40], why: 'Kafka keeps what it does not know for plugins; there are none.' },
  },
  {
    ...alter(BROKERS, null, [SET, 'log.retention.ms', '5']),
    otherwise: { answer: [42], why: 'Every broker serves every partition (ADR 0025).' },
  },
  alter(BROKERS, null, [DELETE, 'log.retention.ms', null]),
  alter(BROKER_LOGGERS, null, [SET, 'no.such.logger', 'DEBUG']),
  alter(BROKER_LOGGERS, '77', [SET, 'root', 'DEBUG']),
  alter(BROKER_LOGGERS, 'x', [SET, 'root', 'DEBUG']),
  alter(BROKER_LOGGERS, null, [SET, 'root', 'LOUD']),
  alter(BROKER_LOGGERS, null, [SET, 'root', null]),
  alter(BROKER_LOGGERS, null, [APPEND, 'root', 'DEBUG']),
  alter(BROKER_LOGGERS, null, [SUBTRACT, 'root', 'DEBUG']),
  alter(BROKER_LOGGERS, null, [DELETE, 'no.such.logger', null]),
  described(BROKER_LOGGERS, '77', 'x'),
  described(BROKER_LOGGERS, '', 'x'),
  alter(GROUPS, 'g', [SET, 'consumer.heartbeat.interval.ms', '6000']),
  described(
    GROUPS,
    'g',
    'consumer.heartbeat.interval.ms',
    'share.isolation.level',
    'consumer.session.timeout.ms',
  ),
  alter(GROUPS, 'g', [SET, 'consumer.session.timeout.ms', '1']),
  alter(GROUPS, 'g', [SET, 'no.such', '1']),
  alter(GROUPS, '', [SET, 'consumer.heartbeat.interval.ms', '6000']),
  described(GROUPS, ''),
  alter(CLIENT_METRICS, 'm', [SET, 'interval.ms', '1000'], [SET, 'metrics', 'a.,b.']),
  described(CLIENT_METRICS, 'm'),
  alter(CLIENT_METRICS, 'm', [SET, 'interval.ms', '9']),
  alter(CLIENT_METRICS, 'm', [SET, 'no.such', '9']),
  alter(CLIENT_METRICS, '', [SET, 'interval.ms', '1000']),
  described(CLIENT_METRICS, ''),
  alter(99, 'x', [SET, 'interval.ms', '1000']),
  replace(BROKER_LOGGERS, '', {}),
  listed(GROUPS, CLIENT_METRICS, TOPICS),
  listed(),
  listed(99),
  alter(GROUPS, 'g', [DELETE, 'consumer.heartbeat.interval.ms', null]),
  alter(CLIENT_METRICS, 'm', [DELETE, 'interval.ms', null], [DELETE, 'metrics', null]),
  listed(GROUPS, CLIENT_METRICS),
]

describe('questions about configs', () => {
  const sites: Site[] = []
  const clients: WireClient[] = []

  beforeAll(async () => {
    const started = await Promise.allSettled([startKafka(), startKedge()])
    for (const outcome of started) if (outcome.status === 'fulfilled') sites.push(outcome.value)
    for (const outcome of started) if (outcome.status === 'rejected') throw outcome.reason
    for (const { address } of sites) clients.push(await wireClient(address, 'asking', 60_000))
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await Promise.all(sites.map((site) => site.stop()))
  })

  test.for(questions.map((question, i) => [i, question.what, question] as const))(
    '%i: %s',
    async ([, , question]) => {
      const [kafka, kedge] = clients
      if (kafka === undefined || kedge === undefined) throw new Error('two brokers were to start')
      const { answer, why } = question.otherwise ?? {}
      const ours = await question.ask(kedge, '0')
      const alike = async () => {
        const told = await question.ask(kafka, '1')
        return JSON.stringify(told) === JSON.stringify(ours) ? told : undefined
      }
      const theirs = question.reads
        ? await eventually('Kafka answers alike', alike, 5_000).catch(() => question.ask(kafka, '1'))
        : await question.ask(kafka, '1')
      expect(ours, why).toEqual(why === undefined ? theirs : answer)
      if (why !== undefined) expect(theirs).not.toEqual(answer)
    },
  )
})
