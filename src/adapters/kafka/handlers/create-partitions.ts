import { errorCode, errorMessage, NONE } from '#adapters/kafka/error-codes'
import {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
} from '#adapters/kafka/protocol/messages/create-partitions'
import type { Topics } from '#application/topics'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { oneByOne } from './one-by-one.ts'

export const createPartitions = handler({
  request: CreatePartitionsRequest,
  response: CreatePartitionsResponse,
  pace: 'in-turn',
  handle: async ({ services: { topics } }, request) => {
    const byName = [...Map.groupBy(request.topics, ({ name }) => name)]
    const results = await oneByOne(
      byName,
      ([name, [first, ...others]]) =>
        first === undefined || others.length > 0
          ? Promise.resolve(answer(name, invalidRequest, 'Duplicate topic name.'))
          : grow(topics, first, request.validateOnly),
      ([name], code) => answer(name, code, 'The store could not be asked.'),
    )
    return { throttleTimeMs: 0, results }
  },
})

type Asked = CreatePartitionsRequest['topics'][number]
type Answer = CreatePartitionsResponse['results'][number]

const invalidRequest = errorCode({ kind: 'invalid-request' })

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
