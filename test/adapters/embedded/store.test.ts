import { openEmbeddedStore } from '#adapters/embedded/store'
import { brokerRegistryContract } from '#test/contract/broker-registry'
import { committedOffsetsContract } from '#test/contract/committed-offsets'
import type { StoreHarness } from '#test/contract/harness'
import { journalContract } from '#test/contract/journal'
import { partitionLogContract } from '#test/contract/partition-log'
import { producerIdsContract } from '#test/contract/producer-ids'
import { storeContract } from '#test/contract/store'
import { storeHistoryContract } from '#test/contract/store-history'
import { stampingCodec } from '#test/support/stamping-codec'
import { temporaryDirectory } from './temporary-directory.ts'

const harness = async (relaxed: boolean): Promise<StoreHarness> => {
  const dir = temporaryDirectory()
  const store = await openEmbeddedStore({ dir: dir.path, codec: stampingCodec, relaxed })
  return {
    open: () => Promise.resolve(store),
    separateInstances: false,
    close: async () => {
      await store.close()
      dir.remove()
    },
  }
}

partitionLogContract('embedded', () => harness(false))
partitionLogContract('embedded, relaxed', () => harness(true))
journalContract('embedded', () => harness(false))
committedOffsetsContract('embedded', () => harness(false))
brokerRegistryContract('embedded', () => harness(false))
producerIdsContract('embedded', () => harness(false))
storeHistoryContract('embedded', () => harness(false))
storeContract('embedded', () => harness(false))
