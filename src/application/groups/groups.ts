import type { BrokerEntry } from '#domain/cluster/brokers'
import type { JoinCommand, Leaver, SyncCommand } from '#domain/group/commands'
import type { JoinView, LeaveOutcome, SyncView } from '#domain/group/effects'
import type { GroupRefusal } from '#domain/group/errors'
import type { GroupStateName } from '#domain/group/lifecycle'
import type { Generation, GroupId, InstanceId, MemberId } from '#domain/group/types'
import type { GroupView } from '#domain/group/views'
import type { CommittedOffset } from '#domain/offset-commits/types'
import type { TopicPartition } from '#domain/topic/types'
import type { E } from '#shared/fp'

/**
 * Consumer groups of the classic protocol, Connect's and Schema Registry's among them, and the offsets that are
 * committed under a group's name. What a use case promises has been durable before it is told. Rejects with an error of
 * `ports/store-errors.ts` when the store cannot be asked. Metadata and assignments are base64 (`Opaque`).
 */
export interface Groups {
  /**
   * Waits until the group's next generation begins, where there is something to wait for. `waits` is called when it begins
   * to: from then on nothing of the request is held any more.
   */
  readonly join: (
    group: GroupId,
    request: JoinRequest,
    waits?: () => void,
  ) => Promise<E.Either<GroupsRefusal, JoinView>>
  /** Waits for the leader's assignments; `waits` as above. */
  readonly sync: (
    group: GroupId,
    request: SyncRequest,
    waits?: () => void,
  ) => Promise<E.Either<GroupsRefusal, SyncView>>
  /** Right: the member may go on. Writes nothing. */
  readonly heartbeat: (group: GroupId, request: MemberRef) => Promise<E.Either<GroupsRefusal, void>>
  readonly leave: (
    group: GroupId,
    members: readonly Leaver[],
  ) => Promise<E.Either<GroupsRefusal, readonly LeaveOutcome[]>>

  /** Of a member, or of whoever manages partitions itself (generation -1, no member id). All or nothing. */
  readonly commit: (group: GroupId, request: CommitRequest) => Promise<E.Either<GroupsRefusal, void>>
  /** What is committed; partitions without an offset are missing. `null` asks for all. No group, no offsets. */
  readonly committed: (
    group: GroupId,
    partitions: readonly TopicPartition[] | null,
  ) => Promise<E.Either<GroupsRefusal, readonly CommittedOffset[]>>
  /** Forgets offsets of an empty group, or of topics that no member is subscribed to; outcomes in the order asked, null: forgotten. */
  readonly deleteOffsets: (
    group: GroupId,
    partitions: readonly TopicPartitionName[],
  ) => Promise<E.Either<GroupsRefusal, readonly (GroupsRefusal | null)[]>>

  readonly describe: (group: GroupId) => Promise<E.Either<GroupsRefusal, GroupDescription>>
  /** The groups that this broker coordinates, or would if it was asked. */
  readonly list: () => Promise<readonly ListedGroup[]>
  readonly delete: (group: GroupId) => Promise<E.Either<GroupsRefusal, void>>

  /** Asks the store, whoever coordinates; of a group that does not exist, the one that would. */
  readonly coordinatorOf: (group: GroupId) => Promise<BrokerEntry>

  /** Answers everybody who waits and acts no more: other brokers take over. */
  readonly stop: () => void
}

export type JoinRequest = Omit<JoinCommand, 'type' | 'newMemberId' | 'at'>
export type SyncRequest = Omit<SyncCommand, 'type'>
export type MemberRef = Readonly<{
  memberId: MemberId
  instanceId: InstanceId | null
  generation: Generation
}>
export type CommitRequest = MemberRef & Readonly<{ offsets: readonly Omit<CommittedOffset, 'committedAt'>[] }>

/** The name is what members subscribe to, the id is what offsets are kept under. */
export type TopicPartitionName = TopicPartition & Readonly<{ topic: string }>

export type { GroupStateName }

export type ListedGroup = Readonly<{ groupId: GroupId; protocolType: string; state: GroupStateName }>

export type GroupDescription = Readonly<{ groupId: GroupId }> & GroupView

export type GroupsRefusal =
  | GroupRefusal
  | Readonly<
      | { kind: 'invalid-group-id' }
      /** Another broker coordinates this group, or this one cannot be sure that it still does. Nothing happened. */
      | { kind: 'not-coordinator' }
      | { kind: 'group-not-found' }
      | { kind: 'subscribed-to-topic' }
    >
