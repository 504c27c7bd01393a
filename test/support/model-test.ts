import { fc, test } from '@fast-check/vitest'
import type { StoreHarness } from '../contract/harness.ts'
import { modelCommands } from './model-commands.ts'
import { openWorld } from './model-world.ts'

/**
 * Random lives of brokers over one store against a plain model of a partition: producers that retry, skip and bump their
 * epochs, two brokers at once, crashes, rolls, snapshots, and time that passes.
 */
export const modelTest = (
  name: string,
  harness: () => Promise<StoreHarness>,
  { numRuns, timeout }: Readonly<{ numRuns: number; timeout: number }> = { numRuns: 60, timeout: 20_000 },
): void => {
  test.prop([modelCommands()], { numRuns, endOnFailure: false })(
    `${name}: whatever happens, brokers tell what the model tells`,
    async (commands) => {
      const stores = await harness()
      try {
        await fc.asyncModelRun(() => openWorld(stores), commands)
      } finally {
        await stores.close()
      }
    },
    timeout,
  )
}
