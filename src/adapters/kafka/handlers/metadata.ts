import { NONE } from '#adapters/kafka/error-codes'
import {
  MetadataRequest,
  MetadataResponse,
  namesMissingListeners,
  nullMeansAllTopics,
} from '#adapters/kafka/protocol/messages/metadata'
import { clusterOperations, topicOperations } from './authorized-operations.ts'
import { handler } from './handler.ts'
import { isTopic } from './lookup.ts'
import { type Answer, all, named } from './metadata-topics.ts'
import { isInternal, type Leaders, leadersAmong, partitionViews } from './partition-view.ts'
import { controllerIdOf, reachableBrokers } from './reachable.ts'

export const metadata = handler({
  request: MetadataRequest,
  response: MetadataResponse,
  pace: 'in-turn',
  handle: async ({ services: { topics, cluster } }, request, { version, listener }) => {
    const asksForAll = nullMeansAllTopics(version) ? request.topics === null : request.topics?.length === 0
    const operations = topicOperations(request.includeTopicAuthorizedOperations)
    const found = asksForAll ? await all(topics) : await named(topics, request, version)
    const brokers = reachableBrokers(cluster, listener)
    const leaders = leadersAmong(
      cluster,
      brokers,
      namesMissingListeners(version) ? 'listener-not-found' : 'leader-not-available',
    )
    return {
      throttleTimeMs: 0,
      brokers: brokers.map(({ id, host, port, rack }) => ({ nodeId: id, host, port, rack })),
      clusterId: cluster.clusterId,
      controllerId: controllerIdOf(brokers),
      topics: found.map((each) => ({ ...view(leaders, each), topicAuthorizedOperations: operations })),
      clusterAuthorizedOperations: clusterOperations(request.includeClusterAuthorizedOperations),
      errorCode: NONE,
    }
  },
})

const view = (leaders: Leaders, { asked, found }: Answer) =>
  isTopic(found)
    ? {
        errorCode: NONE,
        name: found.name,
        topicId: found.id,
        isInternal: isInternal(found.name),
        partitions: partitionViews(leaders, found),
      }
    : { errorCode: found, ...asked, isInternal: isInternal(asked.name), partitions: [] }
