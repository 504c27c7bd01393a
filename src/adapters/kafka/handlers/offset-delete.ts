import { errorCode, NONE } from '#adapters/kafka/error-codes'
import { OffsetDeleteRequest, OffsetDeleteResponse } from '#adapters/kafka/protocol/messages/offset-delete'
import type { GroupsRefusal, TopicPartitionName } from '#application/groups/groups'
import type { Services } from '#application/services'
import { groupId } from '#domain/group/types'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { hasPartition, highest, resolved } from './lookup.ts'
import { settled } from './settled.ts'

export const offsetDelete = handler({
  request: OffsetDeleteRequest,
  response: OffsetDeleteResponse,
  pace: 'in-turn',
  handle: async ({ services }, request) => {
    const outcome = await settled(forget(services, request), 'group')
    return E.isLeft(outcome)
      ? { errorCode: outcome.left.code, throttleTimeMs: 0, topics: [] }
      : { errorCode: NONE, throttleTimeMs: 0, topics: outcome.right }
  },
})

type Told = OffsetDeleteResponse['topics']

const forget = async (
  { topics, groups }: Services,
  request: OffsetDeleteRequest,
): Promise<E.Either<GroupsRefusal, Told>> => {
  const found = await resolved(
    topics,
    request.topics.map(({ name, partitions }) => ({
      name,
      upTo: highest(partitions, (p) => p.partitionIndex),
    })),
  )
  const places = request.topics.map(({ name, partitions }, i) => {
    const topic = found[i]
    return partitions.map(({ partitionIndex }): TopicPartitionName | null =>
      topic !== undefined && hasPartition(topic, partitionIndex)
        ? { topic: name, topicId: topic.id, partition: partitionIndex }
        : null,
    )
  })
  const partitions = places.flat().filter((place) => place !== null)
  // Also where there is nothing to delete: the group may have a say, as in Kafka.
  const outcome = await groups.deleteOffsets(groupId(request.groupId), partitions)
  if (E.isLeft(outcome)) return outcome
  let next = 0
  const codeOf = (place: TopicPartitionName | null): number => {
    const refusal = place === null ? unknownPartition : (outcome.right[next++] ?? null)
    return refusal === null ? NONE : errorCode(refusal)
  }
  const told = request.topics.map(({ name, partitions: asked }, i) => ({
    name,
    partitions: asked.map(({ partitionIndex }, j) => ({
      partitionIndex,
      errorCode: codeOf(places[i]?.[j] ?? null),
    })),
  }))
  return E.right(told)
}

const unknownPartition = { kind: 'unknown-partition' } as const
