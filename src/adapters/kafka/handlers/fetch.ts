import { errorCode, NONE } from '#adapters/kafka/error-codes'
import { FetchRequest, FetchResponse, usesTopicIds } from '#adapters/kafka/protocol/messages/fetch'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { E } from '#shared/fp'
import { fetchedPartition, isolation, unaskedPartition } from './fetched-partition.ts'
import { handler } from './handler.ts'
import { type Found, isTopic, lookUp } from './lookup.ts'
import { toSession } from './session-request.ts'

export const fetch = handler({
  request: FetchRequest,
  response: FetchResponse,
  pace: 'parks',
  handle: async ({ services, fetchSessions }, request, { version, maxAnswerBytes, abandoned }) => {
    const byId = usesTopicIds(version)
    const begun = fetchSessions.begin(toSession(request, byId))
    if (E.isLeft(begun)) return response(errorCode(begun.left))
    const { partitions, settle } = begun.right

    const highest = new Map<string, number>()
    for (const { topic, partition } of partitions)
      highest.set(topic, Math.max(partition, highest.get(topic) ?? partition))
    const refs = [...highest].map(([name, upTo]) => (byId ? { id: name, upTo } : { name, upTo }))
    const found = await lookUp(services.topics, refs, 'partition')
    const topics = new Map<string, Found>([...highest.keys()].map((name, i) => [name, found[i] ?? NONE]))
    const askable = partitions.flatMap((asked) => {
      const topic = topics.get(asked.topic) ?? NONE
      return isTopic(topic) ? [{ ...asked, topic }] : []
    })
    const fetched = await services.fetch.fetch({
      // A partition in error is answered at once, like any that the use case would refuse.
      maxWaitMs: askable.length < partitions.length ? 0 : request.maxWaitMs,
      minBytes: request.minBytes,
      maxBytes: Math.min(request.maxBytes, maxAnswerBytes),
      partitions: askable,
      abandoned,
    })
    let next = 0
    const outcomes = partitions.map(({ topic }) =>
      isTopic(topics.get(topic) ?? NONE) ? (fetched[next++] ?? null) : null,
    )

    const settled = settle(outcomes)
    if (E.isLeft(settled)) return response(errorCode(settled.left))
    const aborted = isolation(request)
    const responses: Topic[] = []
    for (const place of settled.right.told) {
      const { topic = '', partition = 0 } = partitions[place] ?? {}
      const outcome = outcomes[place] ?? null
      const code = topics.get(topic) ?? NONE
      const answer =
        outcome === null || !isTopic(code)
          ? unaskedPartition(partition, isTopic(code) ? NONE : code)
          : fetchedPartition(partition, outcome, aborted)
      const last = responses.at(-1)
      if (last?.asked === topic) last.partitions.push(answer)
      else
        responses.push({
          asked: topic,
          ...(byId ? { topic: '', topicId: topic } : { topic, topicId: ZERO_UUID }),
          partitions: [answer],
        })
    }
    return { ...response(NONE), sessionId: settled.right.id, responses }
  },
})

type Topic = Omit<FetchResponse['responses'][number], 'partitions'> & {
  asked: string
  partitions: FetchResponse['responses'][number]['partitions'][number][]
}

const response = (code: number): FetchResponse => ({
  throttleTimeMs: 0,
  errorCode: code,
  sessionId: 0,
  responses: [],
  nodeEndpoints: [],
})
