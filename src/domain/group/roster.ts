import type { GroupEvent, Renewal } from './events.ts'
import { exchanged } from './member-map.ts'
import {
  type Coordinator,
  type Generation,
  generation,
  type InstanceId,
  type Member,
  type MemberId,
  type Opaque,
  type Rebalance,
} from './types.ts'

/** What a group knows. `members` in the order of their joining; `pending`: ids given out, with their session timeouts. */
export type Roster = Readonly<{
  coordinator: Coordinator | null
  generation: Generation
  protocolType: string | null
  protocol: string | null
  leader: MemberId | null
  members: ReadonlyMap<MemberId, Member>
  statics: ReadonlyMap<InstanceId, MemberId>
  pending: ReadonlyMap<MemberId, number>
  assignments: ReadonlyMap<MemberId, Opaque>
  rebalance: Rebalance | null
  /** By the coordinator's clock; null while somebody is there. */
  emptySince: number | null
}>
type On<T extends GroupEvent['type']> = Extract<GroupEvent, { type: T }>
type Change = Partial<Roster>

export const emptyRoster: Roster = {
  coordinator: null,
  generation: generation(0),
  protocolType: null,
  protocol: null,
  leader: null,
  members: new Map(),
  statics: new Map(),
  pending: new Map(),
  assignments: new Map(),
  rebalance: null,
  emptySince: null,
}

/** Ids that were given out and not used are forgotten, as Kafka's are: a rebalance must not wait for a client that is gone. */
export const move = (r: Roster, e: On<'coordinator-changed'>): Change => ({
  coordinator: e.coordinator,
  pending: new Map(),
  generation: generation(Math.max(r.generation, e.generationFloor)),
  ...(r.coordinator === null && { emptySince: e.at }),
})

/** Requests that waited with the former coordinator are gone, and its clock may have been ahead. */
export const moveRebalance = (r: Roster, e: On<'coordinator-changed'>): Change => ({
  ...move(r, e),
  members: nobodyJoined(r.members),
  rebalance: r.rebalance && {
    ...r.rebalance,
    startedAt: Math.min(r.rebalance.startedAt, e.at),
    lastArrivalAt: Math.min(r.rebalance.lastArrivalAt, e.at),
  },
})

export const issueId = (r: Roster, e: On<'member-id-issued'>): Change => ({
  pending: new Map(r.pending).set(e.memberId, e.sessionTimeoutMs),
})

export const dropId = (r: Roster, e: On<'pending-member-dropped'>): Change => ({
  pending: without(r.pending, e.memberId),
})

export const enrol = (r: Roster, { member, protocolType, at }: On<'member-joined'>): Change => ({
  members: new Map(r.members).set(member.id, { ...member, isJoined: true }),
  leader: r.leader ?? member.id,
  rebalance: r.rebalance && { ...r.rebalance, lastArrivalAt: at },
  ...(r.members.size === 0 && { protocolType }),
  ...(member.instanceId !== null && { statics: new Map(r.statics).set(member.instanceId, member.id) }),
  ...(r.pending.has(member.id) && { pending: without(r.pending, member.id) }),
})

export const renew = (r: Roster, { memberId, renewal }: On<'member-rejoined'>): Change => {
  const member = r.members.get(memberId)
  return member === undefined ? {} : { members: exchanged(r.members, renewed(member, renewal)) }
}

/** In the place of the old id, so that the order of joining stays. */
export const replace = (r: Roster, e: On<'static-member-replaced'>): Change => {
  const renamed = <V>(map: ReadonlyMap<MemberId, V>, value: (old: V) => V): ReadonlyMap<MemberId, V> =>
    new Map([...map].map(([id, v]) => (id === e.oldMemberId ? [e.memberId, value(v)] : [id, v])))
  return {
    members: renamed(r.members, (old) => ({ ...renewed(old, e.renewal), id: e.memberId })),
    assignments: renamed(r.assignments, (assignment) => assignment),
    statics: new Map(r.statics).set(e.instanceId, e.memberId),
    leader: r.leader === e.oldMemberId ? e.memberId : r.leader,
  }
}

export const dismiss = (r: Roster, { memberId }: On<'member-removed'>): Change => {
  const instanceId = r.members.get(memberId)?.instanceId ?? null
  const members = without(r.members, memberId)
  const [first = null] = members.keys()
  return {
    members,
    leader: r.leader === memberId ? first : r.leader,
    ...(instanceId !== null && { statics: without(r.statics, instanceId) }),
    ...(r.assignments.has(memberId) && { assignments: without(r.assignments, memberId) }),
  }
}

export const gather = (r: Roster, { first, at }: On<'rebalance-started'>): Change => ({
  members: nobodyJoined(r.members),
  rebalance: { first, startedAt: at, lastArrivalAt: at },
  emptySince: null,
})

export const beginGeneration = (_: Roster, e: On<'generation-started'>): Change => ({
  generation: e.generation,
  protocol: e.protocol,
  leader: e.leader,
  assignments: new Map(),
  rebalance: null,
})

export const empty = (_: Roster, e: On<'group-emptied'>): Change => ({
  generation: e.generation,
  protocol: null,
  leader: null,
  assignments: new Map(),
  rebalance: null,
  emptySince: e.at,
})

export const assignAll = (_: Roster, { assignments }: On<'assignments-received'>): Change => ({
  assignments: new Map(assignments),
})

export const forgetPending = (): Change => ({ pending: new Map() })

const renewed = (member: Member, renewal: Renewal): Member => ({ ...member, ...renewal, isJoined: true })

const nobodyJoined = (members: Roster['members']): Roster['members'] =>
  new Map([...members].map(([id, member]) => [id, { ...member, isJoined: false }]))

const without = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> => {
  const rest = new Map(map)
  rest.delete(key)
  return rest
}
