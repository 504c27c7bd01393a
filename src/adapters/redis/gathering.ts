import { type Offset, offset } from '#domain/log/types'
import type { ReadBudget } from '#ports/partition-log'
import type { CachedEntry } from './tail-cache.ts'

/** Whole batches for a read, in order, within its budget. */
export interface Gathering {
  readonly records: Buffer[]
  bytes: number
  /** Where reading goes on: a boundary of entries from the first one on. */
  next: Offset
  full: boolean
}

export const gather = (from: Offset): Gathering => ({ records: [], bytes: 0, next: from, full: false })

/** Takes the batches of an entry that hold `next` or what follows, as far as the budget goes. */
export const take = (into: Gathering, entry: CachedEntry, { maxBytes, atLeastOne }: ReadBudget): void => {
  let base: number = entry.base
  let at = 0
  let begin = -1
  let end = -1
  for (const { count, bytes } of entry.batches) {
    if (base + count > into.next) {
      const first = atLeastOne && into.bytes === 0
      if (into.bytes + bytes > maxBytes && !first) {
        into.full = true
        break
      }
      if (begin < 0) begin = at
      end = at + bytes
      into.bytes += bytes
      into.next = offset(base + count)
    }
    base += count
    at += bytes
  }
  if (into.bytes >= maxBytes) into.full = true
  if (begin >= 0) into.records.push(...cut(entry.records, begin, end))
}

/** A range of bytes out of pieces, without copying. */
const cut = (pieces: readonly Buffer[], begin: number, end: number): Buffer[] => {
  const found: Buffer[] = []
  let at = 0
  for (const piece of pieces) {
    const [from, to] = [Math.max(begin - at, 0), Math.min(end - at, piece.length)]
    if (from < to) found.push(piece.subarray(from, to))
    at += piece.length
  }
  return found
}
