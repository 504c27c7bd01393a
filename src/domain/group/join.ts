import { E } from '#shared/fp'
import { awaitOthers, renewalOf } from './awaiting.ts'
import type { JoinCommand } from './commands.ts'
import { decided, draftOf, happen, perform, type Verdict } from './draft.ts'
import { inadmissible } from './join-admission.ts'
import type { GroupState } from './lifecycle.ts'
import { startRebalance } from './rebalance.ts'
import { rejoin } from './rejoin.ts'
import { dropPending } from './removal.ts'
import { stranger } from './standing.ts'
import { rejoinStatic } from './static-rejoin.ts'
import type { GroupRules, Member } from './types.ts'

/** A JoinGroup: of a newcomer, with or without an id; of a static member that starts again; of a member that was there. */
export const join = (state: GroupState, command: JoinCommand, rules: GroupRules): Verdict => {
  const { memberId, instanceId } = command
  const refusal = inadmissible(state, command, rules)
  if (refusal !== null) return E.left(refusal)
  if (memberId === '') {
    const current = instanceId === null ? undefined : state.context.statics.get(instanceId)
    if (instanceId !== null && current !== undefined)
      return rejoinStatic(state, command, { instanceId, oldMemberId: current }, rules)
    return instanceId === null && command.requiresKnownMemberId
      ? issueId(state, command, rules)
      : enrol(state, command, command.newMemberId, rules)
  }
  if (instanceId === null && state.context.pending.has(memberId))
    return enrol(state, command, memberId, rules)
  const unknown = stranger(state.context, command)
  return unknown === null ? rejoin(state, command, rules) : E.left(unknown)
}

/**
 * KIP-394: what never hears of its id cannot come back with it, and leaves no member behind. An empty group takes anybody,
 * but keeps no more ids than members could use: the oldest gives way.
 */
const issueId = (
  state: GroupState,
  { newMemberId, sessionTimeoutMs }: JoinCommand,
  { maxSize }: GroupRules,
): Verdict => {
  const { pending } = state.context
  const [oldest] = pending.keys()
  const isFull = oldest !== undefined && pending.size >= maxSize
  const draft = isFull ? dropPending(draftOf(state), oldest) : draftOf(state)
  return decided(
    perform(happen(draft, { type: 'member-id-issued', memberId: newMemberId, sessionTimeoutMs }), {
      type: 'start-session',
      memberId: newMemberId,
      timeoutMs: sessionTimeoutMs,
    }),
    { type: 'member-id-required', memberId: newMemberId },
  )
}

const enrol = (state: GroupState, command: JoinCommand, id: Member['id'], rules: GroupRules): Verdict => {
  const { instanceId, protocolType, at } = command
  const member = { ...renewalOf(command), id, instanceId }
  const started = startRebalance(draftOf(state), `new member ${id}: ${command.reason}`, at)
  return awaitOthers(
    happen(started, { type: 'member-joined', member, protocolType, at }),
    state,
    id,
    command,
    rules,
  )
}
