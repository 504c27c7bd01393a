import { E } from '#shared/fp'
import type { GroupRefusal } from './errors.ts'
import { type GroupState, stateName } from './lifecycle.ts'
import type { Roster } from './roster.ts'
import type { Generation, InstanceId, MemberId } from './types.ts'

/** Who says to be a member, of which generation. */
export type MemberClaim = Readonly<{
  memberId: MemberId
  instanceId: InstanceId | null
  generation: Generation
}>

/** What a member is told when it says that it is alive. Right: it may go on. */
export const heartbeat = (state: GroupState, claim: MemberClaim): E.Either<GroupRefusal, void> => {
  if (stateName(state) === 'dead') return DEAD
  const refusal = stranger(state.context, claim) ?? outdated(state.context, claim)
  if (refusal !== null) return E.left(refusal)
  return stateName(state) === 'preparing' ? REBALANCING : ALIVE
}

/** Why this is no member: a static one whose name another goes by is fenced (KIP-345). Null: it is one. */
export const stranger = (
  { members, statics }: Roster,
  { memberId, instanceId }: Pick<MemberClaim, 'memberId' | 'instanceId'>,
): GroupRefusal | null => {
  if (instanceId !== null) {
    const current = statics.get(instanceId)
    if (current === undefined) return UNKNOWN_MEMBER
    if (current !== memberId) return FENCED_INSTANCE
  }
  return members.has(memberId) ? null : UNKNOWN_MEMBER
}

/** Why a claim is not of the generation there is. */
export const outdated = (
  { generation }: Roster,
  claim: Pick<MemberClaim, 'generation'>,
): GroupRefusal | null =>
  claim.generation === generation
    ? null
    : { kind: 'illegal-generation', expected: generation, actual: claim.generation }

export const UNKNOWN_MEMBER = { kind: 'unknown-member' } as const
export const FENCED_INSTANCE = { kind: 'fenced-instance' } as const
export const REBALANCE_IN_PROGRESS = { kind: 'rebalance-in-progress' } as const
export const GROUP_DEAD = { kind: 'group-dead' } as const

const ALIVE = E.right(undefined)
const DEAD = E.left(GROUP_DEAD)
const REBALANCING = E.left(REBALANCE_IN_PROGRESS)
