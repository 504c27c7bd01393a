import { errorCode, NONE } from '#adapters/kafka/error-codes'
import type { OffsetFetchRequest, OffsetFetchResponse } from '#adapters/kafka/protocol/messages/offset-fetch'
import type { GroupsRefusal } from '#application/groups/groups'
import type { Services } from '#application/services'
import { groupId } from '#domain/group/types'
import type { CommittedOffset } from '#domain/offset-commits/types'
import { partitionKey } from '#domain/topic/types'
import { E } from '#shared/fp'
import { resolved } from './lookup.ts'

export type AskedTopic = NonNullable<OffsetFetchRequest['groups'][number]['topics']>[number]
export type ToldTopic = OffsetFetchResponse['groups'][number]['topics'][number]
type ToldPartition = ToldTopic['partitions'][number]

type Asked = Readonly<{ groupId: string; topics: readonly AskedTopic[] | null }>
type Outcome = Promise<E.Either<GroupsRefusal, readonly ToldTopic[]>>

/** The offsets of one group, as they are told. Rejects when the store cannot be asked. */
export const fetchedOffsets = (services: Services, { groupId, topics }: Asked, byId: boolean): Outcome =>
  topics === null ? all(services, groupId) : named(services, groupId, topics, byId)

/** Offsets of topics that were deleted since are of no use to anybody. */
const all = async ({ topics, groups }: Services, group: string): Outcome => {
  const outcome = await groups.committed(groupId(group), null)
  if (E.isLeft(outcome)) return outcome
  const byTopic = [...Map.groupBy(outcome.right, ({ at }) => at.topicId)]
  const found = await resolved(
    topics,
    byTopic.map(([id]) => ({ id })),
  )
  const told = byTopic.flatMap(([topicId, offsets], i) => {
    const name = found[i]?.name
    return name === undefined ? [] : [{ name, topicId, partitions: offsets.map(view) }]
  })
  return E.right(told)
}

/** A name that is no topic's has no offsets, as in Kafka; an id that is no topic's is an error. */
const named = async (
  { topics, groups }: Services,
  group: string,
  asked: readonly AskedTopic[],
  byId: boolean,
): Outcome => {
  const refs = asked.map(({ name, topicId }) => (byId ? { id: topicId } : { name }))
  const found = await resolved(topics, refs)
  const partitions = asked.flatMap(({ partitionIndexes }, i) => {
    const topicId = found[i]?.id
    return topicId === undefined ? [] : partitionIndexes.map((partition) => ({ topicId, partition }))
  })
  const outcome = await groups.committed(groupId(group), partitions)
  if (E.isLeft(outcome)) return outcome
  const offsets = new Map(outcome.right.map((offset) => [partitionKey(offset.at), view(offset)]))
  const told = asked.map(({ name, topicId, partitionIndexes }, i) => {
    const id = found[i]?.id
    const code = id === undefined && byId ? unknownId : NONE
    const offsetOf = (partition: number) =>
      id === undefined ? undefined : offsets.get(partitionKey({ topicId: id, partition }))
    return {
      name,
      topicId,
      partitions: partitionIndexes.map((index) => offsetOf(index) ?? noOffset(index, code)),
    }
  })
  return E.right(told)
}

const unknownId = errorCode({ kind: 'unknown-topic-id' })

const view = ({ at, offset, leaderEpoch, metadata }: CommittedOffset): ToldPartition => ({
  partitionIndex: at.partition,
  committedOffset: BigInt(offset),
  committedLeaderEpoch: leaderEpoch,
  metadata,
  errorCode: NONE,
})

export const noOffset = (partitionIndex: number, code: number): ToldPartition => ({
  partitionIndex,
  committedOffset: -1n,
  committedLeaderEpoch: -1,
  metadata: '',
  errorCode: code,
})
