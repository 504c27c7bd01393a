import type { Coordinator, Generation, InstanceId, Member, MemberId, Opaque, Protocol } from './types.ts'

/** What happened to a group, as its journal keeps it. Times in ms since the epoch. */
export type GroupEvent = Readonly<
  /** Founds a group, or moves it. Nobody has joined a rebalance under way in the new coordinator's eyes. */
  | { type: 'coordinator-changed'; coordinator: Coordinator; generationFloor: Generation; at: number }
  /** A newcomer was told its id and is expected back with it (KIP-394). */
  | { type: 'member-id-issued'; memberId: MemberId; sessionTimeoutMs: number }
  | { type: 'pending-member-dropped'; memberId: MemberId }
  | { type: 'member-joined'; member: Omit<Member, 'isJoined'>; protocolType: string; at: number }
  /** A member that was there joins again, perhaps with other protocols. */
  | { type: 'member-rejoined'; memberId: MemberId; renewal: Renewal }
  /** A static member came back without its member id: the new id takes the old one's place, assignment included. */
  | {
      type: 'static-member-replaced'
      instanceId: InstanceId
      oldMemberId: MemberId
      memberId: MemberId
      renewal: Renewal
    }
  | { type: 'member-removed'; memberId: MemberId; reason: Removal }
  | { type: 'rebalance-started'; first: boolean; reason: string; at: number }
  | { type: 'generation-started'; generation: Generation; protocol: string; leader: MemberId }
  | { type: 'group-emptied'; generation: Generation; at: number }
  | { type: 'assignments-received'; assignments: readonly (readonly [MemberId, Opaque])[] }
  /** Nothing follows it: the journal is removed at this position. */
  | { type: 'group-deleted' }
>

/** What a member that joins again may bring anew. */
export type Renewal = Readonly<{
  clientId: string
  clientHost: string
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
  protocols: readonly Protocol[]
}>

export type Removal = 'left' | 'session-expired' | 'not-rejoined' | 'not-synced'
