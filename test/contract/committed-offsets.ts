import { describe } from 'vitest'
import { changing } from './committed-offsets/change.ts'
import { fencing } from './committed-offsets/fences.ts'
import { type StoreHarness, stores } from './harness.ts'

/** What every {@link CommittedOffsets} does, whatever lies behind it. */
export const committedOffsetsContract = (name: string, harness: () => Promise<StoreHarness>) =>
  describe(`${name} committed offsets`, () => {
    const opened = stores(harness)
    changing(opened)
    fencing(opened)
  })
