import { clipped, errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  BROKER_LOGGER_RESOURCE,
  CLIENT_METRICS_RESOURCE,
  GROUP_RESOURCE,
} from '#adapters/kafka/protocol/config-resource'
import {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
} from '#adapters/kafka/protocol/messages/describe-configs'
import type { ConfigEntry } from '#application/configs'
import type { LoggerLevel } from '#application/loggers'
import type { Services } from '#application/services'
import { parseTopicName } from '#domain/topic/name'
import { E } from '#shared/fp'
import { brokerFault, resourceOf } from './config-resource.ts'
import { configSources, configTypes, configView } from './config-view.ts'
import { eventLoopTurned } from './event-loop.ts'
import { handler } from './handler.ts'
import { isTopic, lookUp } from './lookup.ts'

export const describeConfigs = handler({
  request: DescribeConfigsRequest,
  response: DescribeConfigsResponse,
  pace: 'in-turn',
  handle: async ({ services }, request) => {
    const results: Result[] = []
    let left = MOST_NAMED
    for (const resource of once(request.resources)) {
      if (results.length > 0) await eventLoopTurned()
      const isBeyond = named.has(resource.resourceType) && left-- <= 0
      const entries = isBeyond ? tooMany : await entriesOf(services, resource)
      const [code, message] = 'code' in entries ? [entries.code, entries.message] : [NONE, null]
      results.push({
        errorCode: code,
        errorMessage: message,
        resourceType: resource.resourceType,
        resourceName: resource.resourceName,
        configs:
          'code' in entries ? [] : entries.filter(isAskedFor(resource)).map((entry) => view(entry, request)),
      })
    }
    return { throttleTimeMs: 0, results }
  },
})

type Resource = DescribeConfigsRequest['resources'][number]
type Result = DescribeConfigsResponse['results'][number]
type Refused = Readonly<{ code: number; message: string }>

/** Whatever is called a group has configs, so that there are as many of them as a client can name. */
const named = new Set([GROUP_RESOURCE, CLIENT_METRICS_RESOURCE])
const MOST_NAMED = 1_000

/** A configuration is a thousand times as large as the question for it, and is told once. */
const once = (resources: readonly Resource[]): Iterable<Resource> =>
  new Map(resources.map((each) => [`${each.resourceType}:${each.resourceName}`, each])).values()

const entriesOf = async (services: Services, asked: Resource): Promise<readonly ConfigEntry[] | Refused> => {
  const { configs, loggers, cluster } = services
  if (asked.resourceType === BROKER_LOGGER_RESOURCE) {
    const fault = brokerFault(asked.resourceName, cluster.self.id)
    return fault === null ? loggers.all().map(loggerEntry) : refuse(fault.kind, fault.message)
  }
  const resource = resourceOf(asked, cluster.self.id)
  if (E.isLeft(resource)) return refuse(resource.left.kind, resource.left.message)
  const { type, name } = resource.right
  switch (type) {
    case 'topic':
      return ofTopic(services, name)
    case 'broker':
      return name === '' ? configs.ofAllBrokers() : configs.ofBroker()
    case 'group':
    case 'client-metrics':
      return name === ''
        ? refuse('invalid-request', 'The name must not be empty')
        : configs.ofNamed(type, name)
  }
}

const loggerEntry = ({ name, level }: LoggerLevel): ConfigEntry => ({
  name,
  value: level,
  source: 'broker-logger',
  readOnly: false,
  sensitive: false,
  type: 'unknown',
  documentation: '',
  synonyms: [],
})

const ofTopic = async (
  { topics, configs }: Services,
  name: string,
): Promise<readonly ConfigEntry[] | Refused> => {
  const parsed = parseTopicName(name)
  if (E.isLeft(parsed)) return refuse('invalid-topic', parsed.left)
  const [found] = await lookUp(topics, [{ name }], 'topic-metadata')
  return found !== undefined && isTopic(found)
    ? configs.ofTopic(found)
    : { code: found ?? NONE, message: `The topic ${name} could not be found.` }
}

const refuse = (kind: 'invalid-topic' | 'invalid-request', message: string): Refused => ({
  code: errorCode({ kind }),
  message: clipped(message),
})

const tooMany = refuse('invalid-request', `More than ${MOST_NAMED} groups or subscriptions at once.`)

const isAskedFor =
  ({ configurationKeys }: Resource) =>
  ({ name }: ConfigEntry): boolean =>
    configurationKeys === null || configurationKeys.length === 0 || configurationKeys.includes(name)

const view = (entry: ConfigEntry, asked: DescribeConfigsRequest): Result['configs'][number] => ({
  ...configView(entry),
  synonyms: asked.includeSynonyms
    ? entry.synonyms.map(({ name, value, source }) => ({
        name,
        value: entry.sensitive ? null : value,
        source: configSources[source],
      }))
    : [],
  configType: configTypes[entry.type],
  documentation: asked.includeDocumentation ? entry.documentation : null,
})
