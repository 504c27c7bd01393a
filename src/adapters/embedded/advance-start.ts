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
  // As it is committed: what else goes into this transaction makes the list another one, or is dropped the next time.
  const sealed = sealedOf(reader, key, partition)
  if (seen !== undefined && !isSameList(seen, [...sealed, partition.segment]))
    return E.left({ kind: 'segments-changed' })
  const after = { ...partition, logStart: offset(Math.max(partition.logStart, to)) }
  if (after.logStart > partition.logStart) transaction.put('partitions', key, partitionRecord.encode(after))
  const reach = Math.min(after.logStart, snapshotEnd(transaction, key))
  const dropped = sealed.filter(({ end }) => end <= reach)
  for (const { start } of dropped) transaction.remove('segments', numbered(key, start))
  const [first, last] = [dropped[0], dropped.at(-1)]
  if (first !== undefined && last !== undefined)
    removals.enterRange(transaction, numbered(key, first.start), numbered(key, last.end))
  return E.right(boundsOf(after))
}

const snapshotEnd = ({ get }: Transaction, key: Buffer): number => {
  const stored = get('snapshots', key)
  return stored === undefined ? 0 : snapshotRecord.decode(stored).position.offset
}
