import type { Cluster } from './cluster/cluster.ts'
import type { Configs } from './configs.ts'
import type { DeleteRecords } from './delete-records.ts'
import type { Fetch } from './fetch/fetch.ts'
import type { Groups } from './groups/groups.ts'
import type { ListOffsets } from './list-offsets.ts'
import type { LogDirs } from './log-dirs.ts'
import type { Loggers } from './loggers.ts'
import type { Produce } from './produce/produce.ts'
import type { FreshProducerIds } from './producer-ids.ts'
import type { Producers } from './producers.ts'
import type { Topics } from './topics.ts'

/** The use cases of one broker: all that a protocol adapter may call. */
export type Services = Readonly<{
  topics: Topics
  produce: Produce
  fetch: Fetch
  groups: Groups
  listOffsets: ListOffsets
  producers: Producers
  deleteRecords: DeleteRecords
  logDirs: LogDirs
  producerIds: FreshProducerIds
  cluster: Cluster
  configs: Configs
  loggers: Loggers
}>
