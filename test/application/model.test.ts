import { memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import { modelTest } from '#test/support/model-test'
import { stampingCodec } from '#test/support/stamping-codec'

modelTest('memory', async () => {
  const data = memoryData()
  return {
    open: async () => memoryStore(stampingCodec, data),
    separateInstances: true,
    close: async () => {},
  }
})
