import { errorCode, failureCode, NONE } from '#adapters/kafka/error-codes'
import { type MetadataRequest, namesTopicsById } from '#adapters/kafka/protocol/messages/metadata'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import type { Topics } from '#application/topics'
import { parseTopicName } from '#domain/topic/name'
import { E } from '#shared/fp'
import { eventLoopTurned } from './event-loop.ts'
import { type Found, isTopic, lookUp } from './lookup.ts'

type Asked = NonNullable<MetadataRequest['topics']>[number]
export type Answer = Readonly<{ asked: Asked; found: Found }>

/** While the store cannot be asked, the last good answer stands: a client that hears of no topics drops what it has. */
export const all = async (topics: Topics): Promise<readonly Answer[]> => {
  await topics.refresh().catch((error: unknown) => failureCode('topic-metadata', error))
  return topics.all().map((topic) => ({ asked: { topicId: topic.id, name: topic.name }, found: topic }))
}

export const named = async (
  topics: Topics,
  request: MetadataRequest,
  version: number,
): Promise<readonly Answer[]> => {
  const asked = once(request.topics ?? [])
  if (!namesTopicsById(version) && asked.some(({ topicId, name }) => topicId !== ZERO_UUID || name === null))
    return asked.map(({ name }) => refused({ topicId: ZERO_UUID, name: name ?? '' }, 'invalid-request'))
  const answers: Answer[] = []
  const hits = await lookUp(topics, asked.map(toRef), 'topic-metadata')
  for (const [i, each] of asked.entries()) {
    const found = hits[i] ?? NONE
    const mayCreate = request.allowAutoTopicCreation && found === errorCode({ kind: 'unknown-topic' })
    if (each.topicId === ZERO_UUID && !isTopic(found) && E.isLeft(parseTopicName(each.name ?? '')))
      answers.push(refused(each, 'invalid-topic'))
    else answers.push({ asked: each, found: mayCreate ? await create(topics, each.name ?? '') : found })
  }
  return answers
}

/** As Kafka has it. A topic of many partitions takes little to ask for, and is told once. */
const once = (asked: readonly Asked[]): readonly Asked[] => [
  ...new Map(asked.map((each) => [`${each.topicId}:${each.name}`, each])).values(),
]

const toRef = ({ topicId, name }: Asked) => (topicId === ZERO_UUID ? { name: name ?? '' } : { id: topicId })

const create = async (topics: Topics, name: string): Promise<Found> => {
  await eventLoopTurned()
  try {
    const created = await topics.findOrCreate(name)
    return E.isLeft(created) ? errorCode(created.left) : created.right
  } catch (error) {
    return failureCode('topic-metadata', error)
  }
}

const refused = (asked: Asked, kind: 'invalid-topic' | 'invalid-request'): Answer => ({
  asked,
  found: errorCode({ kind }),
})
