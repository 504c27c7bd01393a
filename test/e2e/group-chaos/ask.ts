import {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
} from '#adapters/kafka/protocol/messages/describe-groups'
import {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import { OffsetFetchRequest, OffsetFetchResponse } from '#adapters/kafka/protocol/messages/offset-fetch'
import { type WireClient, wireClient } from '../clients/wire.ts'
import type { Committed } from '../groups/oracle.ts'

// What an observer asks about groups. Any question may fail while brokers die: the answer is then undefined.

const find = { request: FindCoordinatorRequest, response: FindCoordinatorResponse, version: 4 }
const fetch = { request: OffsetFetchRequest, response: OffsetFetchResponse, version: 8 }
const describe = { request: DescribeGroupsRequest, response: DescribeGroupsResponse, version: 5 }

const TIMEOUT_MS = 3000

const asked = async <A>(
  address: string,
  use: (client: WireClient) => Promise<A | undefined>,
): Promise<A | undefined> => {
  try {
    const client = await wireClient(address, 'observer', TIMEOUT_MS)
    try {
      return await use(client)
    } finally {
      client.close()
    }
  } catch {
    return undefined
  }
}

/** The id of the broker that coordinates a group, as the first of these tells that answers. */
export const coordinatorOf = async (
  addresses: readonly string[],
  group: string,
): Promise<number | undefined> => {
  for (const address of addresses) {
    const found = await asked(address, async (client) => {
      const { coordinators } = await client.ask(find, { key: '', keyType: 0, coordinatorKeys: [group] })
      return coordinators[0]?.errorCode === 0 ? coordinators[0].nodeId : undefined
    })
    if (found !== undefined) return found
  }
  return undefined
}

/** The committed offsets of a group's only topic. */
export const committedAt = (address: string, groupId: string): Promise<Committed | undefined> =>
  asked(address, async (client) => {
    const group = { groupId, memberId: null, memberEpoch: -1, topics: null }
    const { groups } = await client.ask(fetch, {
      groupId: '',
      topics: [],
      groups: [group],
      requireStable: false,
    })
    const [told] = groups
    if (told === undefined || told.errorCode !== 0) return undefined
    const partitions = told.topics.flatMap((topic) => topic.partitions)
    return new Map(partitions.map((each) => [each.partitionIndex, Number(each.committedOffset)]))
  })

export type Described = Readonly<{ state: string; members: ReadonlyMap<string, string> }>

/** State and members of a group: client ids by member id. */
export const describedAt = (address: string, groupId: string): Promise<Described | undefined> =>
  asked(address, async (client) => {
    const { groups } = await client.ask(describe, { groups: [groupId], includeAuthorizedOperations: false })
    const [told] = groups
    if (told === undefined || told.errorCode !== 0) return undefined
    return {
      state: told.groupState,
      members: new Map(told.members.map((each) => [each.memberId, each.clientId])),
    }
  })
