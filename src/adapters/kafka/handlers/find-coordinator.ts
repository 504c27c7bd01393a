import { errorCode, NONE, type RequestFault } from '#adapters/kafka/error-codes'
import {
  allowsShareKeys,
  batchesKeys,
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import type { Groups } from '#application/groups/groups'
import { endpointOn } from '#domain/cluster/brokers'
import { groupId } from '#domain/group/types'
import { fewAtATime } from './few-at-a-time.ts'
import { handler } from './handler.ts'

const [GROUP, TRANSACTION, SHARE] = [0, 1, 2]

/** There are coordinators of groups only, also of the group without a name, under which offsets can be committed. */
export const findCoordinator = handler({
  request: FindCoordinatorRequest,
  response: FindCoordinatorResponse,
  pace: 'in-turn',
  handle: async ({ services: { groups } }, request, { version, listener }) => {
    const isBatch = batchesKeys(version)
    const keys = isBatch ? [...new Set(request.coordinatorKeys)] : [request.key]
    const found =
      request.keyType === GROUP
        ? await fewAtATime(keys, 'group', (key) => coordinatorOf(groups, key, listener), failed)
        : keys.map((key) => ({ key, ...faultOf(request.keyType, version) }))
    if (isBatch) return { ...none, coordinators: found }
    return { ...none, ...found[0] }
  },
})

type Coordinator = FindCoordinatorResponse['coordinators'][number]

const coordinatorOf = async (groups: Groups, key: string, listener: string): Promise<Coordinator> => {
  const broker = await groups.coordinatorOf(groupId(key))
  const endpoint = endpointOn(listener, broker)
  if (endpoint === undefined) return unreachable(key)
  const { host, port } = endpoint
  return { key, nodeId: broker.id, host, port, errorCode: NONE, errorMessage: null }
}

/** As Kafka answers where the coordinator has no listener of this name. */
const unreachable = (key: string): Coordinator => ({
  key,
  ...nowhere(
    errorCode({ kind: 'coordinator-not-available' }),
    'The coordinator has no listener of the name that this request came through.',
  ),
})

const failed = (key: string, code: number): Coordinator => ({
  key,
  ...nowhere(code, 'The store could not be asked.'),
})

const nowhere = (code: number, errorMessage: string) => ({
  nodeId: -1,
  host: '',
  port: -1,
  errorCode: code,
  errorMessage,
})

const faultOf = (keyType: number, version: number) => {
  const isServedElsewhere = keyType === TRANSACTION || (keyType === SHARE && allowsShareKeys(version))
  const kind: RequestFault['kind'] = isServedElsewhere ? 'unsupported-version' : 'invalid-request'
  const message = isServedElsewhere
    ? 'Transactions and share groups are not served yet.'
    : 'There are no coordinators for keys of this type.'
  return nowhere(errorCode({ kind }), message)
}

const none: FindCoordinatorResponse = {
  throttleTimeMs: 0,
  errorCode: NONE,
  errorMessage: null,
  nodeId: -1,
  host: '',
  port: -1,
  coordinators: [],
}
