import { mayForget } from '#domain/offset-commits/deletion'
import { expired, isAbandoned } from '#domain/offset-commits/expiry'
import type { CommittedOffset } from '#domain/offset-commits/types'
import type { TopicId } from '#domain/topic/types'
import { E } from '#shared/fp'
import type { Topics } from '../topics.ts'
import type { GroupsRefusal, TopicPartitionName } from './groups.ts'
import { type LiveGroup, LOST } from './live-group.ts'
import { type ReadSubscription, subscribedTopics } from './subscriptions.ts'

const notCoordinator = E.left({ kind: 'not-coordinator' } as const)

/** What an operator does to a group. */
export const deleteGroup = async (live: LiveGroup): Promise<E.Either<GroupsRefusal, void>> => {
  const deleted = await live.execute(() => ({ type: 'delete-group' }))
  if (E.isLeft(deleted)) return deleted
  // It is deleted, whatever becomes of its remains: who comes upon them removes them.
  await live.turn((records) => records.remove()).catch(() => {})
  live.resign()
  return E.right(undefined)
}

/** Null: forgotten. */
export const forgetOffsets = async (
  live: LiveGroup,
  partitions: readonly TopicPartitionName[],
  read: ReadSubscription,
): Promise<E.Either<GroupsRefusal, readonly (GroupsRefusal | null)[]>> => {
  const outcome = await live.turn(async (records) => {
    const state = live.state()
    const verdicts = mayForget(
      state,
      partitions.map(({ topic }) => topic),
      subscribedTopics(state, read),
    )
    const remove = E.isLeft(verdicts) ? [] : partitions.filter((_, i) => verdicts.right[i] === null)
    const isOurs = remove.length > 0 ? await records.change({ set: [], remove }) : await live.isStillOurs()
    return isOurs ? verdicts : LOST
  })
  return outcome === LOST ? notCoordinator : outcome
}

export type Retention = Readonly<{
  /** Milliseconds since the epoch. */
  now: number
  retentionMs: number
  topics: Pick<Topics, 'known' | 'refresh'>
  read: ReadSubscription
}>

/** Which offsets of a group nobody will ask for any more: too old (KIP-211), or of topics that are gone. */
export const outdated = (
  state: ReturnType<LiveGroup['state']>,
  offsets: readonly CommittedOffset[],
  { now, retentionMs, topics, read }: Retention,
): readonly CommittedOffset['at'][] => {
  const subscribed = subscribedTopics(state, read)
  const ids =
    subscribed === null
      ? null
      : new Set<TopicId>([...subscribed].flatMap((name) => topics.known({ name })?.id ?? []))
  const isGone = isOfNoTopic(topics)
  const gone = offsets.filter(isGone).map(({ at }) => at)
  const old = expired(
    state,
    offsets.filter((each) => !isGone(each)),
    { now, retentionMs, subscribedTopics: ids },
  )
  return [...gone, ...old]
}

const isOfNoTopic =
  (topics: Retention['topics']) =>
  ({ at }: CommittedOffset): boolean =>
    topics.known({ id: at.topicId }) === undefined

/** Forgets what is outdated; a group of which nothing is left then goes in the same turn, so that nobody commits in between. */
export const tidy = async (live: LiveGroup, retention: Retention): Promise<void> => {
  await live.turn(async (records) => {
    const offsets = await records.committed()
    // A topic that this broker has not heard of yet is older than what is committed for it.
    if (offsets.some(isOfNoTopic(retention.topics))) await retention.topics.refresh()
    const remove = outdated(live.state(), offsets, retention)
    if (remove.length > 0 && !(await records.change({ set: [], remove }))) return LOST
    if (!isAbandoned(live.state(), offsets.length - remove.length)) return
    await records.remove()
    return LOST
  })
}
