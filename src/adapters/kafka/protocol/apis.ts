import { AlterConfigsRequest, AlterConfigsResponse } from '#adapters/kafka/protocol/messages/alter-configs'
import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from '#adapters/kafka/protocol/messages/alter-partition-reassignments'
import { ApiVersionsRequest, ApiVersionsResponse } from '#adapters/kafka/protocol/messages/api-versions'
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from '#adapters/kafka/protocol/messages/create-partitions'
import { CreateTopicsRequest, CreateTopicsResponse } from '#adapters/kafka/protocol/messages/create-topics'
import { DeleteGroupsRequest, DeleteGroupsResponse } from '#adapters/kafka/protocol/messages/delete-groups'
import { DeleteRecordsRequest, DeleteRecordsResponse } from '#adapters/kafka/protocol/messages/delete-records'
import { DeleteTopicsRequest, DeleteTopicsResponse } from '#adapters/kafka/protocol/messages/delete-topics'
import {
  DescribeClusterRequest,
  DescribeClusterResponse,
} from '#adapters/kafka/protocol/messages/describe-cluster'
import {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
} from '#adapters/kafka/protocol/messages/describe-configs'
import {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
} from '#adapters/kafka/protocol/messages/describe-groups'
import {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
} from '#adapters/kafka/protocol/messages/describe-log-dirs'
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from '#adapters/kafka/protocol/messages/describe-producers'
import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from '#adapters/kafka/protocol/messages/describe-topic-partitions'
import { ElectLeadersRequest, ElectLeadersResponse } from '#adapters/kafka/protocol/messages/elect-leaders'
import { FetchRequest, FetchResponse } from '#adapters/kafka/protocol/messages/fetch'
import {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import { HeartbeatRequest, HeartbeatResponse } from '#adapters/kafka/protocol/messages/heartbeat'
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '#adapters/kafka/protocol/messages/incremental-alter-configs'
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from '#adapters/kafka/protocol/messages/init-producer-id'
import { JoinGroupRequest, JoinGroupResponse } from '#adapters/kafka/protocol/messages/join-group'
import { LeaveGroupRequest, LeaveGroupResponse } from '#adapters/kafka/protocol/messages/leave-group'
import {
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
} from '#adapters/kafka/protocol/messages/list-config-resources'
import { ListGroupsRequest, ListGroupsResponse } from '#adapters/kafka/protocol/messages/list-groups'
import { ListOffsetsRequest, ListOffsetsResponse } from '#adapters/kafka/protocol/messages/list-offsets'
import {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from '#adapters/kafka/protocol/messages/list-partition-reassignments'
import { MetadataRequest, MetadataResponse } from '#adapters/kafka/protocol/messages/metadata'
import { OffsetCommitRequest, OffsetCommitResponse } from '#adapters/kafka/protocol/messages/offset-commit'
import { OffsetDeleteRequest, OffsetDeleteResponse } from '#adapters/kafka/protocol/messages/offset-delete'
import { OffsetFetchRequest, OffsetFetchResponse } from '#adapters/kafka/protocol/messages/offset-fetch'
import { ProduceRequest, ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
import { SyncGroupRequest, SyncGroupResponse } from '#adapters/kafka/protocol/messages/sync-group'
import type { AnyMessage } from '#adapters/kafka/protocol/schema'

/** A request, the response to it, and the versions that ApiVersions tells of. */
export interface Api {
  readonly request: AnyMessage
  readonly response: AnyMessage
  readonly advertised: readonly [min: number, max: number]
}

const api = (request: AnyMessage, response: AnyMessage, advertised = request.versions): Api => ({
  request,
  response,
  advertised,
})

/** All that is declared, by API key. */
export const apis: readonly Api[] = [
  // Versions 0–2 are advertised and refused: without them librdkafka before 2.11.1 turns compression off (KAFKA-18659).
  api(ProduceRequest, ProduceResponse, [0, 13]),
  api(FetchRequest, FetchResponse),
  api(ListOffsetsRequest, ListOffsetsResponse),
  api(MetadataRequest, MetadataResponse),
  api(OffsetCommitRequest, OffsetCommitResponse),
  api(OffsetFetchRequest, OffsetFetchResponse),
  api(FindCoordinatorRequest, FindCoordinatorResponse),
  api(JoinGroupRequest, JoinGroupResponse),
  api(HeartbeatRequest, HeartbeatResponse),
  api(LeaveGroupRequest, LeaveGroupResponse),
  api(SyncGroupRequest, SyncGroupResponse),
  api(DescribeGroupsRequest, DescribeGroupsResponse),
  api(ListGroupsRequest, ListGroupsResponse),
  api(ApiVersionsRequest, ApiVersionsResponse),
  api(CreateTopicsRequest, CreateTopicsResponse),
  api(DeleteTopicsRequest, DeleteTopicsResponse),
  api(DeleteRecordsRequest, DeleteRecordsResponse),
  api(InitProducerIdRequest, InitProducerIdResponse),
  api(DescribeConfigsRequest, DescribeConfigsResponse),
  api(AlterConfigsRequest, AlterConfigsResponse),
  api(DescribeLogDirsRequest, DescribeLogDirsResponse),
  api(CreatePartitionsRequest, CreatePartitionsResponse),
  api(DeleteGroupsRequest, DeleteGroupsResponse),
  api(ElectLeadersRequest, ElectLeadersResponse),
  api(IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse),
  api(AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse),
  api(ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse),
  api(OffsetDeleteRequest, OffsetDeleteResponse),
  api(DescribeClusterRequest, DescribeClusterResponse),
  api(DescribeProducersRequest, DescribeProducersResponse),
  api(ListConfigResourcesRequest, ListConfigResourcesResponse),
  api(DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse),
]
