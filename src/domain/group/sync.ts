import { E } from '#shared/fp'
import type { SyncCommand } from './commands.ts'
import { decided, draftOf, happen, perform, type Verdict } from './draft.ts'
import type { GroupRefusal } from './errors.ts'
import { type GroupState, stateName } from './lifecycle.ts'
import { GROUP_DEAD, outdated, REBALANCE_IN_PROGRESS, stranger, UNKNOWN_MEMBER } from './standing.ts'
import { type MemberId, NOTHING, type Opaque } from './types.ts'
import { syncView } from './views.ts'

/** A SyncGroup: the leader brings what it assigned, everybody takes what is theirs. */
export const sync = (state: GroupState, command: SyncCommand): Verdict => {
  const refusal = inadmissible(state, command)
  if (refusal !== null) return E.left(refusal)
  const { memberId } = command
  const { members, leader } = state.context
  const heard = perform(draftOf(state), {
    type: 'start-session',
    memberId,
    timeoutMs: members.get(memberId)?.sessionTimeoutMs ?? 0,
  })
  switch (stateName(state)) {
    case 'dead':
      return E.left(GROUP_DEAD)
    case 'empty':
      return E.left(UNKNOWN_MEMBER)
    case 'preparing':
      return E.left(REBALANCE_IN_PROGRESS)
    case 'completing': {
      if (memberId !== leader) return decided(heard, { type: 'parked', as: 'sync', memberId })
      const assignments = completed(members.keys(), command.assignments)
      const assigned = happen(heard, { type: 'assignments-received', assignments })
      return decided(perform(assigned, { type: 'answer-syncs' }), {
        type: 'synced',
        view: syncView(assigned.state, memberId),
      })
    }
    case 'stable':
      return decided(heard, { type: 'synced', view: syncView(state, memberId) })
  }
}

const inadmissible = (state: GroupState, command: SyncCommand): GroupRefusal | null => {
  if (state.matches('dead')) return GROUP_DEAD
  const { context } = state
  const refusal = stranger(context, command) ?? outdated(context, command)
  if (refusal !== null) return refusal
  // KIP-559: from v5 on, a member says what it believes to take part in.
  return isOther(command.protocolType, context.protocolType) || isOther(command.protocol, context.protocol)
    ? { kind: 'inconsistent-group-protocol' }
    : null
}

const isOther = (said: string | null, known: string | null): boolean => said !== null && said !== known

/** Exactly one assignment for each member: whom the leader forgot gets nothing, and strangers get none. */
const completed = (
  members: Iterable<MemberId>,
  brought: SyncCommand['assignments'],
): readonly (readonly [MemberId, Opaque])[] => {
  const known = new Map(brought)
  return [...members].map((id) => [id, known.get(id) ?? NOTHING])
}
