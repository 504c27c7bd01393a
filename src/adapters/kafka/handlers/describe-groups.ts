import { clipped, errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
  tellsUnknownGroups,
} from '#adapters/kafka/protocol/messages/describe-groups'
import type { GroupDescription, GroupsRefusal } from '#application/groups/groups'
import { groupId } from '#domain/group/types'
import { E } from '#shared/fp'
import { groupOperations } from './authorized-operations.ts'
import { fewAtATime } from './few-at-a-time.ts'
import { stateNames } from './group-states.ts'
import { handler } from './handler.ts'
import { fromOpaque } from './member-view.ts'

export const describeGroups = handler({
  request: DescribeGroupsRequest,
  response: DescribeGroupsResponse,
  pace: 'in-turn',
  handle: async ({ services }, request, { version }) => {
    const operations = groupOperations(request.includeAuthorizedOperations)
    const groups = await fewAtATime(
      // A group may be a thousand times as large as the question for it, and is told once.
      [...new Set(request.groups)],
      'group',
      async (id) => {
        const outcome = await services.groups.describe(groupId(id))
        if (E.isRight(outcome)) return { ...view(outcome.right), authorizedOperations: operations }
        const told = refused(id, outcome.left, version)
        return told.errorCode === NONE ? { ...told, authorizedOperations: operations } : told
      },
      failed,
    )
    return { throttleTimeMs: 0, groups }
  },
})

type Answer = DescribeGroupsResponse['groups'][number]

const view = ({ groupId: id, state, protocolType, protocol, members }: GroupDescription): Answer => ({
  ...failed(id, NONE),
  groupState: stateNames[state],
  protocolType,
  protocolData: protocol,
  members: members.map((member) => ({
    memberId: member.id,
    groupInstanceId: member.instanceId,
    clientId: member.clientId,
    clientHost: member.clientHost,
    memberMetadata: fromOpaque(member.metadata),
    memberAssignment: fromOpaque(member.assignment),
  })),
})

const refused = (id: string, refusal: GroupsRefusal, version: number): Answer => {
  if (refusal.kind !== 'group-not-found') return failed(id, errorCode(refusal))
  const dead = { ...failed(id, NONE), groupState: stateNames.dead }
  return tellsUnknownGroups(version)
    ? { ...dead, errorCode: errorCode(refusal), errorMessage: clipped(`Group ${id} not found.`) }
    : dead
}

const failed = (id: string, code: number): Answer => ({
  errorCode: code,
  errorMessage: null,
  groupId: id,
  groupState: '',
  protocolType: '',
  protocolData: '',
  members: [],
  authorizedOperations: groupOperations(false),
})
