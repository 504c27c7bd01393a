import { errorCode, errorMessage, failureCode, NONE } from '#adapters/kafka/error-codes'
import {
  DescribeProducersRequest,
  DescribeProducersResponse,
} from '#adapters/kafka/protocol/messages/describe-producers'
import type { ActiveProducer, Producers } from '#application/producers'
import { E } from '#shared/fp'
import { eventLoopTurned } from './event-loop.ts'
import { type Call, handler } from './handler.ts'
import { type Found, highest, isTopic, lookUp } from './lookup.ts'

export const describeProducers = handler({
  request: DescribeProducersRequest,
  response: DescribeProducersResponse,
  // Reading what partitions remember takes long enough that fetches and produces should not wait for it.
  pace: 'parks',
  handle: async ({ services: { topics, producers } }, request, call) => {
    const wanted = request.topics.map(({ name, partitionIndexes }) => ({
      name,
      upTo: highest(partitionIndexes, (index) => index),
    }))
    const found = await lookUp(topics, wanted, 'partition')
    const describe = describing(producers, call)
    const answers: DescribeProducersResponse['topics'][number][] = []
    for (const [i, { name, partitionIndexes }] of request.topics.entries()) {
      const partitions: Answer[] = []
      for (const index of new Set(partitionIndexes)) partitions.push(await describe(found[i] ?? NONE, index))
      answers.push({ name, partitions })
    }
    return { throttleTimeMs: 0, topics: answers }
  },
})

type Answer = DescribeProducersResponse['topics'][number]['partitions'][number]

const unknownTopic = errorCode({ kind: 'unknown-topic' })
/** As Kafka says it of a topic that is not there, but not of a partition. */
const notHere = 'This server does not host this topic-partition.'

/** Of a producer on the wire: three of 4 bytes, three of 8, and one for tagged fields. */
const PRODUCER_BYTES = 37

/** Answers a partition until there is room for no more, or nobody to answer. */
const describing = (producers: Producers, { maxAnswerBytes, abandoned }: Call) => {
  let room = maxAnswerBytes
  return async (topic: Found, index: number): Promise<Answer> => {
    if (!isTopic(topic)) return answer(index, topic, topic === unknownTopic ? notHere : null)
    if (abandoned.aborted) return answer(index, errorCode({ kind: 'timed-out' }))
    await eventLoopTurned()
    try {
      const described = await producers.describe(topic, index, abandoned)
      if (E.isLeft(described)) return answer(index, errorCode(described.left), errorMessage(described.left))
      room -= described.right.length * PRODUCER_BYTES
      return room < 0
        ? answer(index, errorCode({ kind: 'invalid-request' }), 'Ask for fewer partitions at a time.')
        : { ...answer(index, NONE), activeProducers: described.right.map(view) }
    } catch (error) {
      return answer(index, failureCode('partition', error))
    }
  }
}

/** There are no transactions yet. */
const view = ({ id, epoch, lastSequence, lastTime }: ActiveProducer) => ({
  producerId: BigInt(id),
  producerEpoch: epoch,
  lastSequence,
  lastTimestamp: BigInt(lastTime),
  coordinatorEpoch: -1,
  currentTxnStartOffset: -1n,
})

const answer = (partitionIndex: number, code: number, message: string | null = null): Answer => ({
  partitionIndex,
  errorCode: code,
  errorMessage: message,
  activeProducers: [],
})
