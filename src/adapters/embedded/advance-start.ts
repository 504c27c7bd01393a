import { isSameList } from '#domain/log/segments'
import { type Bounds, type Offset, offset, type SegmentFacts } from '#domain/log/types'
import type { AdvanceRefusal } from '#ports/partition-log'
import { E } from '#shared/fp'
import { numbered } from './keys.ts'
import {
  boundsOf,
  type PartitionRecord,
  partitionRecord,
  sealedOf,
  segmentRecord,
  snapshotRecord,
} from './partition-record.ts'
import type { Removals } from './removals.ts'
import type { Reader } from './tables.ts'
import type { Transaction } from './transaction.ts'

type Advance = Readonly<{
  key: Buffer
  partition: PartitionRecord
  to: Offset
  seen: readonly SegmentFacts[] | undefined
}>

/** Start and list change in one transaction; the entries of what was dropped are deleted by and by. */
export const advanceStart = (
  reader: Pick<Reader, 'range'>,
  transaction: Transaction,
  removals: Removals,
  { key, partition, to, seen }: Advance,
): E.Either<AdvanceRefusal, Bounds> => {
  const bounds = boundsOf(partition)
  if (to > bounds.highWatermark) return E.left({ kind: 'offset-out-of-range', bounds })
  // As it is committed: what else goes into this transaction makes the list another one, and is dropped the next time.
  const sealed = sealedOf(reader, key, partition)
  if (seen !== undefined && !isSameList(seen, [...sealed, partition.segment]))
    return E.left({ kind: 'segments-changed' })
  const after = { ...partition, logStart: offset(Math.max(partition.logStart, to)) }
  if (after.logStart > partition.logStart) transaction.put('partitions', key, partitionRecord.encode(after))
  const reach = Math.min(after.logStart, snapshotEnd(transaction, key))
  const kept = sealed.findIndex((segment) => segment.end > reach || !isAsListed(transaction, key, segment))
  const dropped = sealed.slice(0, kept < 0 ? sealed.length : kept)
  for (const { start } of dropped) transaction.remove('segments', numbered(key, start))
  const [first, last] = [dropped[0], dropped.at(-1)]
  if (first !== undefined && last !== undefined)
    removals.enterRange(transaction, numbered(key, first.start), numbered(key, last.end))
  return E.right(boundsOf(after))
}

/** A cleaner may have put a longer one under its key, or taken it away, with this very transaction. */
const isAsListed = ({ get }: Transaction, key: Buffer, { start, end }: SegmentFacts): boolean => {
  const stored = get('segments', numbered(key, start))
  return stored !== undefined && (segmentRecord.decode(stored).end ?? end) === end
}

const snapshotEnd = ({ get }: Transaction, key: Buffer): number => {
  const stored = get('snapshots', key)
  return stored === undefined ? 0 : snapshotRecord.decode(stored).position.offset
}
