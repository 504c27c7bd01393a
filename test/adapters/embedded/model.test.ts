import { openEmbeddedStore } from '#adapters/embedded/store'
import { modelTest } from '#test/support/model-test'
import { stampingCodec } from '#test/support/stamping-codec'
import { temporaryDirectory } from './temporary-directory.ts'

modelTest(
  'embedded',
  async () => {
    const dir = temporaryDirectory()
    const store = await openEmbeddedStore({ dir: dir.path, codec: stampingCodec })
    return {
      open: () => Promise.resolve(store),
      separateInstances: false,
      close: async () => {
        await store.close()
        dir.remove()
      },
    }
  },
  { numRuns: 15, timeout: 60_000 },
)
