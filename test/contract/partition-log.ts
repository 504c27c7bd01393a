import { describe } from 'vitest'
import { type StoreHarness, stores } from './harness.ts'
import { advancing } from './partition-log/advance-start.ts'
import { appending } from './partition-log/append.ts'
import { findingByTime } from './partition-log/by-time.ts'
import { findingAfterDrops } from './partition-log/by-time-after-drops.ts'
import { cleaning } from './partition-log/cleaning.ts'
import { folding } from './partition-log/facts.ts'
import { living } from './partition-log/lifecycle.ts'
import { reading } from './partition-log/read.ts'
import { replacing } from './partition-log/replace.ts'
import { replacingAndDropping } from './partition-log/replace-and-drop.ts'
import { rolling } from './partition-log/segments.ts'
import { contending } from './partition-log/writers.ts'

/** What every {@link PartitionLog} does, whatever lies behind it. */
export const partitionLogContract = (name: string, harness: () => Promise<StoreHarness>) =>
  describe(`${name} partition log`, () => {
    const opened = stores(harness)
    appending(opened)
    reading(opened)
    folding(opened)
    rolling(opened)
    advancing(opened)
    findingAfterDrops(opened)
    findingByTime(opened)
    living(opened)
    contending(opened)
    cleaning(opened)
    replacing(opened)
    replacingAndDropping(opened)
  })
