import type { GroupState } from '#domain/group/lifecycle'
import type { Opaque } from '#domain/group/types'
import { CONSUMER } from '#domain/offset-commits/deletion'

/** The topics that a member's metadata subscribes to, or null where it is no subscription. */
export type ReadSubscription = (metadata: Opaque) => readonly string[] | null

/** The topics that members of a group consume; null where that cannot be known. */
export const subscribedTopics = (
  { context: { members, protocol, protocolType } }: GroupState,
  read: ReadSubscription,
): ReadonlySet<string> | null => {
  if (members.size === 0) return new Set()
  if (protocolType !== CONSUMER) return null
  const topics = new Set<string>()
  for (const { protocols } of members.values()) {
    const spoken = protocols.find(({ name }) => name === protocol) ?? protocols[0]
    const subscribed = spoken === undefined ? null : read(spoken.metadata)
    if (subscribed === null) return null
    for (const topic of subscribed) topics.add(topic)
  }
  return topics
}
