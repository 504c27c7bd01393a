import { errorCode, NONE, type RequestFault } from '#adapters/kafka/error-codes'
import {
  OffsetCommitRequest,
  OffsetCommitResponse,
  tellsUnknownGroup,
  usesTopicIds,
} from '#adapters/kafka/protocol/messages/offset-commit'
import type { CommitRequest, GroupsRefusal } from '#application/groups/groups'
import { groupId } from '#domain/group/types'
import { isMetadataTooLarge } from '#domain/offset-commits/metadata-limit'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { type Found, hasPartition, highest, isTopic, lookUp } from './lookup.ts'
import { memberOf } from './member-view.ts'
import { settled, type Told } from './settled.ts'

export const offsetCommit = handler({
  request: OffsetCommitRequest,
  response: OffsetCommitResponse,
  // What clients commit meanwhile is written with the group's next commit.
  pace: 'enters',
  handle: async ({ services: { topics, groups } }, request, { version, entered }) => {
    const byId = usesTopicIds(version)
    const refs = request.topics.map(({ name, topicId, partitions }) => {
      const upTo = highest(partitions, ({ partitionIndex }) => partitionIndex)
      return byId ? { id: topicId, upTo } : { name, upTo }
    })
    const found = await lookUp(topics, refs, 'group')
    const judged = request.topics.map(({ partitions }, i) =>
      partitions.map((asked) => toOffset(found[i] ?? NONE, asked)),
    )
    const offsets = judged.flat().filter((each) => typeof each !== 'number')
    let code = NONE
    if (offsets.length > 0) {
      const member = memberOf(request, request.generationIdOrMemberEpoch)
      const committing = groups.commit(groupId(request.groupId), { ...member, offsets })
      entered()
      const outcome = await settled(committing, 'group')
      if (E.isLeft(outcome)) code = codeOf(outcome.left, version)
    }
    const answers = request.topics.map(({ name, topicId, partitions }, i) => ({
      name,
      topicId,
      partitions: partitions.map(({ partitionIndex }, j) => {
        const verdict = judged[i]?.[j]
        // A group that refuses has not looked at the metadata.
        const isRefused = code !== NONE && verdict === METADATA_TOO_LARGE
        return { partitionIndex, errorCode: typeof verdict === 'number' && !isRefused ? verdict : code }
      }),
    }))
    return { throttleTimeMs: 0, topics: answers }
  },
})

type Asked = OffsetCommitRequest['topics'][number]['partitions'][number]
type Offset = CommitRequest['offsets'][number]

/** What is to be committed, or the error code that says why it cannot be. Negative offsets mean something to some clients. */
const toOffset = (topic: Found, asked: Asked): Offset | number => {
  if (!isTopic(topic)) return topic
  if (!hasPartition(topic, asked.partitionIndex)) return errorCode({ kind: 'unknown-partition' })
  const metadata = asked.committedMetadata ?? ''
  if (isMetadataTooLarge(metadata)) return METADATA_TOO_LARGE
  const offset = Number(asked.committedOffset)
  if (!Number.isSafeInteger(offset)) return fault('invalid-commit-offset')
  const at = { topicId: topic.id, partition: asked.partitionIndex }
  return { at, offset, leaderEpoch: asked.committedLeaderEpoch, metadata }
}

const fault = (kind: RequestFault['kind']): number => errorCode({ kind })
const METADATA_TOO_LARGE = fault('offset-metadata-too-large')

const codeOf = ({ code, refusal }: Told<GroupsRefusal>, version: number): number =>
  refusal?.kind === 'group-not-found' && !tellsUnknownGroup(version)
    ? errorCode({ kind: 'illegal-generation' })
    : code
