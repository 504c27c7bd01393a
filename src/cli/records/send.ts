import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from '#adapters/kafka/protocol/messages/init-producer-id'
import { ProduceRequest, ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { buildBatch, type RecordDraft } from '#adapters/kafka/records/build'
import type { Compression } from '#adapters/kafka/records/header'
import { exitCodes } from '#config/exit-codes'
import { Failure } from '../failure.ts'
import { check, KafkaError } from '../kafka/errors.ts'
import { type Kafka, mayComeBack } from '../kafka/kafka.ts'
import { visible } from '../text.ts'
import { findTopic } from '../topics/found.ts'

export type Sending = Readonly<{ topic: string; acks: 0 | 1 | -1; compression: Compression }>

/** -1 where nobody told: with acks=0, and of a batch that turned out to be written already. */
export type Sent = Readonly<{ partition: number; records: number; baseOffset: bigint }>

export interface Sender {
  /** All of one partition, in their order; one call at a time for each partition. */
  readonly send: (partition: number, records: readonly RecordDraft[]) => Promise<readonly Sent[]>
}

/** Version 13 names topics by their ids. */
const BY_NAME = 12
const MESSAGE_TOO_LARGE = 10
const TIMED_OUT = 7
const DUPLICATE = 46
const noTransactions = {
  transactionalId: null,
  transactionTimeoutMs: 60_000,
  producerId: -1n,
  producerEpoch: -1,
}

type Producer = Readonly<{ id: bigint; epoch: number }>

export const openSender = async (kafka: Kafka, { topic, acks, compression }: Sending): Promise<Sender> => {
  const producer = acks === -1 ? await producerId(kafka) : null
  const sequences = new Map<number, number>()
  let leaders = await leadersOf(kafka, topic)

  const once = async (partition: number, batch: Buffer): Promise<bigint> => {
    const leader = leaders.get(partition)
    if (leader === undefined) throw new Failure(`${visible(topic)} has no partition ${partition}`)
    const api = { request: ProduceRequest, response: ProduceResponse }
    const data = { name: topic, topicId: ZERO_UUID, partitionData: [{ index: partition, records: [batch] }] }
    const body = { transactionalId: null, acks, timeoutMs: kafka.timeoutMs, topicData: [data] }
    const question = { body, to: leader, upTo: BY_NAME }
    if (acks === 0) {
      await kafka.tell(api, question)
      return -1n
    }
    const answer = (await kafka.ask(api, question)).responses[0]?.partitionResponses[0]
    if (answer?.errorCode === DUPLICATE) return -1n
    check(`${visible(topic)}, partition ${partition}`, answer?.errorCode ?? -1, answer?.errorMessage)
    return answer?.baseOffset ?? -1n
  }

  /** With a producer id the broker tells a batch that it has already, so that a lost answer can be asked for again. */
  const mayTryAgain = (error: unknown): boolean => {
    if (producer === null) return error instanceof KafkaError && error.retriable
    return mayComeBack(error) || (error instanceof KafkaError && error.code === TIMED_OUT)
  }

  const patiently = (partition: number, batch: Buffer): Promise<bigint> => {
    let isFirst = true
    return kafka.patiently(async () => {
      if (!isFirst) leaders = await leadersOf(kafka, topic)
      isFirst = false
      return once(partition, batch)
    }, mayTryAgain)
  }

  const send: Sender['send'] = async (partition, records) => {
    const baseSequence = sequences.get(partition) ?? 0
    const identity =
      producer === null
        ? {}
        : { producerId: Number(producer.id), producerEpoch: producer.epoch, baseSequence }
    const batch = await buildBatch(records, { compression, ...identity })
    try {
      const baseOffset = await patiently(partition, batch)
      sequences.set(partition, (baseSequence + records.length) & 0x7fffffff)
      return [{ partition, records: records.length, baseOffset }]
    } catch (error) {
      const half = records.length >> 1
      if (!(error instanceof KafkaError) || error.code !== MESSAGE_TOO_LARGE || half === 0) throw error
      const first = await send(partition, records.slice(0, half))
      return [...first, ...(await send(partition, records.slice(half)))]
    }
  }
  return { send }
}

/** Where there is none to be had, a lost answer is not asked for again. */
const producerId = async (kafka: Kafka): Promise<Producer | null> => {
  const api = { request: InitProducerIdRequest, response: InitProducerIdResponse }
  try {
    return await kafka.patiently(async () => {
      const answer = await kafka.ask(api, { body: noTransactions })
      check('InitProducerId', answer.errorCode)
      return { id: answer.producerId, epoch: answer.producerEpoch }
    })
  } catch (error) {
    if (error instanceof Failure && error.exitCode !== exitCodes.unavailable) return null
    throw error
  }
}

const leadersOf = async (kafka: Kafka, topic: string): Promise<ReadonlyMap<number, number>> => {
  const { partitions } = await findTopic(kafka, topic)
  return new Map(partitions.map(({ partitionIndex, leaderId }) => [partitionIndex, leaderId]))
}
