import { errorCode, failureCode, NONE } from '#adapters/kafka/error-codes'
import { ListOffsetsRequest, ListOffsetsResponse } from '#adapters/kafka/protocol/messages/list-offsets'
import type { ListOffsets } from '#application/list-offsets'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { type Found, hasPartition, highest, isTopic, lookUp } from './lookup.ts'
import { placeOf } from './offset-places.ts'

export const listOffsets = handler({
  request: ListOffsetsRequest,
  response: ListOffsetsResponse,
  pace: 'in-turn',
  handle: async ({ services }, { topics }, { version }) => {
    const found = await lookUp(
      services.topics,
      topics.map(({ name, partitions }) => ({ name, upTo: highest(partitions, (p) => p.partitionIndex) })),
      'partition',
    )
    const times = Map.groupBy(
      topics.flatMap(({ name, partitions }) => partitions.map((p) => keyOf(name, p))),
      (key) => key,
    )
    const isTwice = (name: string, p: Asked): boolean => times.get(keyOf(name, p))?.length !== 1
    const answers = topics.map(async ({ name, partitions }, i) => ({
      name,
      partitions: await Promise.all(
        partitions.map((p) =>
          find(services.listOffsets, isTwice(name, p) ? invalid : (found[i] ?? NONE), p, version),
        ),
      ),
    }))
    return { throttleTimeMs: 0, topics: await Promise.all(answers) }
  },
})

type Asked = ListOffsetsRequest['topics'][number]['partitions'][number]
type Answer = ListOffsetsResponse['topics'][number]['partitions'][number]

const invalid = errorCode({ kind: 'invalid-request' })
const unknownPartition = errorCode({ kind: 'unknown-partition' })

const keyOf = (topic: string, { partitionIndex }: Asked): string => `${topic}:${partitionIndex}`

const find = async (
  offsets: ListOffsets,
  topic: Found,
  { partitionIndex, timestamp, currentLeaderEpoch }: Asked,
  version: number,
): Promise<Answer> => {
  if (!isTopic(topic)) return answer(partitionIndex, topic)
  const at = placeOf(timestamp, version)
  if (at === undefined) return answer(partitionIndex, errorCode({ kind: 'unsupported-version' }))
  if (at === 'nowhere')
    return answer(partitionIndex, hasPartition(topic, partitionIndex) ? NONE : unknownPartition)
  try {
    const outcome = await offsets.find({
      topic,
      partition: partitionIndex,
      leaderEpoch: currentLeaderEpoch,
      at,
    })
    if (E.isLeft(outcome)) return answer(partitionIndex, errorCode(outcome.left))
    const { offset, timestamp: time, leaderEpoch } = outcome.right
    return { ...answer(partitionIndex, NONE), offset: BigInt(offset), timestamp: BigInt(time), leaderEpoch }
  } catch (error) {
    return answer(partitionIndex, failureCode('partition', error))
  }
}

const answer = (partitionIndex: number, code: number): Answer => ({
  partitionIndex,
  errorCode: code,
  timestamp: -1n,
  offset: -1n,
  leaderEpoch: -1,
})
