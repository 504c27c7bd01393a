import { type Offset, offset, type Position } from '#domain/log/types'
import type { NewEntry } from '#ports/partition-log'
import type { RecordCodec } from '#ports/record-codec'
import { encodeEntry, entryId, recordsOf } from './entry.ts'
import { type Head, type Segment, standing } from './head.ts'
import type { Keys } from './keys.ts'
import type { Partition } from './partitions.ts'
import { type Place, placeOf } from './position.ts'
import type { Argument } from './resp.ts'

/** An append as it is sent, and sent again: the same id, the same bytes, the same writer token. */
export type Attempt = Readonly<{
  head: Head
  segment: Segment
  stream: string
  base: Offset
  id: string
  token: string
  /** What its segment held before it. */
  before: Place
  records: readonly Buffer[]
  fields: readonly Argument[]
}>

export type Order = Readonly<{ partition: Partition; expected: Position; entry: NewEntry; token: string }>

/** Stamps the records for where they would stand. Null: the log does not end at the expected position any more. */
export const attemptAt = (keys: Keys, codec: RecordCodec, head: Head, order: Order): Attempt | null => {
  const { partition, expected, entry, token } = order
  const start = standing(head, expected, placeOf(expected))
  if (start === null) return null
  const before = placeOf(start)
  stamp(codec, entry, start.offset, head.epoch)
  const { running, bytes: bytesBefore, entries: ordinal } = before
  return {
    head,
    segment: head.live,
    stream: keys.segment(partition.at, head.live.name),
    base: start.offset,
    id: entryId(start.offset),
    token,
    before,
    records: recordsOf(entry),
    fields: encodeEntry(entry, { token, running, bytesBefore, ordinal }),
  }
}

const stamp = (codec: RecordCodec, { batches }: NewEntry, base: Offset, epoch: number) => {
  let next = base
  for (const { records, facts } of batches) {
    codec.stamp(records, next, epoch)
    next = offset(next + facts.count)
  }
}
