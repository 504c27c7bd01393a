import { describe, expect, test } from 'vitest'
import { type StoreHarness, stores } from './harness.ts'

/** What every {@link ProducerIds} does, whatever lies behind it. */
export const producerIdsContract = (name: string, harness: () => Promise<StoreHarness>) =>
  describe(`${name} producer ids`, () => {
    const opened = stores(harness)

    test('no id is in two blocks, whoever asks and however many at once', async () => {
      const askers = await Promise.all(
        Array.from({ length: 3 }, async () => (await opened.open()).producerIds),
      )
      const early = await askers[0]!.nextBlock()
      const asked = Array.from({ length: 60 }, (_, i) => askers[i % askers.length]!.nextBlock())
      const blocks = [early, ...(await Promise.all(asked))].toSorted((a, b) => a.first - b.first)
      for (const [i, { first, size }] of blocks.entries()) {
        expect(Number.isSafeInteger(first) && first >= 0).toBe(true)
        expect(size).toBeGreaterThan(0)
        expect(first + size).toBeLessThan(2 ** 53)
        expect(first + size).toBeLessThanOrEqual(blocks[i + 1]?.first ?? 2 ** 53)
      }
    })

    test('an instance opened later goes on behind the others', async () => {
      const before = await (await opened.open()).producerIds.nextBlock()
      const after = await (await opened.open()).producerIds.nextBlock()
      expect(after.first).toBeGreaterThanOrEqual(before.first + before.size)
    })
  })
