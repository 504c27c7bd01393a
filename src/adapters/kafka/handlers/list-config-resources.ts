import { errorCode, failureCode, NONE } from '#adapters/kafka/error-codes'
import {
  BROKER_LOGGER_RESOURCE,
  BROKER_RESOURCE,
  CLIENT_METRICS_RESOURCE,
  GROUP_RESOURCE,
  TOPIC_RESOURCE,
} from '#adapters/kafka/protocol/config-resource'
import {
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
  listsEveryType,
} from '#adapters/kafka/protocol/messages/list-config-resources'
import type { Services } from '#application/services'
import { handler } from './handler.ts'

export const listConfigResources = handler({
  request: ListConfigResourcesRequest,
  response: ListConfigResourcesResponse,
  pace: 'in-turn',
  handle: async ({ services }, { resourceTypes }, { version }) => {
    const every = listsEveryType(version) ? listed.keys() : [CLIENT_METRICS_RESOURCE]
    const types = new Set(resourceTypes.length === 0 ? every : resourceTypes)
    if (![...types].every((type) => listed.has(type)))
      return refuse(errorCode({ kind: 'unsupported-version' }))
    try {
      // A name that is missing here would be taken for one that does not exist.
      await services.topics.refresh()
    } catch (error) {
      return refuse(failureCode('topic-metadata', error))
    }
    const configResources = [...listed]
      .filter(([type]) => types.has(type))
      .flatMap(([resourceType, namesIn]) =>
        namesIn(services).map((resourceName) => ({ resourceName, resourceType })),
      )
    return { throttleTimeMs: 0, errorCode: NONE, configResources }
  },
})

type NamesIn = (services: Services) => readonly string[]

const brokerIds: NamesIn = ({ cluster }) => cluster.brokers().map(({ id }) => `${id}`)

/** In Kafka's order. */
const listed: ReadonlyMap<number, NamesIn> = new Map<number, NamesIn>([
  [GROUP_RESOURCE, ({ configs }) => configs.named('group')],
  [CLIENT_METRICS_RESOURCE, ({ configs }) => configs.named('client-metrics')],
  [BROKER_LOGGER_RESOURCE, brokerIds],
  [BROKER_RESOURCE, brokerIds],
  [TOPIC_RESOURCE, ({ topics }) => topics.all().map(({ name }) => name)],
])

const refuse = (code: number): ListConfigResourcesResponse => ({
  throttleTimeMs: 0,
  errorCode: code,
  configResources: [],
})
