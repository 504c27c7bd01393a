import { errorCode, NONE } from '#adapters/kafka/error-codes'
import { DeleteGroupsRequest, DeleteGroupsResponse } from '#adapters/kafka/protocol/messages/delete-groups'
import { groupId } from '#domain/group/types'
import { E } from '#shared/fp'
import { fewAtATime } from './few-at-a-time.ts'
import { handler } from './handler.ts'

export const deleteGroups = handler({
  request: DeleteGroupsRequest,
  response: DeleteGroupsResponse,
  pace: 'in-turn',
  handle: async ({ services: { groups } }, { groupsNames }) => {
    const results = await fewAtATime(
      [...new Set(groupsNames)],
      'group',
      async (id) => {
        const outcome = await groups.delete(groupId(id))
        return answer(id, E.isLeft(outcome) ? errorCode(outcome.left) : NONE)
      },
      answer,
    )
    return { throttleTimeMs: 0, results }
  },
})

const answer = (id: string, code: number): DeleteGroupsResponse['results'][number] => ({
  groupId: id,
  errorCode: code,
})
