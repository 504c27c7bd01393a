import { assign, initialTransition, type SnapshotFrom, setup, transition } from 'xstate'
import type { GroupEvent } from './events.ts'
import * as roster from './roster.ts'

type On<T extends GroupEvent['type']> = Extract<GroupEvent, { type: T }>

const fold = <T extends GroupEvent['type']>(
  reduce: (r: roster.Roster, event: On<T>) => Partial<roster.Roster>,
) =>
  assign<roster.Roster, On<T>, undefined, GroupEvent, never>(({ context, event }) => reduce(context, event))

const moves = { 'coordinator-changed': { actions: fold(roster.move) } } as const
const ids = {
  'member-id-issued': { actions: fold(roster.issueId) },
  'pending-member-dropped': { actions: fold(roster.dropId) },
} as const
const removals = {
  'member-removed': { actions: fold(roster.dismiss) },
  'group-emptied': { target: 'empty', actions: fold(roster.empty) },
} as const
const rebalances = { 'rebalance-started': { target: 'preparing', actions: fold(roster.gather) } } as const

/**
 *   empty ──rebalance-started──▶ preparing ──generation-started──▶ completing ──assignments-received──▶ stable
 *   │   ▲                          │   ▲                              │                                   │
 *   │   └──────group-emptied───────┘   └───────── rebalance-started ──┴───────────────────────────────────┘
 *   └──group-deleted──▶ dead              group-emptied leads to empty from these two as well
 */
const lifecycle = setup({
  types: { context: {} as roster.Roster, events: {} as GroupEvent },
}).createMachine({
  id: 'group',
  initial: 'empty',
  context: roster.emptyRoster,
  states: {
    empty: {
      on: {
        ...moves,
        ...ids,
        ...rebalances,
        'group-deleted': { target: 'dead', actions: fold(roster.forgetPending) },
      },
    },
    preparing: {
      on: {
        'coordinator-changed': { actions: fold(roster.moveRebalance) },
        ...ids,
        ...removals,
        'member-joined': { actions: fold(roster.enrol) },
        'member-rejoined': { actions: fold(roster.renew) },
        'static-member-replaced': { actions: fold(roster.replace) },
        'generation-started': { target: 'completing', actions: fold(roster.beginGeneration) },
      },
    },
    completing: {
      on: {
        ...moves,
        ...ids,
        ...removals,
        ...rebalances,
        'assignments-received': { target: 'stable', actions: fold(roster.assignAll) },
      },
    },
    stable: {
      on: {
        ...moves,
        ...ids,
        ...removals,
        ...rebalances,
        // A static member that restarts in a stable group keeps its assignment (KIP-345): no rebalance.
        'static-member-replaced': { actions: fold(roster.replace) },
      },
    },
    dead: {},
  },
})

/** A group as the fold of its events. */
export type GroupState = SnapshotFrom<typeof lifecycle>
export type GroupStateName = GroupState['value']

/** A group that was never founded: its journal does not exist. */
export const noGroup: GroupState = initialTransition(lifecycle)[0]

/** The only way a group changes. */
export const evolve = (state: GroupState, event: GroupEvent): GroupState =>
  transition(lifecycle, state, event)[0]

/** A state out of a snapshot. */
export const restored = (value: GroupStateName, context: roster.Roster): GroupState =>
  lifecycle.resolveState({ value, context })

/** Which state of the lifecycle a group is in. */
export const stateName = (state: GroupState): GroupStateName => state.value
