import type { JoinCommand } from './commands.ts'
import { type Draft, decided, perform, type Verdict } from './draft.ts'
import type { Effect } from './effects.ts'
import type { Renewal } from './events.ts'
import type { GroupState } from './lifecycle.ts'
import { settle } from './rebalance.ts'
import type { GroupRules, MemberId } from './types.ts'

/** A member has joined the rebalance, and waits for the others; if it was the last, for nothing but the effects. */
export const awaitOthers = (
  draft: Draft,
  before: GroupState,
  memberId: MemberId,
  command: JoinCommand,
  rules: GroupRules,
): Verdict =>
  decided(settle(perform(draft, sessionOf(memberId, command)), before, command.at, rules), {
    type: 'parked',
    as: 'join',
    memberId,
  })

/** What of a join a member keeps. */
export const renewalOf = (command: JoinCommand): Renewal => ({
  clientId: command.clientId,
  clientHost: command.clientHost,
  sessionTimeoutMs: command.sessionTimeoutMs,
  rebalanceTimeoutMs: command.rebalanceTimeoutMs,
  protocols: command.protocols,
})

export const sessionOf = (
  memberId: MemberId,
  { sessionTimeoutMs }: Pick<JoinCommand, 'sessionTimeoutMs'>,
): Effect => ({ type: 'start-session', memberId, timeoutMs: sessionTimeoutMs })
