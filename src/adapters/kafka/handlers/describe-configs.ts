import { clipped, errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  BROKER_RESOURCE,
  DescribeConfigsRequest,
  DescribeConfigsResponse,
  TOPIC_RESOURCE,
} from '#adapters/kafka/protocol/messages/describe-configs'
import type { ConfigEntry } from '#application/configs'
import type { Services } from '#application/services'
import { parseTopicName } from '#domain/topic/name'
import { E } from '#shared/fp'
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
    for (const resource of once(request.resources)) {
      if (results.length > 0) await eventLoopTurned()
      const entries = await entriesOf(services, resource)
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

/** A configuration is a thousand times as large as the question for it, and is told once. */
const once = (resources: readonly Resource[]): Iterable<Resource> =>
  new Map(resources.map((each) => [`${each.resourceType}:${each.resourceName}`, each])).values()

const entriesOf = async (
  services: Services,
  { resourceType, resourceName }: Resource,
): Promise<readonly ConfigEntry[] | Refused> => {
  switch (resourceType) {
    case TOPIC_RESOURCE: {
      const name = parseTopicName(resourceName)
      if (E.isLeft(name)) return refuse('invalid-topic', name.left)
      const [found] = await lookUp(services.topics, [{ name: resourceName }], 'topic-metadata')
      return found !== undefined && isTopic(found)
        ? services.configs.ofTopic(found)
        : { code: found ?? NONE, message: `The topic ${resourceName} could not be found.` }
    }
    case BROKER_RESOURCE:
      // An empty name asks for what was set for all brokers at run time, which is nothing.
      if (resourceName === '') return []
      if (resourceName === String(services.cluster.self.id)) return services.configs.ofBroker()
      return refuse('invalid-request', `This is broker ${services.cluster.self.id}, not ${resourceName}.`)
    default:
      return refuse('invalid-request', `Resources of type ${resourceType} have no configs here.`)
  }
}

const refuse = (kind: 'invalid-topic' | 'invalid-request', message: string): Refused => ({
  code: errorCode({ kind }),
  message: clipped(message),
})

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
