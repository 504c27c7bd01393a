import type { TopicPartition } from '#domain/topic/types'

/**
 * Where a group goes on in a partition. `offset` is whatever the client says, negative ones too, exact as a number;
 * `leaderEpoch` -1 where the client does not know it; `committedAt` in ms since the epoch by the coordinator's clock.
 */
export type CommittedOffset = Readonly<{
  at: TopicPartition
  offset: number
  leaderEpoch: number
  metadata: string
  committedAt: number
}>
