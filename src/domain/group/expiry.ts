import type { GroupCommand } from './commands.ts'
import { decided, draftOf, perform, type Verdict } from './draft.ts'
import { closeWindow } from './generation-change.ts'
import { isComplete, isOver, timeLeft } from './join-window.ts'
import type { GroupState } from './lifecycle.ts'
import { regroup, settle } from './rebalance.ts'
import { dropPending, remove } from './removal.ts'
import type { GroupRules } from './types.ts'

type On<T extends GroupCommand['type']> = Extract<GroupCommand, { type: T }>

/** Nothing was heard of a member, or of somebody who was given an id. */
export const expireSession = (
  state: GroupState,
  { memberId, at }: On<'expire-session'>,
  rules: GroupRules,
): Verdict => {
  const draft = draftOf(state)
  const { pending, members } = state.context
  if (pending.has(memberId)) return decided(settle(dropPending(draft, memberId), state, at, rules))
  const member = members.get(memberId)
  if (member === undefined) return decided(draft)
  // It waits for the others, and has nothing to say meanwhile.
  if (state.matches('preparing') && member.isJoined)
    return decided(perform(draft, { type: 'start-session', memberId, timeoutMs: member.sessionTimeoutMs }))
  const reason = `session of ${memberId} expired`
  return decided(regroup(remove(draft, memberId, 'session-expired'), state, reason, at, rules))
}

/** Members that were told of a generation and never asked what is theirs. */
export const expireSyncs = (
  state: GroupState,
  { generation, members, at }: On<'expire-syncs'>,
  rules: GroupRules,
): Verdict => {
  const draft = draftOf(state)
  const isCurrent = generation === state.context.generation
  if (!isCurrent || !(state.matches('completing') || state.matches('stable'))) return decided(draft)
  const silent = members.filter((id) => state.context.members.has(id))
  const rest = silent.reduce((d, id) => remove(d, id, 'not-synced'), draft)
  return decided(regroup(rest, state, 'members did not ask for their assignment', at, rules))
}

/** Fired too early, it starts again with the rest. */
export const closeJoinWindow = (
  state: GroupState,
  { at }: On<'close-join-window'>,
  rules: GroupRules,
): Verdict => {
  const draft = draftOf(state)
  if (!state.matches('preparing')) return decided(draft)
  const { context } = state
  if (isComplete(context, at, rules) || isOver(context, at, rules))
    return decided(closeWindow(draft, at, rules))
  return decided(perform(draft, { type: 'start-join-timer', afterMs: timeLeft(context, at, rules) }))
}
