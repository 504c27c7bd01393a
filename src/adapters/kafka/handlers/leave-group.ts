import { errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  batchesMembers,
  LeaveGroupRequest,
  LeaveGroupResponse,
} from '#adapters/kafka/protocol/messages/leave-group'
import { groupId } from '#domain/group/types'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { leaverOf } from './member-view.ts'
import { settled } from './settled.ts'

export const leaveGroup = handler({
  request: LeaveGroupRequest,
  response: LeaveGroupResponse,
  pace: 'in-turn',
  handle: async ({ services: { groups } }, request, { version }) => {
    const isBatch = batchesMembers(version)
    const members = isBatch ? request.members : [{ memberId: request.memberId, groupInstanceId: null }]
    const outcome = await settled(groups.leave(groupId(request.groupId), members.map(leaverOf)), 'group')
    if (E.isLeft(outcome)) return answer(outcome.left.code)
    const told = outcome.right.map(({ memberId, instanceId, refusal }) => ({
      memberId,
      groupInstanceId: instanceId,
      errorCode: refusal === null ? NONE : errorCode(refusal),
    }))
    return isBatch ? answer(NONE, told) : answer(told[0]?.errorCode ?? NONE)
  },
})

const answer = (code: number, members: LeaveGroupResponse['members'] = []): LeaveGroupResponse => ({
  throttleTimeMs: 0,
  errorCode: code,
  members,
})
