import { type GroupState, restored, stateName } from '#domain/group/lifecycle'
import { t } from '#shared/codec'
import { readStored } from '../stored-text.ts'
import {
  Coordinator,
  GenerationNumber,
  InstanceIdText,
  MemberIdText,
  OpaqueText,
  StoredMember,
} from './stored-events.ts'

const orNull = <C extends t.Mixed>(codec: C) => t.union([codec, t.null])

const StoredState = t.type({
  state: t.keyof({ empty: null, preparing: null, completing: null, stable: null, dead: null }),
  coordinator: orNull(Coordinator),
  generation: GenerationNumber,
  protocolType: orNull(t.string),
  protocol: orNull(t.string),
  leader: orNull(MemberIdText),
  members: t.array(t.intersection([StoredMember, t.type({ isJoined: t.boolean })])),
  statics: t.array(t.tuple([InstanceIdText, MemberIdText])),
  pending: t.array(t.tuple([MemberIdText, t.number])),
  assignments: t.readonlyArray(t.tuple([MemberIdText, OpaqueText])),
  rebalance: orNull(t.type({ first: t.boolean, startedAt: t.number, lastArrivalAt: t.number })),
  emptySince: orNull(t.number),
})

/** A group's state as the text of a snapshot. */
export const stateToText = (state: GroupState): string => {
  const { members, statics, pending, assignments, ...rest } = state.context
  return JSON.stringify({
    ...rest,
    state: stateName(state),
    members: [...members.values()],
    statics: [...statics],
    pending: [...pending],
    assignments: [...assignments],
  } satisfies Record<keyof t.TypeOf<typeof StoredState>, unknown>)
}

/** Throws `StoreCorrupt` when it is no snapshot of this version. */
export const stateFromText = (text: string): GroupState => {
  const { state, members, statics, pending, assignments, ...rest } = readStored(
    StoredState,
    text,
    "a group's snapshot",
  )
  return restored(state, {
    ...rest,
    members: new Map(members.map((member) => [member.id, member])),
    statics: new Map(statics),
    pending: new Map(pending),
    assignments: new Map(assignments),
  })
}
