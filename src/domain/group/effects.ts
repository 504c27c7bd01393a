import type { GroupRefusal } from './errors.ts'
import type { Generation, InstanceId, MemberId, Opaque } from './types.ts'

/** What the shell does once the events are durable, in order. Data: tests compare it, replay drops it. */
export type Effect = Readonly<
  /** The member has this long until `expire-session`, counted anew from now; also for an id that was only issued. */
  | { type: 'start-session'; memberId: MemberId; timeoutMs: number }
  | { type: 'stop-session'; memberId: MemberId }
  /** `close-join-window` after this time; replaces the timer there is. */
  | { type: 'start-join-timer'; afterMs: number }
  | { type: 'stop-join-timer' }
  /** `expire-syncs` after this time with those of `members` that have not synced until then; replaces the timer there is. */
  | { type: 'start-sync-timer'; generation: Generation; members: readonly MemberId[]; afterMs: number }
  | { type: 'stop-sync-timer' }
  /** Every parked join, with the view of its member on the state as it is now. */
  | { type: 'answer-joins' }
  /** Every parked sync, with the assignment of its member. */
  | { type: 'answer-syncs' }
  /** Every parked sync. */
  | { type: 'refuse-syncs'; refusal: GroupRefusal }
  /** What is parked of one member, joins and syncs. */
  | { type: 'refuse-parked'; memberId: MemberId; refusal: GroupRefusal }
>

/** What the command itself is answered; `parked` until an effect answers it. */
export type Reply = Readonly<
  | { type: 'done' }
  | { type: 'parked'; as: 'join' | 'sync'; memberId: MemberId }
  | { type: 'joined'; view: JoinView }
  | { type: 'synced'; view: SyncView }
  | { type: 'member-id-required'; memberId: MemberId }
  | { type: 'left'; outcomes: readonly LeaveOutcome[] }
>

/** A generation as one member is told of it. `members` only for its leader. */
export type JoinView = Readonly<{
  memberId: MemberId
  generation: Generation
  protocolType: string
  protocol: string
  leader: MemberId
  /** The leader is to take the assignment as it is (KIP-814). */
  skipAssignment: boolean
  members: readonly Readonly<{ memberId: MemberId; instanceId: InstanceId | null; metadata: Opaque }>[]
}>

export type SyncView = Readonly<{ protocolType: string; protocol: string; assignment: Opaque }>

/** Null: it has left. */
export type LeaveOutcome = Readonly<{
  memberId: MemberId
  instanceId: InstanceId | null
  refusal: GroupRefusal | null
}>
