import { ListOffsetsRequest, ListOffsetsResponse } from '#adapters/kafka/protocol/messages/list-offsets'
import { visible } from '../text.ts'
import { check, KafkaError, LEADER_NOT_AVAILABLE } from './errors.ts'
import type { Kafka } from './kafka.ts'

export const LATEST = -1n
export const EARLIEST = -2n

export type Spot = Readonly<{ topic: string; partition: number; leader: number }>

const api = { request: ListOffsetsRequest, response: ListOffsetsResponse }

/** The offset at a time (or at EARLIEST or LATEST) by the place, each asked of its leader; -1 where no record is that late. */
export const offsetsAt = async (
  kafka: Kafka,
  spots: readonly Spot[],
  timestamp: bigint,
): Promise<ReadonlyMap<string, bigint>> => {
  const leaderless = spots.find(({ leader }) => leader < 0)
  if (leaderless !== undefined) throw new KafkaError(named(leaderless), LEADER_NOT_AVAILABLE)
  const byLeader = Map.groupBy(spots, ({ leader }) => leader)
  const answers = await Promise.all(
    [...byLeader].map(([leader, wanted]) => ask(kafka, leader, wanted, timestamp)),
  )
  return new Map(answers.flat())
}

const ask = async (
  kafka: Kafka,
  leader: number,
  spots: readonly Spot[],
  timestamp: bigint,
): Promise<readonly (readonly [place: string, offset: bigint])[]> => {
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
      check(named({ topic: name, partition: partitionIndex }), errorCode)
      return [placeOf(name, partitionIndex), offset] as const
    }),
  )
}

const named = ({ topic, partition }: Omit<Spot, 'leader'>): string =>
  `${visible(topic)}, partition ${partition}`

export const placeOf = (topic: string, partition: number): string => `${topic}:${partition}`
