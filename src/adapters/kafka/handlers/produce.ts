import { failureCode, NONE, type Refusal } from '#adapters/kafka/error-codes'
import {
  allowsZstd,
  ProduceRequest,
  ProduceResponse,
  usesTopicIds,
} from '#adapters/kafka/protocol/messages/produce'
import type { ProduceRefusal } from '#application/produce/produce'
import type { Services } from '#application/services'
import { E } from '#shared/fp'
import { handler } from './handler.ts'
import { type Found, highest, isTopic, lookUp } from './lookup.ts'
import { endpoints, failed, type ProducedPartition, refused, written } from './produced-partition.ts'

export const produce = handler({
  request: ProduceRequest,
  response: ProduceResponse,
  pace: 'enters',
  handle: async ({ services }, request, { version, listener, entered, hangUp }) => {
    const byId = usesTopicIds(version)
    const refs = request.topicData.map(({ name, topicId, partitionData }) => {
      const upTo = highest(partitionData, ({ index }) => index)
      return byId ? { id: topicId, upTo } : { name, upTo }
    })
    const found = await lookUp(services.topics, refs, 'partition')
    const batchOf = {
      fault: faultOf(request),
      timeoutMs: request.timeoutMs,
      allowsZstd: allowsZstd(version),
      toBlame: { left: MOST_BLAMED },
    }
    // Every append is called before any is awaited, so that all have entered when the next request may.
    const pending = request.topicData.map(({ partitionData }, i) =>
      Promise.all(partitionData.map((data) => append(services, found[i] ?? NONE, data, batchOf))),
    )
    entered()
    const answers = await Promise.all(pending)
    const anyFailed = answers.some((partitions) => partitions.some((answer) => answer.errorCode !== NONE))
    if (request.acks === 0) {
      if (anyFailed) hangUp('a produce with acks=0 failed')
      return null
    }
    const responses = request.topicData.map(({ name, topicId }, i) => ({
      name,
      topicId,
      partitionResponses: answers[i] ?? [],
    }))
    const nodeEndpoints = anyFailed ? endpoints(services.cluster, listener, responses) : []
    return { responses, throttleTimeMs: 0, nodeEndpoints }
  },
})

type Data = ProduceRequest['topicData'][number]['partitionData'][number]
type OfRequest = Readonly<{
  fault: Refusal | null
  timeoutMs: number
  allowsZstd: boolean
  /** Records that its answer may still name. */
  toBlame: { left: number }
}>

/** A batch of a hundred bytes can have a thousand records to blame, and a request as many such batches as it likes. */
const MOST_BLAMED = 10_000

const faultOf = ({ acks, transactionalId }: ProduceRequest): Refusal | null => {
  if (acks < -1 || acks > 1) return { kind: 'invalid-required-acks' }
  return transactionalId === null ? null : { kind: 'transactions-unsupported' }
}

const append = async (
  { produce: appender }: Services,
  topic: Found,
  { index, records }: Data,
  { fault, timeoutMs, allowsZstd: zstd, toBlame }: OfRequest,
): Promise<ProducedPartition> => {
  if (fault !== null) return refused(index, fault)
  if (!isTopic(topic)) return failed(index, topic)
  const [batch] = records ?? []
  if (batch === undefined) return refused(index, noBatch)
  try {
    const outcome = await appender.append({
      topic,
      partition: index,
      records: batch,
      timeoutMs,
      allowsZstd: zstd,
    })
    return E.isLeft(outcome) ? refused(index, within(toBlame, outcome.left)) : written(index, outcome.right)
  } catch (error) {
    return failed(index, failureCode('partition', error))
  }
}

/** Java takes a batch of which no record is named as refused as a whole. */
const within = (toBlame: OfRequest['toBlame'], refusal: ProduceRefusal): ProduceRefusal => {
  if (refusal.kind !== 'invalid-records') return refusal
  const records = refusal.records.slice(0, toBlame.left)
  toBlame.left -= records.length
  return { ...refusal, records }
}

const noBatch: Refusal = {
  kind: 'invalid-record',
  message: 'A partition must have exactly one record batch.',
}
