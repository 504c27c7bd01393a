import { OffsetCommitRequest, OffsetCommitResponse } from '#adapters/kafka/protocol/messages/offset-commit'
import {
  batchesGroups,
  OffsetFetchRequest,
  OffsetFetchResponse,
} from '#adapters/kafka/protocol/messages/offset-fetch'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { visible } from '../text.ts'
import { check } from './errors.ts'
import type { Kafka } from './kafka.ts'

export type Commit = Readonly<{ topic: string; partition: number; offset: bigint }>

/** Version 10 names topics by their ids. */
const BY_NAME = 9

/** All that the group has committed. */
export const committedBy = async (
  kafka: Kafka,
  group: string,
  coordinator: number,
): Promise<readonly Commit[]> => {
  const api = { request: OffsetFetchRequest, response: OffsetFetchResponse }
  const answer = await kafka.ask(api, {
    body: (version) => ({
      groupId: batchesGroups(version) ? '' : group,
      topics: batchesGroups(version) ? [] : null,
      groups: batchesGroups(version)
        ? [{ groupId: group, memberId: null, memberEpoch: -1, topics: null }]
        : [],
      requireStable: false,
    }),
    to: coordinator,
    upTo: BY_NAME,
  })
  const found = answer.groups[0] ?? answer
  check(`group ${visible(group)}`, found.errorCode)
  return found.topics.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ committedOffset }) => committedOffset >= 0n)
      .map(({ partitionIndex, committedOffset }) => ({
        topic: name,
        partition: partitionIndex,
        offset: committedOffset,
      })),
  )
}

const NO_GENERATION = -1

/** As nobody's member, which only a group without members takes. */
export const commit = async (
  kafka: Kafka,
  group: string,
  coordinator: number,
  commits: readonly Commit[],
): Promise<void> => {
  const topics = [...Map.groupBy(commits, ({ topic }) => topic)].map(([name, all]) => ({
    name,
    topicId: ZERO_UUID,
    partitions: all.map(({ partition, offset }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedLeaderEpoch: -1,
      committedMetadata: '',
    })),
  }))
  const body = {
    groupId: group,
    generationIdOrMemberEpoch: NO_GENERATION,
    memberId: '',
    groupInstanceId: null,
    retentionTimeMs: -1n,
    topics,
  }
  const api = { request: OffsetCommitRequest, response: OffsetCommitResponse }
  const answer = await kafka.ask(api, { body, to: coordinator, upTo: BY_NAME })
  for (const { name, partitions } of answer.topics)
    for (const { partitionIndex, errorCode } of partitions)
      check(`${visible(group)} on ${visible(name)}, partition ${partitionIndex}`, errorCode)
}
