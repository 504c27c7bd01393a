import { type EmbeddedOptions, openEmbeddedStore } from '#adapters/embedded/store'
import { systemTimers } from '#adapters/system/timers'
import type { StoreHarness } from '#test/contract/harness'
import { modelTest } from '#test/support/model-test'
import { stampingCodec } from '#test/support/stamping-codec'
import { temporaryDirectory } from './temporary-directory.ts'

const harness = async (relaxed: NonNullable<EmbeddedOptions['relaxed']>): Promise<StoreHarness> => {
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

modelTest('embedded', () => harness(false), { numRuns: 15, timeout: 60_000 })
// Enough to be behind at times, and little enough to take over at others.
modelTest(
  'embedded, relaxed',
  () => harness({ timers: systemTimers, flushAt: { bytes: 2_000, keys: 512 } }),
  {
    numRuns: 15,
    timeout: 60_000,
  },
)
