import type { MetadataResponse } from '#adapters/kafka/protocol/messages/metadata'
import { check } from '../kafka/errors.ts'
import type { Kafka } from '../kafka/kafka.ts'
import type { Spot } from '../kafka/offsets.ts'
import { visible } from '../text.ts'

export type Topic = Omit<MetadataResponse['topics'][number], 'name'> & Readonly<{ name: string }>

const byName = (one: Topic, other: Topic): number => (one.name < other.name ? -1 : 1)

/** These topics, or all, in the order of their names. One that is not there, or without leaders in time, is refused. */
export const findTopics = (kafka: Kafka, names: readonly string[] | null): Promise<readonly Topic[]> =>
  kafka.patiently(async () => {
    const { topics } = await kafka.metadata(names)
    for (const { errorCode, name } of topics) check(`topic ${visible(name ?? '')}`, errorCode)
    return topics
      .map((topic) => ({
        ...topic,
        name: topic.name ?? '',
        partitions: topic.partitions.toSorted((one, other) => one.partitionIndex - other.partitionIndex),
      }))
      .toSorted(byName)
  })

/** One topic that must be there. */
export const findTopic = async (kafka: Kafka, name: string): Promise<Topic> => {
  const [topic] = await findTopics(kafka, [name])
  if (topic === undefined) throw new Error(`Metadata forgot ${name}`)
  return topic
}

/** Their partitions, and whom to ask about each: -1 where nobody leads it. */
export const spotsOf = (topics: readonly Topic[]): readonly Spot[] =>
  topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, leaderId }) => ({
      topic: name,
      partition: partitionIndex,
      leader: leaderId,
    })),
  )
