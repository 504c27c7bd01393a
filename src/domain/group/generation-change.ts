import { type Draft, happen, perform } from './draft.ts'
import type { Effect } from './effects.ts'
import { longestRebalance } from './join-window.ts'
import { stateName } from './lifecycle.ts'
import { chosenProtocol } from './protocol-choice.ts'
import { remove } from './removal.ts'
import type { Roster } from './roster.ts'
import { type Generation, type GroupRules, generation, type MemberId } from './types.ts'

/** Nobody waits any longer: whoever is there is the next generation. Static members may be away (KIP-345). */
export const closeWindow = (draft: Draft, at: number, rules: GroupRules): Draft => {
  const late = [...draft.state.context.members.values()].filter(
    ({ isJoined, instanceId }) => !isJoined && instanceId === null,
  )
  const rest = late.reduce((d, { id }) => remove(d, id, 'not-rejoined'), draft)
  if (rest.state.context.members.size === 0) return becomeEmpty(rest, at)
  const leader = nextLeader(rest.state.context)
  return leader === undefined ? postpone(rest, rules) : beginGeneration(rest, leader)
}

/** The last member is gone. It counts as a generation, so that whatever it still sends is out of date. */
export const becomeEmpty = (draft: Draft, at: number): Draft => {
  const wasPreparing = stateName(draft.state) === 'preparing'
  const next = following(draft.state.context.generation)
  return perform(happen(draft, { type: 'group-emptied', generation: next, at }), {
    type: wasPreparing ? 'stop-join-timer' : 'stop-sync-timer',
  })
}

const beginGeneration = (draft: Draft, leader: MemberId): Draft => {
  const { members, generation: current } = draft.state.context
  const next = following(current)
  const protocol = chosenProtocol({ members, leader })
  if (protocol === undefined) throw new Error('members were let in that have no protocol in common')
  const told = [...members.values()].filter(({ isJoined }) => isJoined)
  return perform(
    happen(draft, { type: 'generation-started', generation: next, protocol, leader }),
    { type: 'stop-join-timer' },
    { type: 'answer-joins' },
    ...told.map(
      ({ id, sessionTimeoutMs }): Effect => ({
        type: 'start-session',
        memberId: id,
        timeoutMs: sessionTimeoutMs,
      }),
    ),
    {
      type: 'start-sync-timer',
      generation: next,
      members: told.map(({ id }) => id),
      afterMs: longestRebalance({ members }),
    },
  )
}

/** Only static members are left, and all are away: their sessions decide. Never at once, which would be for ever. */
const postpone = (draft: Draft, rules: GroupRules): Draft =>
  perform(draft, {
    type: 'start-join-timer',
    afterMs: Math.max(longestRebalance(draft.state.context), rules.minSessionTimeoutMs),
  })

/** Who leads goes on leading, if it is there. */
const nextLeader = ({ leader, members }: Roster): MemberId | undefined => {
  if (leader !== null && members.get(leader)?.isJoined) return leader
  for (const { id, isJoined } of members.values()) if (isJoined) return id
  return undefined
}

const following = (current: Generation): Generation => generation(current + 1)
