import { ApiVersionsRequest, ApiVersionsResponse } from '#adapters/kafka/protocol/messages/api-versions'
import { CreateTopicsRequest, CreateTopicsResponse } from '#adapters/kafka/protocol/messages/create-topics'
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
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from '#adapters/kafka/protocol/messages/describe-topic-partitions'
import { FetchRequest, FetchResponse } from '#adapters/kafka/protocol/messages/fetch'
import {
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from '#adapters/kafka/protocol/messages/init-producer-id'
import { ListOffsetsRequest, ListOffsetsResponse } from '#adapters/kafka/protocol/messages/list-offsets'
import { MetadataRequest, MetadataResponse } from '#adapters/kafka/protocol/messages/metadata'
import { ProduceRequest, ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
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
  api(FindCoordinatorRequest, FindCoordinatorResponse),
  api(ApiVersionsRequest, ApiVersionsResponse),
  api(CreateTopicsRequest, CreateTopicsResponse),
  api(DeleteTopicsRequest, DeleteTopicsResponse),
  api(InitProducerIdRequest, InitProducerIdResponse),
  api(DescribeConfigsRequest, DescribeConfigsResponse),
  api(DescribeClusterRequest, DescribeClusterResponse),
  api(DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse),
]
