import { errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  mustNameProtocol,
  SyncGroupRequest,
  SyncGroupResponse,
} from '#adapters/kafka/protocol/messages/sync-group'
import type { GroupsRefusal, SyncRequest } from '#application/groups/groups'
import type { SyncView } from '#domain/group/effects'
import { groupId, memberId } from '#domain/group/types'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { fromOpaque, memberOf, toOpaque } from './member-view.ts'
import { settled } from './settled.ts'
import { unlessAbandoned } from './unless-abandoned.ts'

export const syncGroup = handler({
  request: SyncGroupRequest,
  response: SyncGroupResponse,
  // It may wait for the leader, which may be behind the same connection.
  pace: 'enters',
  handle: ({ services: { groups } }, request, { version, abandoned, entered, letGo }) => {
    const namesProtocol = request.protocolType !== null && request.protocolName !== null
    if (mustNameProtocol(version) && !namesProtocol)
      return refuse(errorCode({ kind: 'inconsistent-group-protocol' }))
    const syncing = groups.sync(groupId(request.groupId), toSync(request), letGo)
    entered()
    return answered(syncing, abandoned)
  },
})

/** Knows nothing of the request: it may wait for minutes. */
const answered = async (
  syncing: Promise<E.Either<GroupsRefusal, SyncView>>,
  abandoned: AbortSignal,
): Promise<SyncGroupResponse> => {
  const notHere = E.left({ kind: 'not-coordinator' } as const)
  const outcome = await settled(unlessAbandoned(syncing, abandoned, notHere), 'group')
  if (E.isLeft(outcome)) return refuse(outcome.left.code)
  const { protocolType, protocol, assignment } = outcome.right
  return {
    throttleTimeMs: 0,
    errorCode: NONE,
    protocolType,
    protocolName: protocol,
    assignment: fromOpaque(assignment),
  }
}

const toSync = (request: SyncGroupRequest): SyncRequest => ({
  ...memberOf(request, request.generationId),
  protocolType: request.protocolType,
  protocol: request.protocolName,
  assignments: request.assignments.map((each) => [memberId(each.memberId), toOpaque(each.assignment)]),
})

const refuse = (code: number): SyncGroupResponse => ({
  throttleTimeMs: 0,
  errorCode: code,
  protocolType: null,
  protocolName: null,
  assignment: Buffer.alloc(0),
})
