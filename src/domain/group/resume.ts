import type { Effect } from './effects.ts'
import { longestRebalance, timeLeft } from './join-window.ts'
import type { GroupState } from './lifecycle.ts'
import type { GroupRules } from './types.ts'

/**
 * What a coordinator starts that has just taken over: a full session for everybody, since none of them could be heard
 * meanwhile. A rebalance keeps its one deadline, whoever coordinates it.
 */
export const resumed = (state: GroupState, at: number, rules: GroupRules): readonly Effect[] => {
  const { members, generation } = state.context
  const sessions = [...members.values()].map(
    ({ id, sessionTimeoutMs }): Effect => ({
      type: 'start-session',
      memberId: id,
      timeoutMs: sessionTimeoutMs,
    }),
  )
  if (state.matches('preparing'))
    return [...sessions, { type: 'start-join-timer', afterMs: timeLeft(state.context, at, rules) }]
  if (!state.matches('completing')) return sessions
  const told = [...members.values()].filter(({ isJoined }) => isJoined).map(({ id }) => id)
  const afterMs = longestRebalance(state.context)
  return [...sessions, { type: 'start-sync-timer', generation, members: told, afterMs }]
}
