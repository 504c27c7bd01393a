import type { Offset } from '#domain/log/types'
import type { ReadBudget } from '#ports/partition-log'
import type { StoredEntry } from './data.ts'

/** Batch by batch from the one that holds `from`, as long as the budget lasts. The bytes are copies. */
export const readEntries = (
  entries: readonly StoredEntry[],
  from: Offset,
  { maxBytes, atLeastOne }: ReadBudget,
): Readonly<{ records: readonly Buffer[]; bytes: number }> => {
  const records: Buffer[] = []
  let bytes = 0
  for (const batch of batchesFrom(entries, from)) {
    const affordable = bytes + batch.length <= maxBytes || (atLeastOne && records.length === 0)
    if (!affordable) break
    records.push(Buffer.from(batch))
    bytes += batch.length
  }
  return { records, bytes }
}

function* batchesFrom(entries: readonly StoredEntry[], from: Offset): Generator<Buffer> {
  for (const { baseOffset, batches, records } of entries.slice(entryAt(entries, from))) {
    let next: number = baseOffset
    let at = 0
    for (const { bytes, count } of batches) {
      next += count
      if (next > from && bytes > 0) yield records.subarray(at, at + bytes)
      at += bytes
    }
  }
}

/** The entry that holds an offset, by binary search; their number where none does. */
export const entryAt = (entries: readonly StoredEntry[], wanted: Offset): number => {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]
    if (entry !== undefined && entry.next.offset <= wanted) low = middle + 1
    else high = middle
  }
  return low
}
