import { NONE } from '#adapters/kafka/error-codes'
import {
  allowsNoProtocol,
  canSkipAssignment,
  hasRebalanceTimeout,
  JoinGroupRequest,
  JoinGroupResponse,
  requiresKnownMemberId,
} from '#adapters/kafka/protocol/messages/join-group'
import type { GroupsRefusal, JoinRequest } from '#application/groups/groups'
import type { JoinView } from '#domain/group/effects'
import { groupId, memberId } from '#domain/group/types'
import { E } from '#shared/fp'
import { type Call, handler } from './handler.ts'
import { fromOpaque, instanceOf, toOpaque } from './member-view.ts'
import { settled, type Told } from './settled.ts'
import { unlessAbandoned } from './unless-abandoned.ts'

export const joinGroup = handler({
  request: JoinGroupRequest,
  response: JoinGroupResponse,
  // It may wait for the other members, and those may be behind the same connection.
  pace: 'enters',
  handle: ({ services: { groups } }, request, call) => {
    const joining = groups.join(groupId(request.groupId), toJoin(request, call), call.letGo)
    call.entered()
    return answered(joining, request.memberId, call)
  },
})

/** Knows of the request no more than it tells: it may wait for minutes. */
const answered = async (
  joining: Promise<E.Either<GroupsRefusal, JoinView>>,
  asked: string,
  call: Call,
): Promise<JoinGroupResponse> => {
  const abandoned = E.left({ kind: 'not-coordinator' } as const)
  const outcome = await settled(unlessAbandoned(joining, call.abandoned, abandoned), 'group')
  return E.isLeft(outcome) ? refuse(asked, outcome.left, call) : accept(outcome.right)
}

const toJoin = (request: JoinGroupRequest, { version, clientId, clientHost }: Call): JoinRequest => ({
  memberId: memberId(request.memberId),
  instanceId: instanceOf(request),
  clientId: clientId ?? '',
  clientHost,
  protocolType: request.protocolType,
  protocols: request.protocols.map(({ name, metadata }) => ({ name, metadata: toOpaque(metadata) })),
  sessionTimeoutMs: request.sessionTimeoutMs,
  rebalanceTimeoutMs: hasRebalanceTimeout(version) ? request.rebalanceTimeoutMs : request.sessionTimeoutMs,
  requiresKnownMemberId: requiresKnownMemberId(version),
  canSkipAssignment: canSkipAssignment(version),
  reason: request.reason ?? '',
})

const accept = (view: JoinView): JoinGroupResponse => ({
  throttleTimeMs: 0,
  errorCode: NONE,
  generationId: view.generation,
  protocolType: view.protocolType,
  protocolName: view.protocol,
  leader: view.leader,
  skipAssignment: view.skipAssignment,
  memberId: view.memberId,
  members: view.members.map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.instanceId,
    metadata: fromOpaque(member.metadata),
  })),
})

const NO_GENERATION = -1

const refuse = (
  asked: string,
  { code, refusal }: Told<GroupsRefusal>,
  { version }: Call,
): JoinGroupResponse => ({
  throttleTimeMs: 0,
  errorCode: code,
  generationId: NO_GENERATION,
  protocolType: null,
  protocolName: allowsNoProtocol(version) ? null : '',
  leader: '',
  skipAssignment: false,
  memberId: refusal?.kind === 'member-id-required' ? refusal.memberId : asked,
  members: [],
})
