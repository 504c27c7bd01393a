import { describe, expect, test } from 'vitest'
import { single } from '#test/support/batches'
import { type StoreHarness, stores } from './harness.ts'
import { accepted } from './outcome.ts'
import { born, somePartition } from './partition-log/log-cases.ts'

/** What every {@link StoreHistory} does while its store loses nothing. */
export const storeHistoryContract = (name: string, harness: () => Promise<StoreHarness>) =>
  describe(`${name} history`, () => {
    const opened = stores(harness)

    test('is one and the same for every instance, before and after writes', async () => {
      const { history, log } = await opened.open()
      const before = await history.current()
      expect(before).not.toBe('')
      const at = somePartition()
      await log.create(at, born)
      await accepted(log.append(at, await accepted(log.origin(at)), single()))
      expect(await history.current()).toBe(before)
      expect(await (await opened.open()).history.current()).toBe(before)
    })

    test('everything is remembered, and nobody is told of a change', async () => {
      const { history, log } = await opened.open()
      const changes: unknown[] = []
      const stop = history.watch((change) => changes.push(change))
      const at = somePartition()
      await log.create(at, born)
      await accepted(log.append(at, await accepted(log.origin(at)), single()))
      await opened.settle()
      expect(await history.allRemembered()).toBe(true)
      expect(changes).toEqual([])
      stop()
      stop()
    })
  })
