import { setTimeout as sleep } from 'node:timers/promises'
import { CreateTopicsRequest, CreateTopicsResponse } from '#adapters/kafka/protocol/messages/create-topics'
import { DeleteTopicsRequest, DeleteTopicsResponse } from '#adapters/kafka/protocol/messages/delete-topics'
import {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
} from '#adapters/kafka/protocol/messages/describe-groups'
import { ListOffsetsRequest, ListOffsetsResponse } from '#adapters/kafka/protocol/messages/list-offsets'
import { type WireClient, wireClient } from '../test/e2e/clients/wire.ts'

// What happens around a measurement, over a connection of our own: the same for every broker.

const create = { request: CreateTopicsRequest, response: CreateTopicsResponse, version: 5 }
const remove = { request: DeleteTopicsRequest, response: DeleteTopicsResponse, version: 5 }
const listOffsets = { request: ListOffsetsRequest, response: ListOffsetsResponse, version: 7 }
const describe = { request: DescribeGroupsRequest, response: DescribeGroupsResponse, version: 5 }

const PATIENCE_MS = 120_000

const connected = async <A>(address: string, use: (client: WireClient) => Promise<A>): Promise<A> => {
  const client = await wireClient(address, 'bench-admin', PATIENCE_MS)
  try {
    return await use(client)
  } finally {
    client.close()
  }
}

/**
 * Resolves once every leader serves its partition. Kafka names leaders in Metadata before they do: an idempotent producer
 * whose first batch is refused meanwhile, and its second taken, waits for ever.
 */
export const createTopic = (address: string, name: string, numPartitions: number): Promise<void> =>
  connected(address, async (client) => {
    const topic = { name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }
    const { topics } = await client.ask(create, {
      topics: [topic],
      timeoutMs: PATIENCE_MS,
      validateOnly: false,
    })
    for (const { errorCode } of topics)
      if (errorCode !== 0) throw new Error(`CreateTopics ${name}: error ${errorCode}`)
    const asked = Array.from({ length: numPartitions }, (_, partitionIndex) => ({
      partitionIndex,
      currentLeaderEpoch: -1,
      timestamp: -1n,
    }))
    await until(async () => {
      const topics = [{ name, partitions: asked }]
      const answer = await client.ask(listOffsets, { replicaId: -1, isolationLevel: 0, topics, timeoutMs: 0 })
      return answer.topics.every(({ partitions }) => partitions.every(({ errorCode }) => errorCode === 0))
    }, `${name} has no leaders`)
  })

export const deleteTopic = (address: string, name: string): Promise<void> =>
  connected(address, async (client) => {
    const { responses } = await client.ask(remove, { topics: [], topicNames: [name], timeoutMs: PATIENCE_MS })
    for (const { errorCode } of responses)
      if (errorCode !== 0) throw new Error(`DeleteTopics ${name}: error ${errorCode}`)
  })

/** Resolves once each group has its members, and they know what is theirs. */
export const groupsStable = (address: string, groups: readonly string[]): Promise<void> =>
  connected(address, (client) =>
    until(
      async () => {
        const answer = await client.ask(describe, { groups, includeAuthorizedOperations: false })
        return answer.groups.every(({ groupState }) => groupState === 'Stable')
      },
      `${groups.join(', ')} did not become stable`,
    ),
  )

const until = async (holds: () => Promise<boolean>, otherwise: string): Promise<void> => {
  const end = performance.now() + PATIENCE_MS
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(otherwise)
    await sleep(20)
  }
}
