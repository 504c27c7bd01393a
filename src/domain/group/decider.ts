import { E } from '#shared/fp'
import type { GroupCommand } from './commands.ts'
import { decided, draftOf, happen, perform, type Verdict } from './draft.ts'
import type { Effect } from './effects.ts'
import { closeJoinWindow, expireSession, expireSyncs } from './expiry.ts'
import { join } from './join.ts'
import { leave } from './leave.ts'
import type { GroupState } from './lifecycle.ts'
import { GROUP_DEAD } from './standing.ts'
import { sync } from './sync.ts'
import { takeOver } from './takeover.ts'
import type { GroupRules } from './types.ts'

export type { Decision } from './draft.ts'

/** What a command makes of a group: what happened and what is to be done, or why not. A refusal changes nothing. */
export const decide = (state: GroupState, command: GroupCommand, rules: GroupRules): Verdict => {
  switch (command.type) {
    case 'take-over':
      return takeOver(state, command, rules)
    case 'join':
      return join(state, command, rules)
    case 'sync':
      return sync(state, command)
    case 'leave':
      return leave(state, command, rules)
    case 'expire-session':
      return expireSession(state, command, rules)
    case 'close-join-window':
      return closeJoinWindow(state, command, rules)
    case 'expire-syncs':
      return expireSyncs(state, command, rules)
    case 'delete-group':
      return deleteGroup(state)
  }
}

/** Ids that were given out are no members, as in Kafka. */
const deleteGroup = (state: GroupState): Verdict => {
  if (state.matches('dead')) return E.left(GROUP_DEAD)
  if (!state.matches('empty')) return E.left({ kind: 'non-empty-group' })
  const sessions = [...state.context.pending.keys()].map(
    (memberId): Effect => ({ type: 'stop-session', memberId }),
  )
  return decided(perform(happen(draftOf(state), { type: 'group-deleted' }), ...sessions))
}
