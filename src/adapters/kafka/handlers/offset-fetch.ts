import { errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  batchesGroups,
  OffsetFetchRequest,
  OffsetFetchResponse,
  tellsGroupError,
  usesTopicIds,
} from '#adapters/kafka/protocol/messages/offset-fetch'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { E } from '#shared/fp'
import { type AskedTopic, fetchedOffsets, noOffset, type ToldTopic } from './fetched-offsets.ts'
import { fewAtATime } from './few-at-a-time.ts'
import { handler } from './handler.ts'

/** There are no transactions, so that every offset is stable, and no members but those of classic groups, which need not say who they are. */
export const offsetFetch = handler({
  request: OffsetFetchRequest,
  response: OffsetFetchResponse,
  pace: 'in-turn',
  handle: async ({ services }, request, { version }) => {
    const isBatch = batchesGroups(version)
    const asked = isBatch ? once(request.groups) : [single(request)]
    const groups = await fewAtATime(
      asked,
      'group-offsets',
      async (group) => {
        const outcome = await fetchedOffsets(services, group, usesTopicIds(version))
        return E.isLeft(outcome)
          ? refused(group, errorCode(outcome.left), version)
          : { groupId: group.groupId, topics: outcome.right, errorCode: NONE }
      },
      (group, code) => refused(group, code, version),
    )
    if (isBatch) return { ...nothing, groups }
    const [{ topics, errorCode: code } = { topics: [], errorCode: NONE }] = groups
    return { ...nothing, topics, errorCode: code }
  },
})

type AskedGroup = Readonly<{ groupId: string; topics: readonly AskedTopic[] | null }>
type ToldGroup = Readonly<{ groupId: string; topics: readonly ToldTopic[]; errorCode: number }>

const single = ({ groupId, topics }: OffsetFetchRequest): AskedGroup => ({
  groupId,
  topics: topics?.map((topic) => ({ ...topic, topicId: ZERO_UUID })) ?? null,
})

/** All offsets of a group may be a thousand times as large as the question for them, and are told once. */
const once = (groups: readonly AskedGroup[]): readonly AskedGroup[] => [
  ...new Map(groups.map((group) => [group.groupId, group])).values(),
]

const refused = ({ groupId, topics }: AskedGroup, code: number, version: number): ToldGroup => ({
  groupId,
  topics: tellsGroupError(version)
    ? []
    : (topics ?? []).map(({ name, topicId, partitionIndexes }) => ({
        name,
        topicId,
        partitions: partitionIndexes.map((index) => noOffset(index, code)),
      })),
  errorCode: code,
})

const nothing: OffsetFetchResponse = { throttleTimeMs: 0, topics: [], errorCode: NONE, groups: [] }
