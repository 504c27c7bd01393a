import type { JoinView, SyncView } from './effects.ts'
import { type GroupState, type GroupStateName, stateName } from './lifecycle.ts'
import { type Member, type MemberId, NOTHING, memberId as named, type Opaque } from './types.ts'

/** The running generation as a member is told of it; only the leader learns who is in it. */
export const joinView = (
  { context }: GroupState,
  memberId: MemberId,
  skipAssignment: boolean = false,
): JoinView => {
  const { generation, leader, members } = context
  const protocol = context.protocol ?? ''
  return {
    memberId,
    generation,
    protocolType: context.protocolType ?? '',
    protocol,
    leader: leader ?? named(''),
    skipAssignment,
    members:
      memberId === leader
        ? [...members.values()].map((member) => ({
            memberId: member.id,
            instanceId: member.instanceId,
            metadata: metadataOf(member, protocol),
          }))
        : [],
  }
}

/** What a member has been assigned. */
export const syncView = ({ context }: GroupState, memberId: MemberId): SyncView => ({
  protocolType: context.protocolType ?? '',
  protocol: context.protocol ?? '',
  assignment: context.assignments.get(memberId) ?? NOTHING,
})

/** A group as an operator is told of it. What members said and were assigned is told of a stable group only. */
export type GroupView = Readonly<{
  state: GroupStateName
  protocolType: string
  /** '' outside a stable group. */
  protocol: string
  members: readonly (Omit<Member, 'isJoined' | 'protocols'> &
    Readonly<{ metadata: Opaque; assignment: Opaque }>)[]
}>

export const description = (state: GroupState): GroupView => {
  const { protocolType, members, assignments } = state.context
  const isStable = stateName(state) === 'stable'
  const protocol = isStable ? (state.context.protocol ?? '') : ''
  return {
    state: stateName(state),
    protocolType: protocolType ?? '',
    protocol,
    members: [...members.values()].map((member) => {
      const { isJoined: _, protocols: __, ...known } = member
      return {
        ...known,
        metadata: isStable ? metadataOf(member, protocol) : NOTHING,
        assignment: isStable ? (assignments.get(member.id) ?? NOTHING) : NOTHING,
      }
    }),
  }
}

const metadataOf = ({ protocols }: Member, protocol: string): Opaque =>
  protocols.find(({ name }) => name === protocol)?.metadata ?? NOTHING
