import { NONE } from '#adapters/kafka/error-codes'
import {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from '#adapters/kafka/protocol/messages/list-partition-reassignments'
import { handler } from './handler.ts'

/** There never are any: the store replicates, and no partition moves. Like Kafka, says nothing of topics that are not. */
export const listPartitionReassignments = handler({
  request: ListPartitionReassignmentsRequest,
  response: ListPartitionReassignmentsResponse,
  pace: 'in-turn',
  handle: () => ({ throttleTimeMs: 0, errorCode: NONE, errorMessage: null, topics: [] }),
})
