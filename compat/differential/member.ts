import type { JoinGroupRequest, JoinGroupResponse } from '#adapters/kafka/protocol/messages/join-group'
import type { LeaveGroupRequest, LeaveGroupResponse } from '#adapters/kafka/protocol/messages/leave-group'
import type { OffsetCommitResponse } from '#adapters/kafka/protocol/messages/offset-commit'
import type { SyncGroupRequest, SyncGroupResponse } from '#adapters/kafka/protocol/messages/sync-group'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import type { WireClient } from '../../test/e2e/clients/wire.ts'
import { apis } from './apis.ts'
import { TOPIC } from './brokers.ts'
import type { Ask } from './conversation.ts'

/** One client of a group: asks what it is told to, with what it was last answered where it is not told otherwise. */
export interface Member {
  readonly join: (given?: Given<JoinGroupRequest>) => Promise<JoinGroupResponse>
  /** Joins as often as it takes to be told of a generation: twice, with KIP-394. */
  readonly enter: (given?: Given<JoinGroupRequest>) => Promise<JoinGroupResponse>
  /** With an assignment for each member that it was told of, which are none unless it leads. */
  readonly sync: (given?: Given<SyncGroupRequest>) => Promise<SyncGroupResponse>
  readonly heartbeat: (given?: Given<Claim>) => Promise<number>
  readonly leave: (given?: Given<LeaveGroupRequest>) => Promise<LeaveGroupResponse>
  readonly commit: (given?: Given<Claim & { offsets: readonly Offset[] }>) => Promise<OffsetCommitResponse>
  readonly memberId: () => string
  readonly generation: () => number
  /** Forgets its id and its generation, as a client that starts anew. */
  readonly restart: () => void
  readonly hangUp: () => void
}

type Given<A> = Partial<A> & Readonly<{ version?: number }>
type Claim = Readonly<{
  groupId: string
  generationId: number
  memberId: string
  groupInstanceId: string | null
}>
export type Offset = Readonly<{
  topic?: string
  topicId?: string
  partition?: number
  offset?: bigint
  metadata?: string | null
  epoch?: number
}>

const MEMBER_ID_REQUIRED = 79

export const member = (
  ask: Ask,
  client: WireClient,
  { group, name, instanceId = null }: { group: string; name: string; instanceId?: string | null | undefined },
): Member => {
  let memberId = ''
  let generationId = -1
  let protocolName = 'range'
  let members: JoinGroupResponse['members'] = []
  const claim = () => ({ groupId: group, generationId, memberId, groupInstanceId: instanceId })

  const join: Member['join'] = async ({ version = 9, ...given } = {}) => {
    const timeouts = { sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 30_000 }
    const protocols = { protocolType: 'consumer', protocols: [range()], reason: null }
    const body = {
      groupId: group,
      ...timeouts,
      memberId,
      groupInstanceId: instanceId,
      ...protocols,
      ...given,
    }
    const told = await ask(client, `${name} joins`, { ...apis.joinGroup, version }, body)
    if (told.memberId !== '') memberId = told.memberId
    if (told.errorCode === 0) {
      generationId = told.generationId
      protocolName = told.protocolName ?? ''
      members = told.members
    }
    return told
  }
  return {
    join,
    enter: async (given) => {
      const told = await join(given)
      return told.errorCode === MEMBER_ID_REQUIRED ? join({ ...given, memberId: told.memberId }) : told
    },
    sync: async ({ version = 5, ...given } = {}) => {
      const protocol = { protocolType: 'consumer', protocolName }
      const assignments = members.map((each) => ({
        memberId: each.memberId,
        assignment: Buffer.from(`for ${each.groupInstanceId ?? each.memberId.split('-')[0]}`),
      }))
      const body = { ...claim(), ...protocol, assignments, ...given }
      return ask(client, `${name} syncs`, { ...apis.syncGroup, version }, body)
    },
    heartbeat: async ({ version = 4, ...given } = {}) => {
      const body = { ...claim(), ...given }
      const told = await ask(client, `${name} is alive`, { ...apis.heartbeat, version }, body)
      return told.errorCode
    },
    leave: async ({ version = 5, ...given } = {}) => {
      const leaver = { memberId, groupInstanceId: instanceId, reason: null }
      const body = { groupId: group, memberId, members: [leaver], ...given }
      return ask(client, `${name} leaves`, { ...apis.leaveGroup, version }, body)
    },
    commit: async ({ version = 9, offsets = [{}], ...given } = {}) => {
      const { generationId: generationIdOrMemberEpoch, ...who } = { ...claim(), ...given }
      const topics = offsets.map((each) => ({
        name: each.topic ?? TOPIC,
        topicId: each.topicId ?? ZERO_UUID,
        partitions: [
          {
            partitionIndex: each.partition ?? 0,
            committedOffset: each.offset ?? 1n,
            committedLeaderEpoch: each.epoch ?? -1,
            committedMetadata: each.metadata === undefined ? '' : each.metadata,
          },
        ],
      }))
      const body = { ...who, generationIdOrMemberEpoch, retentionTimeMs: -1n, topics }
      return ask(client, `${name} commits`, { ...apis.offsetCommit, version }, body)
    },
    memberId: () => memberId,
    generation: () => generationId,
    restart: () => {
      memberId = ''
      generationId = -1
    },
    hangUp: client.close,
  }
}

type Protocol = JoinGroupRequest['protocols'][number]

/** An assignor, with a subscription of the consumer protocol (its version 0). */
export const assignor = (name: string, topics: readonly string[] = [TOPIC], userData = ''): Protocol => ({
  name,
  metadata: subscription(topics, userData),
})
export const range = (...topics: readonly string[]): Protocol =>
  assignor('range', topics.length === 0 ? [TOPIC] : topics)

const subscription = (topics: readonly string[], userData: string): Buffer => {
  const texts = topics.map((topic) => Buffer.concat([int(2, topic.length), Buffer.from(topic)]))
  return Buffer.concat([
    int(2, 0),
    int(4, topics.length),
    ...texts,
    int(4, userData.length),
    Buffer.from(userData),
  ])
}

const int = (bytes: 2 | 4, value: number): Buffer => {
  const made = Buffer.alloc(bytes)
  made.writeIntBE(value, 0, bytes)
  return made
}
