import { errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  DeleteTopicsRequest,
  DeleteTopicsResponse,
  namesTopicsInStructs,
} from '#adapters/kafka/protocol/messages/delete-topics'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import type { Topics } from '#application/topics'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { oneByOne } from './one-by-one.ts'

export const deleteTopics = handler({
  request: DeleteTopicsRequest,
  response: DeleteTopicsResponse,
  pace: 'in-turn',
  handle: async ({ services: { topics } }, request, { version }) => {
    const asked = namesTopicsInStructs(version)
      ? request.topics
      : request.topicNames.map((name) => ({ name, topicId: ZERO_UUID }))
    const times = Map.groupBy(asked, keyOf)
    const responses = await oneByOne(
      asked,
      async (each) => {
        if ((each.name === null) === (each.topicId === ZERO_UUID))
          return answer(each, invalidRequest, 'Name either the topic or its id.')
        if (times.get(keyOf(each))?.length !== 1)
          return answer(each, invalidRequest, 'The topic is named more than once.')
        return remove(topics, each)
      },
      (each, code) => answer(each, code, 'The store could not be asked.'),
    )
    return { throttleTimeMs: 0, responses }
  },
})

type Asked = DeleteTopicsRequest['topics'][number]
type Answer = DeleteTopicsResponse['responses'][number]

const invalidRequest = errorCode({ kind: 'invalid-request' })

const keyOf = ({ name, topicId }: Asked): string => (name === null ? `id ${topicId}` : `name ${name}`)

const remove = async (topics: Topics, asked: Asked): Promise<Answer> => {
  const deleted = await topics.delete(asked.name === null ? { id: asked.topicId } : { name: asked.name })
  if (E.isRight(deleted))
    return { ...answer(asked, NONE, null), name: deleted.right.name, topicId: deleted.right.id }
  const kind = asked.name === null ? 'unknown-topic-id' : 'unknown-topic'
  return answer(asked, errorCode({ kind }), 'There is no such topic.')
}

const answer = ({ name, topicId }: Asked, code: number, errorMessage: string | null): Answer => ({
  name,
  topicId,
  errorCode: code,
  errorMessage,
})
