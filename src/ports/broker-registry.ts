import type { BrokerEntry, BrokerSighting } from '#domain/cluster/brokers'
import type { TaskEither } from '#shared/fp'

/** Who is a broker of this cluster (`design.md` 7). Liveness is not decided here: counters are reported as they stand. */
export interface BrokerRegistry {
  /** Enters a broker with a counter of 0. `replacing` names the sighting whose counter stood still; refused if it moved since. */
  readonly join: (entry: BrokerEntry, replacing: BrokerSighting | null) => TaskEither<IdTaken, void>

  /** Raises the own counter and reads everybody's, in one round trip. Does not bring back an entry that left or was taken over. */
  readonly heartbeat: (self: BrokerEntry) => TaskEither<EntryLost, readonly BrokerSighting[]>

  readonly list: () => Promise<readonly BrokerSighting[]>

  /** Removes the own entry, if it still is this incarnation's. */
  readonly leave: (self: BrokerEntry) => Promise<void>
}

export type IdTaken = Readonly<{ kind: 'broker-id-taken'; by: BrokerSighting }>
export type EntryLost = Readonly<{ kind: 'registration-lost' }>
