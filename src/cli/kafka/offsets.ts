import { ListOffsetsRequest, ListOffsetsResponse } from '#adapters/kafka/protocol/messages/list-offsets'
import { visible } from '../text.ts'
import { check } from './errors.ts'
import type { Kafka } from './kafka.ts'

export const LATEST = -1n
export const EARLIEST = -2n

export type Spot = Readonly<{ topic: string; partition: number; leader: number }>
/** -1 where no record is that late. */
export type Found = Readonly<{ topic: string; partition: number; offset: bigint }>

const api = { request: ListOffsetsRequest, response: ListOffsetsResponse }

/** The offsets at a time (or at EARLIEST or LATEST), each asked of its leader. */
export const offsetsAt = async (
  kafka: Kafka,
  spots: readonly Spot[],
  timestamp: bigint,
): Promise<readonly Found[]> => {
  const byLeader = Map.groupBy(spots, ({ leader }) => leader)
  const answers = await Promise.all(
    [...byLeader].map(([leader, wanted]) => ask(kafka, leader, wanted, timestamp)),
  )
  return answers.flat()
}

const ask = async (
  kafka: Kafka,
  leader: number,
  spots: readonly Spot[],
  timestamp: bigint,
): Promise<readonly Found[]> => {
  const topics = [...Map.groupBy(spots, ({ topic }) => topic)].map(([name, wanted]) => ({
    name,
    partitions: wanted.map(({ partition }) => ({
      partitionIndex: partition,
      currentLeaderEpoch: -1,
      timestamp,
    })),
  }))
  const body = { replicaId: -1, isolationLevel: 0, topics, timeoutMs: kafka.timeoutMs }
  const answer = await kafka.ask(api, { body, to: leader })
  return answer.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, errorCode, offset }) => {
      check(`${visible(name)}, partition ${partitionIndex}`, errorCode)
      return { topic: name, partition: partitionIndex, offset }
    }),
  )
}

export const placeOf = (topic: string, partition: number): string => `${topic}:${partition}`
