import type { GroupState } from '#domain/group/lifecycle'
import { E } from '#shared/fp'

/** Protocol type of groups whose members' metadata are subscriptions to topics. */
export const CONSUMER = 'consumer'

/**
 * Whether offsets of topics may be deleted by hand (KIP-496): all of an empty group's; of one with members only those of
 * topics that nobody is subscribed to. In the order asked, null: they may. `subscribed` null: it cannot be known.
 */
export const mayForget = (
  state: GroupState,
  topics: readonly string[],
  subscribed: ReadonlySet<string> | null,
): E.Either<{ kind: 'non-empty-group' }, readonly ({ kind: 'subscribed-to-topic' } | null)[]> => {
  if (state.context.members.size === 0) return E.right(topics.map(() => null))
  if (state.context.protocolType !== CONSUMER) return E.left({ kind: 'non-empty-group' })
  return E.right(
    topics.map((topic) =>
      subscribed === null || subscribed.has(topic) ? { kind: 'subscribed-to-topic' } : null,
    ),
  )
}
