import type { BrokerRegistry } from './broker-registry.ts'
import type { CommittedOffsets } from './committed-offsets.ts'
import type { Journal } from './journal.ts'
import type { PartitionLog } from './partition-log.ts'
import type { ProducerIds } from './producer-ids.ts'
import type { StoreHistory } from './store-history.ts'

/** All ports that one store serves, as an adapter's `open…Store` gives them. */
export interface Store {
  readonly log: PartitionLog
  readonly journal: Journal
  readonly offsets: CommittedOffsets
  readonly registry: BrokerRegistry
  readonly producerIds: ProducerIds
  readonly history: StoreHistory
  /** Where the logs lie, as an absolute path for tools that ask for directories; no secret is in it. */
  readonly directory: string
  /** Milliseconds since the epoch by the store's own clock; null where that is this machine's. Asks the store. */
  readonly time: () => Promise<number | null>
  /** For the start-up block: where data lies, and what an acknowledgement means, one line each (`safety.md` 1a). */
  readonly describe: () => Promise<
    Readonly<{ where: string; acknowledgement: string; warnings: readonly string[] }>
  >
  /** Waits for what is under way, then lets go of the store. */
  readonly close: () => Promise<void>
}
