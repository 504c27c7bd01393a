import { errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from '#adapters/kafka/protocol/messages/describe-topic-partitions'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import type { Services } from '#application/services'
import { topicOperations } from './authorized-operations.ts'
import { handler } from './handler.ts'
import { type Found, isTopic, lookUp } from './lookup.ts'
import { all } from './metadata-topics.ts'
import { isInternal, leadersAmong, partitionViews } from './partition-view.ts'
import { reachableBrokers } from './reachable.ts'
import { pageOf } from './topic-page.ts'

export const describeTopicPartitions = handler({
  request: DescribeTopicPartitionsRequest,
  response: DescribeTopicPartitionsResponse,
  pace: 'in-turn',
  handle: async ({ services }, request, { listener }) => {
    const names = request.topics.map(({ name }) => name)
    const { cursor } = request
    if (
      cursor !== null &&
      (cursor.partitionIndex < 0 || (names.length > 0 && !names.includes(cursor.topicName)))
    )
      return { throttleTimeMs: 0, topics: names.map((name) => refused(name, invalid)), nextCursor: null }

    const found = await inOrder(services, names, cursor?.topicName ?? '')
    const { spans, next } = pageOf(found, cursor, request.responsePartitionLimit)
    const leaders = leadersAmong(services.cluster, reachableBrokers(services.cluster, listener))
    return {
      throttleTimeMs: 0,
      topics: spans.map(({ name, topic, first, end }) =>
        isTopic(topic)
          ? {
              ...refused(name, NONE),
              topicId: topic.id,
              partitions: partitionViews(leaders, topic, first, end).map(withoutElr),
            }
          : refused(name, topic),
      ),
      nextCursor: next,
    }
  },
})

type Topic = DescribeTopicPartitionsResponse['topics'][number]

const invalid = errorCode({ kind: 'invalid-request' })

/** By name, so that a cursor stays a place among them while topics come and go. No names ask for all. */
const inOrder = async (
  { topics }: Services,
  names: readonly string[],
  from: string,
): Promise<readonly (readonly [string, Found])[]> => {
  if (names.length === 0)
    return (await all(topics)).flatMap(({ asked: { name }, found }) =>
      name === null || name < from ? [] : [[name, found]],
    )
  const wanted = [...new Set(names)].filter((name) => name >= from).sort()
  const refs = wanted.map((name) => ({ name }))
  const found = await lookUp(topics, refs, 'topic-metadata')
  return wanted.map((name, i) => [name, found[i] ?? NONE])
}

const withoutElr = (view: ReturnType<typeof partitionViews>[number]) => ({
  ...view,
  eligibleLeaderReplicas: [],
  lastKnownElr: [],
})

const refused = (name: string, code: number): Topic => ({
  errorCode: code,
  name,
  topicId: ZERO_UUID,
  isInternal: isInternal(name),
  partitions: [],
  topicAuthorizedOperations: topicOperations(true),
})
