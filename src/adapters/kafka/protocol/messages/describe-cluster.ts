import { k, message, type TypeOf } from '#adapters/kafka/protocol/schema'

// DescribeCluster 0–2 · flexible from the start (KIP-700) · v1 endpoint type: brokers or controllers (KIP-919) ·
// v2 fenced brokers (KIP-1073)

export const BROKER_ENDPOINTS = 1
export const CONTROLLER_ENDPOINTS = 2

export const DescribeClusterRequest = message({
  apiKey: 60,
  name: 'DescribeCluster',
  versions: [0, 2],
  flexibleSince: 0,
  body: k.struct({
    includeClusterAuthorizedOperations: k.bool,
    endpointType: k.since(1, k.int8, BROKER_ENDPOINTS),
    includeFencedBrokers: k.since(2, k.bool, false),
  }),
})
export type DescribeClusterRequest = TypeOf<typeof DescribeClusterRequest>

export const DescribeClusterResponse = message({
  apiKey: 60,
  name: 'DescribeCluster',
  versions: [0, 2],
  flexibleSince: 0,
  body: k.struct({
    throttleTimeMs: k.int32,
    errorCode: k.int16,
    errorMessage: k.nullableString,
    endpointType: k.since(1, k.int8, BROKER_ENDPOINTS),
    clusterId: k.string,
    controllerId: k.int32,
    brokers: k.array(
      k.struct({
        brokerId: k.int32,
        host: k.string,
        port: k.int32,
        rack: k.nullableString,
        isFenced: k.since(2, k.bool, false),
      }),
    ),
    clusterAuthorizedOperations: k.int32,
  }),
})
export type DescribeClusterResponse = TypeOf<typeof DescribeClusterResponse>
