import { memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import { brokerRegistryContract } from '#test/contract/broker-registry'
import { committedOffsetsContract } from '#test/contract/committed-offsets'
import type { StoreHarness } from '#test/contract/harness'
import { journalContract } from '#test/contract/journal'
import { partitionLogContract } from '#test/contract/partition-log'
import { producerIdsContract } from '#test/contract/producer-ids'
import { storeContract } from '#test/contract/store'
import { storeHistoryContract } from '#test/contract/store-history'
import { stampingCodec } from '#test/support/stamping-codec'

const harness = (): Promise<StoreHarness> => {
  const data = memoryData()
  return Promise.resolve({
    open: () => Promise.resolve(memoryStore(stampingCodec, data)),
    separateInstances: true,
    close: () => Promise.resolve(),
  })
}

partitionLogContract('memory', harness)
journalContract('memory', harness)
committedOffsetsContract('memory', harness)
brokerRegistryContract('memory', harness)
producerIdsContract('memory', harness)
storeHistoryContract('memory', harness)
storeContract('memory', harness)
