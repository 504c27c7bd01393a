import type { GroupCommand, JoinCommand, Leaver, SyncCommand } from '#domain/group/commands'
import type { Decision } from '#domain/group/decider'
import { decide } from '#domain/group/decider'
import type { Effect } from '#domain/group/effects'
import type { GroupEvent } from '#domain/group/events'
import { evolve, type GroupState, noGroup } from '#domain/group/lifecycle'
import { type GroupRules, generation, instanceId, memberId, opaque, type Protocol } from '#domain/group/types'
import { E } from '#shared/fp'

// Given commands that a group took, when another comes, then this: a state, and what a command makes of it.

export const rules: GroupRules = {
  initialRebalanceDelayMs: 3_000,
  minSessionTimeoutMs: 6_000,
  maxSessionTimeoutMs: 1_800_000,
  maxSize: 1_000,
  maxMetadataBytes: 100,
}
export const SESSION = 10_000
export const REBALANCE = 60_000
export const coordinator = { brokerId: 1, incarnation: 'i-1', history: 'h-1' }

export const id = memberId
export const instance = instanceId
export const nth = generation
export const bytes = opaque
export const range: Protocol = { name: 'range', metadata: bytes('cmFuZ2U=') }
export const sticky: Protocol = { name: 'sticky', metadata: bytes('c3RpY2t5') }

export const founding: GroupCommand = { type: 'take-over', coordinator, tailMayBeLost: false, at: 0 }

/** Of a newcomer below v4, which becomes `newMemberId` at once; `over` makes it another. */
export const joining = (newMemberId: string, over: Partial<JoinCommand> = {}): JoinCommand => ({
  type: 'join',
  memberId: id(''),
  instanceId: null,
  newMemberId: id(newMemberId),
  clientId: 'client',
  clientHost: '/127.0.0.1',
  protocolType: 'consumer',
  protocols: [range],
  sessionTimeoutMs: SESSION,
  rebalanceTimeoutMs: REBALANCE,
  requiresKnownMemberId: false,
  canSkipAssignment: true,
  reason: 'test',
  at: 0,
  ...over,
})
/** Of a member, by the id it was given. */
export const rejoining = (member: string, over: Partial<JoinCommand> = {}): JoinCommand =>
  joining('unused', { memberId: id(member), ...over })
/** Of a static member that starts, and would be `newMemberId`. */
export const starting = (name: string, newMemberId: string, over: Partial<JoinCommand> = {}): JoinCommand =>
  joining(newMemberId, { instanceId: instance(name), ...over })

export const closing = (at: number): GroupCommand => ({ type: 'close-join-window', at })

export const syncing = (
  member: string,
  ofGeneration: number,
  over: Partial<SyncCommand> = {},
): SyncCommand => ({
  type: 'sync',
  memberId: id(member),
  instanceId: null,
  generation: nth(ofGeneration),
  protocolType: null,
  protocol: null,
  assignments: [],
  ...over,
})
/** What a leader brings: each of these gets its own name. */
export const shares = (...members: readonly string[]): Pick<SyncCommand, 'assignments'> => ({
  assignments: members.map((member) => [id(member), bytes(`of-${member}`)]),
})

export const leaving = (at: number, ...members: readonly (string | Leaver)[]): GroupCommand => ({
  type: 'leave',
  members: members.map((m) => (typeof m === 'string' ? { memberId: id(m), instanceId: null } : m)),
  at,
})
export const expiring = (member: string, at: number): GroupCommand => ({
  type: 'expire-session',
  memberId: id(member),
  at,
})

export const claim = (member: string, ofGeneration: number, name: string | null = null) => ({
  memberId: id(member),
  instanceId: name === null ? null : instance(name),
  generation: nth(ofGeneration),
})

/** The group that takes all of these. */
export const given = (...commands: readonly GroupCommand[]): GroupState => givenOf(noGroup, ...commands)
export const givenOf = (state: GroupState, ...commands: readonly GroupCommand[]): GroupState =>
  commands.reduce((s, command) => accepted(s, command).state, state)

/** What comes of a command that is taken. */
export const accepted = (state: GroupState, command: GroupCommand, limits: GroupRules = rules): Accepted => {
  const verdict = decide(state, command, limits)
  if (E.isLeft(verdict)) throw new Error(`${command.type} refused: ${verdict.left.kind}`)
  return { ...verdict.right, state: verdict.right.events.reduce(evolve, state) }
}
export type Accepted = Decision & Readonly<{ state: GroupState }>

/** Why it is not. */
export const refused = (state: GroupState, command: GroupCommand, limits: GroupRules = rules) => {
  const verdict = decide(state, command, limits)
  if (E.isRight(verdict)) throw new Error(`${command.type} was taken`)
  return verdict.left
}

export const types = (list: readonly (GroupEvent | Effect)[]): readonly string[] =>
  list.map(({ type }) => type)
export const startOfSession = (member: string, timeoutMs: number = SESSION): Effect => ({
  type: 'start-session',
  memberId: id(member),
  timeoutMs,
})

/** These have joined an empty group, in this order, at 0. */
export const gathering = (...members: readonly string[]): GroupState =>
  given(founding, ...members.map((member) => joining(member)))
/** And were told of generation 1 at 3,000; the first leads. */
export const completing = (...members: readonly string[]): GroupState =>
  givenOf(gathering(...members), closing(3_000))
/** And have their shares. */
export const stable = (...members: readonly string[]): GroupState =>
  givenOf(completing(...members), syncing(members[0] ?? '', 1, shares(...members)))
/** Of static members: `a` is instance `i-a`. */
export const stableStatics = (...members: readonly string[]): GroupState =>
  given(
    founding,
    ...members.map((member) => starting(`i-${member}`, member)),
    closing(3_000),
    syncing(members[0] ?? '', 1, { instanceId: instance(`i-${members[0]}`), ...shares(...members) }),
  )
