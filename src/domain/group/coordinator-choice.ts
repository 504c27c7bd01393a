import type { BrokerEntry } from '#domain/cluster/brokers'
import { rendezvous } from '#domain/cluster/placement'
import type { Coordinator, GroupId } from './types.ts'

/**
 * Who coordinates a group: the one that its journal names, as long as a broker of that id lives, restarted or not; only
 * a successor is chosen by the hash. So brokers that join move nothing, and two views of who lives cannot duel.
 */
export const coordinatorOf = (
  groupId: GroupId,
  named: Pick<Coordinator, 'brokerId'> | null,
  live: readonly BrokerEntry[],
): BrokerEntry | undefined => live.find(({ id }) => id === named?.brokerId) ?? rendezvous(groupId, live)
