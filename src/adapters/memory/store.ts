import type { RecordCodec } from '#ports/record-codec'
import type { Store } from '#ports/store'
import { memoryCommittedOffsets } from './committed-offsets.ts'
import { type MemoryData, memoryData } from './data.ts'
import { memoryHistory } from './history.ts'
import { memoryJournal } from './journal.ts'
import { memoryPartitionLog } from './partition-log.ts'
import { memoryProducerIds } from './producer-ids.ts'
import { memoryBrokerRegistry } from './registry.ts'

/** A store that forgets: the model that the tests hold the others against. Instances over the same data are one store. */
export const memoryStore = (codec: RecordCodec, shared: MemoryData = memoryData()): Store => ({
  log: memoryPartitionLog(codec, shared),
  journal: memoryJournal(shared),
  offsets: memoryCommittedOffsets(shared),
  registry: memoryBrokerRegistry(shared),
  producerIds: memoryProducerIds(shared),
  history: memoryHistory,
  directory: '/memory',
  time: () => Promise.resolve(null),
  describe: () =>
    Promise.resolve({
      where: 'the memory of this process',
      acknowledgement: 'an acknowledged record is in memory, and gone when this process ends',
      warnings: ['nothing is written to disk'],
    }),
  close: () => Promise.resolve(),
})
