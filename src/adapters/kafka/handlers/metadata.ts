import { NONE } from '#adapters/kafka/error-codes'
import {
  MetadataRequest,
  MetadataResponse,
  nullMeansAllTopics,
} from '#adapters/kafka/protocol/messages/metadata'
import type { Cluster } from '#application/cluster/cluster'
import { clusterOperations, topicOperations } from './authorized-operations.ts'
import { handler } from './handler.ts'
import { isTopic } from './lookup.ts'
import { type Answer, all, named } from './metadata-topics.ts'
import { isInternal, partitionViews } from './partition-view.ts'

export const metadata = handler({
  request: MetadataRequest,
  response: MetadataResponse,
  pace: 'in-turn',
  handle: async ({ services: { topics, cluster } }, request, { version }) => {
    const asksForAll = nullMeansAllTopics(version) ? request.topics === null : request.topics?.length === 0
    const operations = topicOperations(request.includeTopicAuthorizedOperations)
    const found = asksForAll ? await all(topics) : await named(topics, request, version)
    return {
      throttleTimeMs: 0,
      brokers: cluster.brokers().map(({ id, host, port, rack }) => ({ nodeId: id, host, port, rack })),
      clusterId: cluster.clusterId,
      controllerId: cluster.controller().id,
      topics: found.map((each) => ({ ...view(cluster, each), topicAuthorizedOperations: operations })),
      clusterAuthorizedOperations: clusterOperations(request.includeClusterAuthorizedOperations),
      errorCode: NONE,
    }
  },
})

const view = (cluster: Cluster, { asked, found }: Answer) =>
  isTopic(found)
    ? {
        errorCode: NONE,
        name: found.name,
        topicId: found.id,
        isInternal: isInternal(found.name),
        partitions: partitionViews(cluster, found),
      }
    : { errorCode: found, ...asked, isInternal: isInternal(asked.name), partitions: [] }
