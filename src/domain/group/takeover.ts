import { E } from '#shared/fp'
import type { GroupCommand } from './commands.ts'
import { decided, draftOf, happen, perform, type Verdict } from './draft.ts'
import type { GroupState } from './lifecycle.ts'
import { startRebalance } from './rebalance.ts'
import { resumed } from './resume.ts'
import { GROUP_DEAD } from './standing.ts'
import { type Generation, type GroupRules, generation } from './types.ts'

type TakeOver = Extract<GroupCommand, { type: 'take-over' }>

/** Founds a group, or moves it to another coordinator. Members keep their ids, generation and assignments. */
export const takeOver = (
  state: GroupState,
  { coordinator, tailMayBeLost, at }: TakeOver,
  rules: GroupRules,
): Verdict => {
  if (state.matches('dead')) return E.left(GROUP_DEAD)
  const current = state.context.generation
  const generationFloor = tailMayBeLost ? beyond(current) : current
  const moved = happen(draftOf(state), { type: 'coordinator-changed', coordinator, generationFloor, at })
  // Members may have been told of a generation that is forgotten: they have to join again.
  const mustRejoin = tailMayBeLost && state.context.members.size > 0
  const taken = mustRejoin ? startRebalance(moved, 'the end of the group’s journal may be lost', at) : moved
  return decided(perform(taken, ...resumed(taken.state, at, rules)))
}

/** Above every generation that can have been told of, and still an int32. */
const beyond = (current: Generation): Generation => generation(Math.min(current + 2 ** 20, 2 ** 31 - 2))
