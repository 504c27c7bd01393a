import { errorCode, NONE, type RequestFault } from '#adapters/kafka/error-codes'
import {
  allowsShareKeys,
  batchesKeys,
  FindCoordinatorRequest,
  FindCoordinatorResponse,
} from '#adapters/kafka/protocol/messages/find-coordinator'
import { handler } from './handler.ts'

const [GROUP, TRANSACTION, SHARE] = [0, 1, 2]

/** There are no coordinators yet. Group clients ask again for as long as they like, the others are told to give up. */
export const findCoordinator = handler({
  request: FindCoordinatorRequest,
  response: FindCoordinatorResponse,
  pace: 'in-turn',
  handle: (_, request, { version }) => {
    const kind = faultOf(request.keyType, version)
    const nowhere = {
      nodeId: -1,
      host: '',
      port: -1,
      errorCode: errorCode({ kind }),
      errorMessage: messages[kind],
    }
    return batchesKeys(version)
      ? { ...none, coordinators: request.coordinatorKeys.map((key) => ({ key, ...nowhere })) }
      : { ...none, ...nowhere }
  },
})

type Fault = Extract<RequestFault['kind'], 'no-group-coordinator' | 'unsupported-version' | 'invalid-request'>

const faultOf = (keyType: number, version: number): Fault => {
  if (keyType === GROUP) return 'no-group-coordinator'
  if (keyType === TRANSACTION || (keyType === SHARE && allowsShareKeys(version))) return 'unsupported-version'
  return 'invalid-request'
}

const messages: Readonly<Record<Fault, string>> = {
  'no-group-coordinator': 'Consumer groups are not served yet.',
  'unsupported-version': 'Transactions and share groups are not served yet.',
  'invalid-request': 'There are no coordinators for keys of this type.',
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
