import type { TopicId, TopicName } from '#domain/topic/types'

/**
 * A topic as the cluster journal tells it; `createdAt` in ms since the epoch. `configs` holds what was set, of the topic itself or
 * of all brokers as the default of topics. When they change, the topic is another object: what is kept for one stays right.
 */
export type Topic = Readonly<{
  id: TopicId
  name: TopicName
  partitions: number
  configs: ReadonlyMap<string, string>
  createdAt: number
}>
