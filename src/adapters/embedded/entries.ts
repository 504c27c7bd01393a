import { type Offset, offset, recordCount } from '#domain/log/types'
import type { ReadBudget } from '#ports/partition-log'
import { StoreCorrupt } from '#ports/store-errors'
import { decodeFacts, type FactsRecord } from './facts-record.ts'
import { beyond, numbered, offsetOf, startsWith } from './keys.ts'
import type { Reader } from './tables.ts'

export type StoredEntry = FactsRecord & Readonly<{ baseOffset: Offset; end: Offset }>

/** The entry that holds an offset, if the log reaches so far. */
export const entryAt = (
  reader: Pick<Reader, 'range'>,
  partition: Buffer,
  wanted: Offset,
): StoredEntry | null => {
  const from = numbered(partition, wanted)
  for (const { key, value } of reader.range('facts', { from, backwards: true, limit: 1 })) {
    if (!startsWith(key, partition)) return null
    const entry = stored(key, value)
    return wanted < entry.end ? entry : null
  }
  return null
}

/** Entries that begin at or after an offset, oldest first. */
export function* entriesFrom(
  reader: Reader,
  partition: Buffer,
  from: Offset,
  limit?: number,
): Generator<StoredEntry> {
  const range = {
    from: numbered(partition, from),
    to: beyond(partition),
    ...(limit === undefined ? {} : { limit }),
  }
  for (const { key, value } of reader.range('facts', range)) yield stored(key, value)
}

export const recordsOf = (
  reader: Reader,
  partition: Buffer,
  { baseOffset, batches }: StoredEntry,
): Buffer => {
  const records = reader.get('entries', numbered(partition, baseOffset))
  const expected = batches.reduce((sum, { bytes }) => sum + bytes, 0)
  if (records?.length === expected) return records
  throw new StoreCorrupt(
    `the entry at ${baseOffset} has ${records?.length ?? 'no'} bytes instead of ${expected}`,
  )
}

/** The batches of an entry from an offset on that one of them begins with; times as they were. */
export const restOf = (
  { baseOffset, appendTime, highest, highestSoFar, batches }: StoredEntry,
  records: Buffer,
  from: Offset,
): Readonly<{ facts: FactsRecord; records: Buffer }> => {
  let base: number = baseOffset
  let byte = 0
  let first = 0
  for (const { bytes, count } of batches) {
    if (base >= from) break
    base += count
    byte += bytes
    first++
  }
  if (base !== from)
    throw new StoreCorrupt(`offset ${from} lies inside a batch of the entry at ${baseOffset}`)
  const facts = { appendTime, highest, highestSoFar, batches: batches.slice(first) }
  return { facts, records: records.subarray(byte) }
}

/** Goes by the facts, and fetches no entry of which it takes nothing. One slice per entry. */
export const readSlices = (
  reader: Reader,
  partition: Buffer,
  from: Offset,
  { maxBytes, atLeastOne }: ReadBudget,
): Readonly<{ records: readonly Buffer[]; bytes: number }> => {
  const records: Buffer[] = []
  let bytes = 0
  const first = entryAt(reader, partition, from)
  if (first === null) return { records, bytes }
  for (const entry of entriesFrom(reader, partition, first.baseOffset)) {
    const { start, stop, whole } = portion(entry, from, maxBytes - bytes, atLeastOne && bytes === 0)
    if (stop > start) records.push(recordsOf(reader, partition, entry).subarray(start, stop))
    bytes += stop - start
    if (!whole) break
  }
  return { records, bytes }
}

/** Which bytes of an entry to take: the batches that end after `from`, while the room lasts. */
const portion = ({ baseOffset, batches }: StoredEntry, from: Offset, room: number, atLeastOne: boolean) => {
  let next: number = baseOffset
  let start = 0
  let stop = 0
  for (const { bytes, count } of batches) {
    next += count
    const before = next <= from
    const affordable = stop + bytes - start <= room || (atLeastOne && stop === start)
    if (!before && !affordable) return { start, stop, whole: false }
    stop += bytes
    if (before) start = stop
  }
  return { start, stop, whole: true }
}

const stored = (key: Buffer, value: Buffer): StoredEntry => {
  const baseOffset = offsetOf(key)
  const facts = decodeFacts(value)
  return { ...facts, baseOffset, end: offset(baseOffset + recordCount(facts.batches)) }
}
