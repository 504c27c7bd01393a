import { E } from '#shared/fp'
import type { Effect, Reply } from './effects.ts'
import type { GroupRefusal } from './errors.ts'
import type { GroupEvent } from './events.ts'
import { evolve, type GroupState } from './lifecycle.ts'

/** `state`: the group once these events have happened, so that whoever decides many commands in a row need not fold them again. */
export type Decision = Readonly<{
  events: readonly GroupEvent[]
  effects: readonly Effect[]
  reply: Reply
  state: GroupState
}>
export type Verdict = E.Either<GroupRefusal, Decision>

/** What a command has come to so far; `state` is the one after its events. */
export type Draft = Readonly<{
  state: GroupState
  events: readonly GroupEvent[]
  effects: readonly Effect[]
}>

export const draftOf = (state: GroupState): Draft => ({ state, events: [], effects: [] })

export const happen = (draft: Draft, ...events: readonly GroupEvent[]): Draft => ({
  ...draft,
  state: events.reduce(evolve, draft.state),
  events: [...draft.events, ...events],
})

export const perform = (draft: Draft, ...effects: readonly Effect[]): Draft => ({
  ...draft,
  effects: [...draft.effects, ...effects],
})

export const decided = ({ events, effects, state }: Draft, reply: Reply = { type: 'done' }): Verdict =>
  E.right({ events, effects, reply, state })
