import { setTimeout as sleep } from 'node:timers/promises'
import { CreateTopicsRequest, CreateTopicsResponse } from '#adapters/kafka/protocol/messages/create-topics'
import {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import { JoinGroupRequest, JoinGroupResponse } from '#adapters/kafka/protocol/messages/join-group'
import { OffsetCommitRequest, OffsetCommitResponse } from '#adapters/kafka/protocol/messages/offset-commit'
import { SyncGroupRequest, SyncGroupResponse } from '#adapters/kafka/protocol/messages/sync-group'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { type Api, type WireClient, wireClient } from '../test/e2e/clients/wire.ts'

// One member of a group, and nothing more: it asks as a client does, and has no topic and no opinion.

const api = <A, B>(
  request: Api<A, B>['request'],
  response: Api<A, B>['response'],
  version: number,
): Api<A, B> => ({
  request,
  response,
  version,
})
const find = api(FindCoordinatorRequest, FindCoordinatorResponse, 4)
const join = api(JoinGroupRequest, JoinGroupResponse, 9)
const sync = api(SyncGroupRequest, SyncGroupResponse, 5)
const commit = api(OffsetCommitRequest, OffsetCommitResponse, 9)
const create = api(CreateTopicsRequest, CreateTopicsResponse, 7)

const MEMBER_ID_REQUIRED = 79
const LOADING = new Set([14, 15, 16])
const METADATA_BYTES = 200

export interface GroupMember {
  /** Asks for its member id; nobody waits for it before it has joined. */
  readonly register: () => Promise<void>
  /** Joins and syncs, until it has an assignment; answers when it was told of its generation. */
  readonly run: () => Promise<number>
  readonly commit: (partition: number, offset: number) => Promise<void>
  readonly close: () => void
}

export const groupMember = async (address: string, groupId: string, topic: string): Promise<GroupMember> => {
  const client = await wireClient(address, 'bench')
  let memberId = ''
  let generationId = -1
  const member = { groupId, groupInstanceId: null }
  const timeouts = { sessionTimeoutMs: 60_000, rebalanceTimeoutMs: 120_000 }
  let joins = 0
  // Metadata that changes is what makes a member's rejoin a rebalance.
  const joining = (protocols = [{ name: 'range', metadata: subscription(topic, joins) }]) =>
    client.ask(join, { ...member, ...timeouts, memberId, protocolType: 'consumer', protocols, reason: null })
  return {
    register: async () => {
      let told = await joining()
      // A coordinator that has just been made may still be loading.
      while (LOADING.has(told.errorCode)) {
        await sleep(50)
        told = await joining()
      }
      if (told.errorCode !== MEMBER_ID_REQUIRED)
        throw new Error(`a join without a member id: ${told.errorCode}`)
      memberId = told.memberId
    },
    run: async () => {
      joins++
      const joined = await joining()
      const toldAt = performance.now()
      expectNone('JoinGroup', joined.errorCode)
      generationId = joined.generationId
      const assignments = joined.members.map((each) => ({ memberId: each.memberId, assignment: ASSIGNMENT }))
      const { protocolType, protocolName } = joined
      const synced = await client.ask(sync, {
        ...member,
        generationId,
        memberId,
        protocolType,
        protocolName,
        assignments,
      })
      expectNone('SyncGroup', synced.errorCode)
      return toldAt
    },
    commit: async (partitionIndex, offset) => {
      const committed = { committedOffset: BigInt(offset), committedLeaderEpoch: 0, committedMetadata: '' }
      const topics = [{ name: topic, topicId: ZERO_UUID, partitions: [{ partitionIndex, ...committed }] }]
      const whoever = { ...member, generationIdOrMemberEpoch: generationId, memberId, retentionTimeMs: -1n }
      const told = await client.ask(commit, { ...whoever, topics })
      for (const { partitions } of told.topics)
        for (const { errorCode } of partitions) expectNone('OffsetCommit', errorCode)
    },
    close: client.close,
  }
}

const ASSIGNMENT = Buffer.alloc(METADATA_BYTES)

/** A subscription of the consumer protocol, which brokers read, filled up with user data. */
const subscription = (topic: string, filling: number): Buffer => {
  const bytes = Buffer.alloc(METADATA_BYTES, filling)
  let at = bytes.writeInt16BE(0, 0)
  at = bytes.writeInt32BE(1, at)
  at = bytes.writeInt16BE(Buffer.byteLength(topic), at)
  at += bytes.write(topic, at)
  bytes.writeInt32BE(METADATA_BYTES - at - 4, at)
  return bytes
}

const expectNone = (what: string, errorCode: number): void => {
  if (errorCode !== 0) throw new Error(`${what} answered error ${errorCode}`)
}

/** The coordinator's address, once there is one: a broker that has just started may still be getting ready. */
export const coordinatorOf = async (client: WireClient, groupId: string): Promise<string> => {
  const until = performance.now() + 30_000
  for (;;) {
    const { coordinators } = await client.ask(find, { key: '', keyType: 0, coordinatorKeys: [groupId] })
    const [found] = coordinators
    if (found?.errorCode === 0) return `${found.host}:${found.port}`
    if (performance.now() > until) throw new Error(`no coordinator: error ${found?.errorCode}`)
    await sleep(100)
  }
}

export const createTopic = async (client: WireClient, name: string, numPartitions: number): Promise<void> => {
  const topic = { name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }
  const { topics } = await client.ask(create, { topics: [topic], timeoutMs: 30_000, validateOnly: false })
  for (const { errorCode } of topics) expectNone('CreateTopics', errorCode)
}
