import { describe } from 'vitest'
import { type StoreHarness, stores } from './harness.ts'
import { journalling } from './journal/append.ts'
import { journalLife } from './journal/lifecycle.ts'
import { journalRemoval } from './journal/removal.ts'
import { journalSnapshots } from './journal/snapshots.ts'

/** What every {@link Journal} does, whatever lies behind it. */
export const journalContract = (name: string, harness: () => Promise<StoreHarness>) =>
  describe(`${name} journal`, () => {
    const opened = stores(harness)
    journalling(opened)
    journalSnapshots(opened)
    journalRemoval(opened)
    journalLife(opened)
  })
