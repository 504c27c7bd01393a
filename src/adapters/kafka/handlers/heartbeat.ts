import { NONE } from '#adapters/kafka/error-codes'
import { HeartbeatRequest, HeartbeatResponse } from '#adapters/kafka/protocol/messages/heartbeat'
import { groupId } from '#domain/group/types'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { memberOf } from './member-view.ts'
import { settled } from './settled.ts'

export const heartbeat = handler({
  request: HeartbeatRequest,
  response: HeartbeatResponse,
  pace: 'in-turn',
  handle: async ({ services: { groups } }, request) => {
    const beating = groups.heartbeat(groupId(request.groupId), memberOf(request, request.generationId))
    const outcome = await settled(beating, 'group')
    return { throttleTimeMs: 0, errorCode: E.isLeft(outcome) ? outcome.left.code : NONE }
  },
})
