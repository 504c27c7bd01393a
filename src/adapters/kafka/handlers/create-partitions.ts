import { errorCode, errorMessage, NONE } from '#adapters/kafka/error-codes'
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from '#adapters/kafka/protocol/messages/create-partitions'
import type { Topics } from '#application/topics'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { oneByName } from './one-by-one.ts'

export const createPartitions = handler({
  request: CreatePartitionsRequest,
  response: CreatePartitionsResponse,
  pace: 'in-turn',
  handle: async ({ services: { topics } }, request) => {
    const results = await oneByName(
      request.topics,
      (asked) => grow(topics, asked, request.validateOnly),
      answer,
    )
    return { throttleTimeMs: 0, results }
  },
})

type Asked = CreatePartitionsRequest['topics'][number]
type Answer = CreatePartitionsResponse['results'][number]

const grow = async (
  topics: Topics,
  { name, count, assignments }: Asked,
  validateOnly: boolean,
): Promise<Answer> => {
  const grown = await topics.createPartitions({
    name,
    count,
    assignments: assignments?.map(({ brokerIds }) => brokerIds) ?? null,
    validateOnly,
  })
  return E.isLeft(grown)
    ? answer(name, errorCode(grown.left), errorMessage(grown.left))
    : answer(name, NONE, null)
}

const answer = (name: string, code: number, message: string | null): Answer => ({
  name,
  errorCode: code,
  errorMessage: message,
})
