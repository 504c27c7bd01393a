import { ApiVersionsRequest, ApiVersionsResponse } from '#adapters/kafka/protocol/messages/api-versions'
import { DeleteGroupsRequest, DeleteGroupsResponse } from '#adapters/kafka/protocol/messages/delete-groups'
import {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
} from '#adapters/kafka/protocol/messages/describe-groups'
import {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import { HeartbeatRequest, HeartbeatResponse } from '#adapters/kafka/protocol/messages/heartbeat'
import { JoinGroupRequest, JoinGroupResponse } from '#adapters/kafka/protocol/messages/join-group'
import { LeaveGroupRequest, LeaveGroupResponse } from '#adapters/kafka/protocol/messages/leave-group'
import { ListGroupsRequest, ListGroupsResponse } from '#adapters/kafka/protocol/messages/list-groups'
import { OffsetCommitRequest, OffsetCommitResponse } from '#adapters/kafka/protocol/messages/offset-commit'
import { OffsetDeleteRequest, OffsetDeleteResponse } from '#adapters/kafka/protocol/messages/offset-delete'
import { OffsetFetchRequest, OffsetFetchResponse } from '#adapters/kafka/protocol/messages/offset-fetch'
import { SyncGroupRequest, SyncGroupResponse } from '#adapters/kafka/protocol/messages/sync-group'
import type { AnyMessage, Message } from '#adapters/kafka/protocol/schema'

export type Pair<A, B> = Readonly<{ request: Message<A>; response: Message<B> }>

const pair = <A, B>(request: Message<A>, response: Message<B>): Pair<A, B> => ({ request, response })

/** What groups are asked for. */
export const apis = {
  findCoordinator: pair(FindCoordinatorRequest, FindCoordinatorResponse),
  joinGroup: pair(JoinGroupRequest, JoinGroupResponse),
  syncGroup: pair(SyncGroupRequest, SyncGroupResponse),
  heartbeat: pair(HeartbeatRequest, HeartbeatResponse),
  leaveGroup: pair(LeaveGroupRequest, LeaveGroupResponse),
  offsetCommit: pair(OffsetCommitRequest, OffsetCommitResponse),
  offsetFetch: pair(OffsetFetchRequest, OffsetFetchResponse),
  offsetDelete: pair(OffsetDeleteRequest, OffsetDeleteResponse),
  describeGroups: pair(DescribeGroupsRequest, DescribeGroupsResponse),
  listGroups: pair(ListGroupsRequest, ListGroupsResponse),
  deleteGroups: pair(DeleteGroupsRequest, DeleteGroupsResponse),
  apiVersions: pair(ApiVersionsRequest, ApiVersionsResponse),
} as const

export const versionsOf = ({ request }: Readonly<{ request: AnyMessage }>): readonly number[] => {
  const [first, last] = request.versions
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
