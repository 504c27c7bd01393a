import { errorCode, NONE } from '#adapters/kafka/error-codes'
import {
  DeleteRecordsRequest,
  DeleteRecordsResponse,
  INVALID_LOW_WATERMARK,
  TO_HIGH_WATERMARK,
} from '#adapters/kafka/protocol/messages/delete-records'
import type { DeleteRecords } from '#application/delete-records'
import { E } from '#shared/fp'
import { fewAtATime } from './few-at-a-time.ts'
import { handler } from './handler.ts'
import { type Found, highest, isTopic, lookUp } from './lookup.ts'

export const deleteRecords = handler({
  request: DeleteRecordsRequest,
  response: DeleteRecordsResponse,
  pace: 'in-turn',
  handle: async ({ services }, { topics }) => {
    const found = await lookUp(
      services.topics,
      topics.map(({ name, partitions }) => ({ name, upTo: highest(partitions, (p) => p.partitionIndex) })),
      'partition',
    )
    const asked = topics.flatMap(({ partitions }, i) =>
      partitions.map((partition) => ({ topic: found[i] ?? NONE, partition })),
    )
    const answers = await fewAtATime(
      asked,
      'partition',
      ({ topic, partition }) => deleted(services.deleteRecords, topic, partition),
      ({ partition }, code) => refused(partition, code),
    )
    let next = 0
    const told = topics.map(({ name, partitions }) => {
      const from = next
      next += partitions.length
      return { name, partitions: answers.slice(from, next) }
    })
    return { throttleTimeMs: 0, topics: told }
  },
})

type Asked = DeleteRecordsRequest['topics'][number]['partitions'][number]
type Answer = DeleteRecordsResponse['topics'][number]['partitions'][number]

const deleted = async (
  records: DeleteRecords,
  topic: Found,
  { partitionIndex, offset }: Asked,
): Promise<Answer> => {
  if (!isTopic(topic)) return refused({ partitionIndex }, topic)
  const to = offset === TO_HIGH_WATERMARK ? 'high-watermark' : Number(offset)
  const outcome = await records.below({ topic, partition: partitionIndex, to })
  if (E.isLeft(outcome)) return refused({ partitionIndex }, errorCode(outcome.left))
  return { partitionIndex, lowWatermark: BigInt(outcome.right), errorCode: NONE }
}

const refused = ({ partitionIndex }: Pick<Asked, 'partitionIndex'>, code: number): Answer => ({
  partitionIndex,
  lowWatermark: INVALID_LOW_WATERMARK,
  errorCode: code,
})
