import { errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  BROKER_ENDPOINTS,
  CONTROLLER_ENDPOINTS,
  DescribeClusterRequest,
  DescribeClusterResponse,
} from '#adapters/kafka/protocol/messages/describe-cluster'
import { clusterOperations } from './authorized-operations.ts'
import { handler } from './handler.ts'
import { controllerIdOf, reachableBrokers } from './reachable.ts'

export const describeCluster = handler({
  request: DescribeClusterRequest,
  response: DescribeClusterResponse,
  pace: 'in-turn',
  handle: ({ services: { cluster } }, request, { listener }) => {
    if (request.endpointType === CONTROLLER_ENDPOINTS)
      return refuse('mismatched-endpoint-type', 'There are no controllers to talk to, only brokers.')
    if (request.endpointType !== BROKER_ENDPOINTS)
      return refuse('unsupported-endpoint-type', `Unsupported endpoint type ${request.endpointType}.`)
    const brokers = reachableBrokers(cluster, listener)
    return {
      throttleTimeMs: 0,
      errorCode: NONE,
      errorMessage: null,
      endpointType: BROKER_ENDPOINTS,
      clusterId: cluster.clusterId,
      controllerId: controllerIdOf(brokers),
      // A broker is in the registry or it is not; there is none that is registered and fenced.
      brokers: brokers.map(({ id, host, port, rack }) => ({
        brokerId: id,
        host,
        port,
        rack,
        isFenced: false,
      })),
      clusterAuthorizedOperations: clusterOperations(request.includeClusterAuthorizedOperations),
    }
  },
})

const refuse = (
  kind: 'mismatched-endpoint-type' | 'unsupported-endpoint-type',
  errorMessage: string,
): DescribeClusterResponse => ({
  throttleTimeMs: 0,
  errorCode: errorCode({ kind }),
  errorMessage,
  endpointType: BROKER_ENDPOINTS,
  clusterId: '',
  controllerId: -1,
  brokers: [],
  clusterAuthorizedOperations: clusterOperations(false),
})
