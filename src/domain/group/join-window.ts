import type { Roster } from './roster.ts'
import type { GroupRules } from './types.ts'

/** When the window in which members join a rebalance closes, in ms since the epoch; never, where there is none. */
export const closesAt = (roster: Roster, rules: GroupRules): number => {
  const { rebalance } = roster
  if (rebalance === null) return Number.POSITIVE_INFINITY
  const deadline = rebalance.startedAt + longestRebalance(roster)
  return rebalance.first && isEverybodyThere(roster)
    ? Math.min(rebalance.lastArrivalAt + rules.initialRebalanceDelayMs, deadline)
    : deadline
}

/** What is left until then. However clocks differ, nobody waits longer than it would in a rebalance that starts now. */
export const timeLeft = (roster: Roster, at: number, rules: GroupRules): number => {
  const longest = longestRebalance(roster)
  const isDebounced = roster.rebalance?.first === true && isEverybodyThere(roster)
  const limit = isDebounced ? Math.min(rules.initialRebalanceDelayMs, longest) : longest
  return Math.min(Math.max(closesAt(roster, rules) - at, 0), limit)
}

/**
 * Whether nobody has to be waited for any more. The first window stays open a while for those who start at the same
 * time; later ones wait for ids that were given out and not yet used.
 */
export const isComplete = (roster: Roster, at: number, rules: GroupRules): boolean =>
  isEverybodyThere(roster) &&
  (roster.rebalance?.first === true ? at >= closesAt(roster, rules) : roster.pending.size === 0)

/** Whether time is up, or the clock has gone back so that it cannot be told. */
export const isOver = (roster: Roster, at: number, rules: GroupRules): boolean =>
  at >= closesAt(roster, rules) || (roster.rebalance !== null && at < roster.rebalance.startedAt)

/** A group waits as long as its slowest member asks for. */
export const longestRebalance = ({ members }: Pick<Roster, 'members'>): number => {
  let longest = 0
  for (const { rebalanceTimeoutMs } of members.values()) longest = Math.max(longest, rebalanceTimeoutMs)
  return longest
}

const isEverybodyThere = ({ members }: Roster): boolean => {
  for (const { isJoined } of members.values()) if (!isJoined) return false
  return true
}
