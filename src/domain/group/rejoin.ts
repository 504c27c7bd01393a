import { awaitOthers, renewalOf, sessionOf } from './awaiting.ts'
import type { JoinCommand } from './commands.ts'
import { decided, draftOf, happen, perform, type Verdict } from './draft.ts'
import type { Renewal } from './events.ts'
import type { GroupState } from './lifecycle.ts'
import { startRebalance } from './rebalance.ts'
import type { GroupRules, Member, Protocol } from './types.ts'
import { joinView } from './views.ts'

/** A member joins again by its id: because it was told to, because it did not hear the answer, or with news. */
export const rejoin = (state: GroupState, command: JoinCommand, rules: GroupRules): Verdict => {
  const { memberId, at } = command
  const member = state.context.members.get(memberId)
  const draft = draftOf(state)
  if (member !== undefined && isSettledWith(state, member, command))
    return decided(perform(draft, sessionOf(memberId, member)), {
      type: 'joined',
      view: joinView(state, memberId),
    })
  const renewal = renewalOf(command)
  // Whoever asks again while it waits says nothing new, and leaves nothing in the journal.
  if (state.matches('preparing') && member?.isJoined && isSame(member, renewal))
    return awaitOthers(draft, state, memberId, command, rules)
  const started = startRebalance(draft, `member ${memberId} joins again: ${command.reason}`, at)
  const rejoined = happen(started, { type: 'member-rejoined', memberId, renewal })
  return awaitOthers(rejoined, state, memberId, command, rules)
}

/** What it was told got lost, or it is a follower that has nothing new to say. A leader joins again to have all assigned anew. */
const isSettledWith = (state: GroupState, member: Member, { protocols }: JoinCommand): boolean => {
  const isLeader = member.id === state.context.leader
  return (
    (state.matches('completing') || (state.matches('stable') && !isLeader)) &&
    areSame(member.protocols, protocols)
  )
}

const isSame = (member: Member, renewal: Renewal): boolean =>
  member.clientId === renewal.clientId &&
  member.clientHost === renewal.clientHost &&
  member.sessionTimeoutMs === renewal.sessionTimeoutMs &&
  member.rebalanceTimeoutMs === renewal.rebalanceTimeoutMs &&
  areSame(member.protocols, renewal.protocols)

/** Preference counts, so order does. */
const areSame = (a: readonly Protocol[], b: readonly Protocol[]): boolean =>
  a.length === b.length &&
  a.every(({ name, metadata }, i) => name === b[i]?.name && metadata === b[i].metadata)
