import type { Coordinator, Generation, InstanceId, MemberId, Opaque, Protocol } from './types.ts'

/** What is asked of a group. `at` is the coordinator's clock, in ms since the epoch; it never goes back within one coordinator. */
export type GroupCommand = Readonly<
  | { type: 'take-over'; coordinator: Coordinator; tailMayBeLost: boolean; at: number }
  | JoinCommand
  | SyncCommand
  | { type: 'leave'; members: readonly Leaver[]; at: number }
  | { type: 'expire-session'; memberId: MemberId; at: number }
  /** The join window may close: by its timer, or because everybody is there. */
  | { type: 'close-join-window'; at: number }
  /** These were told of a generation and have not asked for their assignment within the rebalance timeout. */
  | { type: 'expire-syncs'; generation: Generation; members: readonly MemberId[]; at: number }
  | { type: 'delete-group' }
>

export type JoinCommand = Readonly<{
  type: 'join'
  /** '' from a newcomer, and from a static member that starts. */
  memberId: MemberId
  instanceId: InstanceId | null
  /** The id that is given out if one is needed. */
  newMemberId: MemberId
  clientId: string
  clientHost: string
  protocolType: string
  protocols: readonly Protocol[]
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
  /** Whether a newcomer must come back with the id it is given (KIP-394, JoinGroup v4). */
  requiresKnownMemberId: boolean
  /** Whether a leader can be told to keep the assignment (KIP-814, JoinGroup v9). */
  canSkipAssignment: boolean
  reason: string
  at: number
}>

export type SyncCommand = Readonly<{
  type: 'sync'
  memberId: MemberId
  instanceId: InstanceId | null
  generation: Generation
  /** Null where the version does not say. */
  protocolType: string | null
  protocol: string | null
  /** From the leader; empty from the others. */
  assignments: readonly (readonly [MemberId, Opaque])[]
}>

/** A member that leaves, or is removed by an operator, by either name. */
export type Leaver = Readonly<{ memberId: MemberId; instanceId: InstanceId | null }>
