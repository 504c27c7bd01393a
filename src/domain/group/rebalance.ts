import { type Draft, happen, perform } from './draft.ts'
import { becomeEmpty, closeWindow } from './generation-change.ts'
import { closesAt, isComplete, timeLeft } from './join-window.ts'
import { type GroupState, stateName } from './lifecycle.ts'
import { REBALANCE_IN_PROGRESS } from './standing.ts'
import type { GroupRules } from './types.ts'

/** Clients say why, at any length, and every event is read again. */
const LONGEST_REASON = 255

/** Calls all members to join anew, where that is not under way already. Members then join in it, and `settle` ends the turn. */
export const startRebalance = (draft: Draft, reason: string, at: number): Draft => {
  const from = stateName(draft.state)
  if (from === 'preparing') return draft
  const first = from === 'empty'
  const kept = reason.slice(0, LONGEST_REASON)
  const started = happen(draft, { type: 'rebalance-started', first, reason: kept, at })
  if (from === 'empty') return started
  const told =
    from === 'completing'
      ? perform(started, { type: 'refuse-syncs', refusal: REBALANCE_IN_PROGRESS })
      : started
  return perform(told, { type: 'stop-sync-timer' })
}

/** Members are gone: those that are left share anew what they had. */
export const regroup = (
  draft: Draft,
  before: GroupState,
  reason: string,
  at: number,
  rules: GroupRules,
): Draft => {
  const isChanged = draft.state.context.members.size < before.context.members.size
  const isDeserted = draft.state.context.members.size === 0
  return settle(isChanged && !isDeserted ? startRebalance(draft, reason, at) : draft, before, at, rules)
}

/**
 * What follows at the end of a turn in which members came or went: a deserted group is empty, a window that waits for
 * nobody closes, and one that stays open has a timer that does not fire too late.
 */
export const settle = (draft: Draft, before: GroupState, at: number, rules: GroupRules): Draft => {
  const { state } = draft
  if (state.context.members.size === 0 && before.context.members.size > 0) return becomeEmpty(draft, at)
  if (stateName(state) !== 'preparing') return draft
  if (isComplete(state.context, at, rules)) return closeWindow(draft, at, rules)
  // A timer that fires too early only starts again with the rest.
  return closesAt(state.context, rules) < closesAt(before.context, rules)
    ? perform(draft, { type: 'start-join-timer', afterMs: timeLeft(state.context, at, rules) })
    : draft
}
