import { isAbsolute } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type StoreHarness, stores } from './harness.ts'

/** What every {@link Store} tells of itself. */
export const storeContract = (name: string, harness: () => Promise<StoreHarness>) =>
  describe(`${name} store`, () => {
    const opened = stores(harness)

    test('lies at an absolute path, the same for whoever opens it', async () => {
      const [one, other] = [await opened.open(), await opened.open()]
      expect(isAbsolute(one.directory)).toBe(true)
      expect(other.directory).toBe(one.directory)
    })

    test('has the time of day, if it has a clock of its own', async () => {
      const { time } = await opened.open()
      const before = Date.now()
      const told = await time()
      // Its clock is this machine's here; a test of the cleaner has two that disagree.
      if (told !== null) expect(Math.abs(told - before)).toBeLessThan(60_000)
    })
  })
