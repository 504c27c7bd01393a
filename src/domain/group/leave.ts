import { E } from '#shared/fp'
import type { GroupCommand, Leaver } from './commands.ts'
import { type Draft, decided, draftOf, type Verdict } from './draft.ts'
import type { LeaveOutcome } from './effects.ts'
import type { GroupRefusal } from './errors.ts'
import type { GroupState } from './lifecycle.ts'
import { regroup } from './rebalance.ts'
import { dropPending, remove } from './removal.ts'
import { GROUP_DEAD, stranger, UNKNOWN_MEMBER } from './standing.ts'
import type { GroupRules } from './types.ts'

type Leave = Extract<GroupCommand, { type: 'leave' }>

/** A LeaveGroup: each is judged by itself, and all that leave cost the others one rebalance. */
export const leave = (state: GroupState, { members, at }: Leave, rules: GroupRules): Verdict => {
  if (state.matches('dead')) return E.left(GROUP_DEAD)
  let draft = draftOf(state)
  const outcomes: LeaveOutcome[] = []
  for (const leaver of members) {
    const left = part(draft, leaver)
    outcomes.push({ ...leaver, refusal: E.isLeft(left) ? left.left : null })
    if (E.isRight(left)) draft = left.right
  }
  return decided(regroup(draft, state, 'members left', at, rules), { type: 'left', outcomes })
}

const part = (draft: Draft, leaver: Leaver): E.Either<GroupRefusal, Draft> => {
  const { context } = draft.state
  const { instanceId } = leaver
  // An operator removes a static member by its instance id alone.
  const current = instanceId === null ? undefined : context.statics.get(instanceId)
  const memberId = leaver.memberId === '' ? current : leaver.memberId
  if (memberId === undefined) return E.left(UNKNOWN_MEMBER)
  if (context.pending.has(memberId)) return E.right(dropPending(draft, memberId))
  const unknown = stranger(context, { memberId, instanceId })
  return unknown === null ? E.right(remove(draft, memberId, 'left')) : E.left(unknown)
}
