import type { GroupRefusal } from '#domain/group/errors'
import { type GroupState, stateName } from '#domain/group/lifecycle'
import {
  GROUP_DEAD,
  type MemberClaim,
  outdated,
  REBALANCE_IN_PROGRESS,
  stranger,
  UNKNOWN_MEMBER,
} from '#domain/group/standing'
import { E } from '#shared/fp'

export type CommitRefusal = GroupRefusal | Readonly<{ kind: 'group-not-found' }>

/** Whether a commit is a member's of the running generation, or of somebody who does without membership in an empty group. */
export const mayCommit = (state: GroupState, claim: MemberClaim): E.Either<CommitRefusal, void> => {
  const refusal = refused(state, claim)
  return refusal === null ? ALLOWED : E.left(refusal)
}

const refused = (state: GroupState, claim: MemberClaim): CommitRefusal | null => {
  const name = stateName(state)
  if (name === 'dead') return GROUP_DEAD
  if (state.context.coordinator === null && claim.generation >= 0) return NOT_FOUND
  // Where nobody is a member, whoever says no generation may call itself what it likes; librdkafka says its instance id.
  if (claim.generation < 0 && name === 'empty') return null
  if (claim.generation < 0 && claim.memberId === '' && claim.instanceId === null) return UNKNOWN_MEMBER
  // While members join, one of the running generation still commits what it gives back; once it was told of the next, it is too late.
  return (
    stranger(state.context, claim) ??
    outdated(state.context, claim) ??
    (name === 'completing' ? REBALANCE_IN_PROGRESS : null)
  )
}

const ALLOWED = E.right(undefined)
const NOT_FOUND = { kind: 'group-not-found' } as const
