import type { FetchRequest } from '#adapters/kafka/protocol/messages/fetch'
import type { SessionRequest } from '#application/fetch/sessions'

/** Whoever asks is a consumer: brokers of this cluster do not fetch from each other, so a replica id means nothing. */
export const toSession = (request: FetchRequest, byId: boolean): SessionRequest => ({
  id: request.sessionId,
  epoch: request.sessionEpoch,
  byId,
  partitions: request.topics.flatMap(({ topic, topicId, partitions }) =>
    partitions.map((p) => ({
      topic: byId ? topicId : topic,
      partition: p.partition,
      offset: p.fetchOffset,
      leaderEpoch: p.currentLeaderEpoch,
      maxBytes: p.partitionMaxBytes,
    })),
  ),
  forgotten: request.forgottenTopicsData.flatMap(({ topic, topicId, partitions }) =>
    partitions.map((partition) => ({ topic: byId ? topicId : topic, partition })),
  ),
})
