import { type GroupState, stateName } from '#domain/group/lifecycle'
import type { TopicId, TopicPartition } from '#domain/topic/types'
import { CONSUMER } from './deletion.ts'
import type { CommittedOffset } from './types.ts'

export type Retention = Readonly<{
  now: number
  retentionMs: number
  /** Of all members together; null where nobody can tell. */
  subscribedTopics: ReadonlySet<TopicId> | null
}>

/**
 * Offsets that nobody came back for. An empty group's are kept from when it became empty, or was last committed to
 * (KIP-211); those of a stable consumer group only go for topics that it has stopped to read.
 */
export const expired = (
  state: GroupState,
  offsets: readonly CommittedOffset[],
  { now, retentionMs, subscribedTopics }: Retention,
): readonly TopicPartition[] => {
  const { emptySince, protocolType } = state.context
  const isOlder = (since: number): boolean => now - since >= retentionMs
  switch (stateName(state)) {
    case 'empty':
      return places(offsets, ({ committedAt }) => isOlder(Math.max(emptySince ?? 0, committedAt)))
    case 'stable':
      return protocolType === CONSUMER && subscribedTopics !== null
        ? places(offsets, ({ at, committedAt }) => !subscribedTopics.has(at.topicId) && isOlder(committedAt))
        : []
    default:
      return []
  }
}

/** Whether nothing is left of a group that somebody could miss. */
export const isAbandoned = (state: GroupState, offsetsLeft: number): boolean =>
  stateName(state) === 'empty' && state.context.pending.size === 0 && offsetsLeft === 0

const places = (
  offsets: readonly CommittedOffset[],
  isExpired: (offset: CommittedOffset) => boolean,
): readonly TopicPartition[] => offsets.filter(isExpired).map(({ at }) => at)
