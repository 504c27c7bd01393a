import { offset } from '#domain/log/types'
import { StoreCorrupt } from '#ports/store-errors'
import { entryAt, type StoredEntry } from './entries.ts'
import type { PartitionRecord } from './partition-record.ts'
import type { Reader } from './tables.ts'

/** Bisects the offsets by the highest timestamp so far, some fifty probes at the most, and reads no records. */
export const entryByTime = (
  reader: Reader,
  partition: Buffer,
  { logStart, end, highest }: PartitionRecord,
  time: number | 'highest',
): StoredEntry | null => {
  const wanted = time === 'highest' ? highest : Math.max(0, time)
  if (highest < 0 || wanted > highest) return null
  let low: number = logStart
  let high: number = end
  for (;;) {
    const middle = low + Math.floor((high - low) / 2)
    const entry = entryAt(reader, partition, offset(middle))
    if (entry === null)
      throw new StoreCorrupt(`no entry holds offset ${middle}, between ${logStart} and ${end}`)
    if (entry.highestSoFar < wanted) low = entry.end
    else if (entry.baseOffset <= low) return entry
    else high = entry.baseOffset
  }
}
