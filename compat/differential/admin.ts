import type { DeleteGroupsResponse } from '#adapters/kafka/protocol/messages/delete-groups'
import type { DescribeGroupsResponse } from '#adapters/kafka/protocol/messages/describe-groups'
import type {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import type { ListGroupsRequest, ListGroupsResponse } from '#adapters/kafka/protocol/messages/list-groups'
import type { OffsetDeleteResponse } from '#adapters/kafka/protocol/messages/offset-delete'
import type { OffsetFetchRequest, OffsetFetchResponse } from '#adapters/kafka/protocol/messages/offset-fetch'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import type { WireClient } from '../../test/e2e/clients/wire.ts'
import { apis } from './apis.ts'
import { PARTITIONS, TOPIC } from './brokers.ts'
import type { Ask } from './conversation.ts'

/** What is asked of groups by whoever is not in them. */
export interface Asked {
  readonly describe: (given?: {
    version?: number
    groups?: readonly string[]
    operations?: boolean
  }) => Promise<DescribeGroupsResponse>
  readonly list: (given?: Partial<ListGroupsRequest> & { version?: number }) => Promise<ListGroupsResponse>
  readonly remove: (given?: { version?: number; groups?: readonly string[] }) => Promise<DeleteGroupsResponse>
  readonly forget: (given?: {
    group?: string
    topics?: readonly { name: string; partitions: readonly number[] }[]
  }) => Promise<OffsetDeleteResponse>
  readonly find: (
    given: Partial<FindCoordinatorRequest> & { version: number },
  ) => Promise<FindCoordinatorResponse>
  /** Of one group, in whatever way the version has for it. `topics` null: all. */
  readonly offsets: (given?: {
    version?: number
    group?: string
    topics?: readonly FetchedTopic[] | null
    memberId?: string | null
    memberEpoch?: number
    requireStable?: boolean
  }) => Promise<OffsetFetchResponse>
  /** Of several groups. */
  readonly fetch: (given: Partial<OffsetFetchRequest> & { version: number }) => Promise<OffsetFetchResponse>
  readonly topicId: (name: string) => string
  /** Which versions of which APIs are told to be spoken, of those that groups are asked with. */
  readonly spoken: () => Promise<readonly (readonly number[])[]>
}

type FetchedTopic = Readonly<{ name?: string; topicId?: string; partitionIndexes: readonly number[] }>

export const admin = (
  ask: Ask,
  client: WireClient,
  { group, topicIds }: { group: string; topicIds: ReadonlyMap<string, string> },
): Asked => {
  const topicId = (name: string): string => topicIds.get(name) ?? ZERO_UUID
  const every = Array.from({ length: PARTITIONS }, (_, partition) => partition)
  const fetch: Asked['fetch'] = ({ version, ...given }) =>
    ask(
      client,
      'offsets are asked for',
      { ...apis.offsetFetch, version },
      { groupId: '', topics: [], groups: [], requireStable: false, ...given },
    )
  return {
    topicId,
    spoken: async () => {
      const software = { clientSoftwareName: 'differential', clientSoftwareVersion: '1' }
      const { apiKeys } = await client.ask({ ...apis.apiVersions, version: 3 }, software)
      const ours = new Set(Object.values(apis).map(({ request }) => request.apiKey))
      ours.delete(apis.apiVersions.request.apiKey)
      return apiKeys
        .filter(({ apiKey }) => ours.has(apiKey))
        .map(({ apiKey, minVersion, maxVersion }) => [apiKey, minVersion, maxVersion])
    },
    describe: ({ version = 6, groups = [group], operations = false } = {}) =>
      ask(
        client,
        'the group is described',
        { ...apis.describeGroups, version },
        { groups, includeAuthorizedOperations: operations },
      ),
    list: ({ version = 5, ...given } = {}) =>
      ask(
        client,
        'groups are listed',
        { ...apis.listGroups, version },
        { statesFilter: [], typesFilter: [], ...given },
      ),
    remove: ({ version = 2, groups = [group] } = {}) =>
      ask(client, 'groups are deleted', { ...apis.deleteGroups, version }, { groupsNames: groups }),
    forget: ({ group: groupId = group, topics = [{ name: TOPIC, partitions: [0] }] } = {}) =>
      ask(
        client,
        'offsets are deleted',
        { ...apis.offsetDelete, version: 0 },
        {
          groupId,
          topics: topics.map(({ name, partitions }) => ({
            name,
            partitions: partitions.map((partitionIndex) => ({ partitionIndex })),
          })),
        },
      ),
    find: ({ version, ...given }) =>
      ask(
        client,
        'the coordinator is looked for',
        { ...apis.findCoordinator, version },
        { key: '', keyType: 0, coordinatorKeys: [], ...given },
      ),
    fetch,
    offsets: ({
      version = 9,
      group: groupId = group,
      topics = [{ partitionIndexes: every }],
      memberId = null,
      memberEpoch = -1,
      requireStable = false,
    } = {}) => {
      const named =
        topics?.map(({ name = TOPIC, topicId: id = topicId(name), partitionIndexes }) => ({
          name,
          topicId: id,
          partitionIndexes,
        })) ?? null
      const groups = [{ groupId, memberId, memberEpoch, topics: named }]
      return fetch({ version, groupId, topics: named, groups, requireStable })
    },
  }
}
