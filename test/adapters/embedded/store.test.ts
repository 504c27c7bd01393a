import { type EmbeddedOptions, openEmbeddedStore } from '#adapters/embedded/store'
import { systemTimers } from '#adapters/system/timers'
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

const harness = async (relaxed: EmbeddedOptions['relaxed'] = false): Promise<StoreHarness> => {
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

partitionLogContract('embedded', () => harness())
journalContract('embedded', () => harness())
committedOffsetsContract('embedded', () => harness())
brokerRegistryContract('embedded', () => harness())
producerIdsContract('embedded', () => harness())
storeHistoryContract('embedded', () => harness())
storeContract('embedded', () => harness())

/** Nothing gets to LMDB before the end; or all of it, as soon as can be. */
const relaxed = {
  'embedded, relaxed': {
    timers: { after: () => () => undefined },
    flushAt: { bytes: Infinity, keys: Infinity },
  },
  'embedded, relaxed, always taking over': { timers: systemTimers, flushAt: { bytes: 0, keys: 0 } },
}

for (const [name, options] of Object.entries(relaxed)) {
  partitionLogContract(name, () => harness(options))
  journalContract(name, () => harness(options))
  committedOffsetsContract(name, () => harness(options))
  producerIdsContract(name, () => harness(options))
  storeContract(name, () => harness(options))
}
