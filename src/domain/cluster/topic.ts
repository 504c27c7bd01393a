import type { TopicId, TopicName } from '#domain/topic/types'

/** A topic as the cluster journal tells it. `configs` holds only what was set; `createdAt` in ms since the epoch. */
export type Topic = Readonly<{
  id: TopicId
  name: TopicName
  partitions: number
  configs: ReadonlyMap<string, string>
  createdAt: number
}>
