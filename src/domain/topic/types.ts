import { type Brand, brand } from '#shared/brand'

/** A topic's UUID as Kafka prints it: 22 characters of base64url. Never re-used, also not by a topic of the same name. */
export type TopicId = Brand<string, 'TopicId'>
export const topicId = brand<string, 'TopicId'>()

export type TopicName = Brand<string, 'TopicName'>
export const topicName = brand<string, 'TopicName'>()

/** A partition is named by its topic's id, so that nothing of a deleted topic reaches one created after it. */
export type TopicPartition = Readonly<{ topicId: TopicId; partition: number }>

/** A partition as a key of a `Map`. */
export const partitionKey = ({ topicId, partition }: TopicPartition): string => `${topicId}:${partition}`
