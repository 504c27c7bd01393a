import { errorCode, errorMessage, NONE } from '#adapters/kafka/error-codes'
import { CreateTopicsRequest, CreateTopicsResponse } from '#adapters/kafka/protocol/messages/create-topics'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import type { Services } from '#application/services'
import type { CreateRefusal } from '#application/topics'
import { E } from '#shared/fp'
import { configView } from './config-view.ts'
import { handler } from './handler.ts'
import { oneByName } from './one-by-one.ts'
import { replicasByPartition } from './replica-assignments.ts'

export const createTopics = handler({
  request: CreateTopicsRequest,
  response: CreateTopicsResponse,
  pace: 'in-turn',
  handle: async ({ services }, request) => {
    const topics = await oneByName(
      request.topics,
      (asked) => create(services, asked, request.validateOnly),
      refuse,
    )
    return { throttleTimeMs: 0, topics }
  },
})

type Asked = CreateTopicsRequest['topics'][number]
type Answer = CreateTopicsResponse['topics'][number]

const create = async (
  { topics, configs }: Services,
  asked: Asked,
  validateOnly: boolean,
): Promise<Answer> => {
  const assignments = replicasByPartition(asked.assignments)
  if (assignments === null) return refused(asked.name, misnumbered)
  const own = new Map(asked.configs.map(({ name, value }) => [name, value]))
  const created = await topics.create({
    name: asked.name,
    partitions: asked.numPartitions,
    replicationFactor: asked.replicationFactor,
    assignments,
    configs: own,
    validateOnly,
  })
  if (E.isLeft(created)) return refused(asked.name, created.left)
  return {
    ...refuse(asked.name, NONE, null),
    topicId: created.right.id,
    numPartitions: created.right.partitions,
    replicationFactor: 1,
    configs: configs.ofNewTopic(own).map(configView),
  }
}

const misnumbered: CreateRefusal = {
  kind: 'invalid-replica-assignment',
  message: 'The assigned partitions must be numbered from 0 on, each once.',
}

const refused = (name: string, refusal: CreateRefusal): Answer =>
  refuse(name, errorCode(refusal), errorMessage(refusal))

const refuse = (name: string, code: number, message: string | null): Answer => ({
  name,
  topicId: ZERO_UUID,
  errorCode: code,
  errorMessage: message,
  topicConfigErrorCode: NONE,
  numPartitions: -1,
  replicationFactor: -1,
  configs: [],
})
