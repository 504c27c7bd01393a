import { awaitOthers, renewalOf, sessionOf } from './awaiting.ts'
import type { JoinCommand } from './commands.ts'
import { type Draft, decided, draftOf, happen, perform, type Verdict } from './draft.ts'
import type { GroupEvent } from './events.ts'
import type { GroupState } from './lifecycle.ts'
import { chosenProtocol } from './protocol-choice.ts'
import { startRebalance } from './rebalance.ts'
import { FENCED_INSTANCE } from './standing.ts'
import type { GroupRules, InstanceId, MemberId } from './types.ts'
import { joinView } from './views.ts'

/** A static member that starts again, without its id, gets a new one in the old one's place (KIP-345). */
export const rejoinStatic = (
  state: GroupState,
  command: JoinCommand,
  { instanceId, oldMemberId }: Readonly<{ instanceId: InstanceId; oldMemberId: MemberId }>,
  rules: GroupRules,
): Verdict => {
  const memberId = command.newMemberId
  const replaced: GroupEvent = {
    type: 'static-member-replaced',
    instanceId,
    oldMemberId,
    memberId,
    renewal: renewalOf(command),
  }
  // Before those who wait are called to join again: the former holder of the place is not among them.
  const fenced = fence(draftOf(state), oldMemberId)
  if (state.matches('stable')) {
    const kept = happen(fenced, replaced)
    if (chosenProtocol(kept.state.context) === state.context.protocol)
      return decided(perform(kept, sessionOf(memberId, command)), {
        type: 'joined',
        view: undisturbed(kept.state, memberId, state.context.leader ?? memberId, command),
      })
  }
  // In a generation that is being assigned, the leader may be assigning to the old id just now.
  const reason = `static member ${instanceId} starts again as ${memberId}: ${command.reason}`
  const started = startRebalance(fenced, reason, command.at)
  return awaitOthers(happen(started, replaced), state, memberId, command, rules)
}

const fence = (draft: Draft, oldMemberId: MemberId): Draft =>
  perform(
    draft,
    { type: 'refuse-parked', memberId: oldMemberId, refusal: FENCED_INSTANCE },
    { type: 'stop-session', memberId: oldMemberId },
  )

/**
 * A leader must not assign now, since a stable group takes no assignments. One that understands is told so, and still
 * looks after the group's metadata (KIP-814); another is told that its old id leads, so that it follows.
 */
const undisturbed = (
  state: GroupState,
  memberId: MemberId,
  formerLeader: MemberId,
  { canSkipAssignment }: JoinCommand,
) =>
  canSkipAssignment
    ? joinView(state, memberId, memberId === state.context.leader)
    : { ...joinView(state, memberId), leader: formerLeader, members: [] }
