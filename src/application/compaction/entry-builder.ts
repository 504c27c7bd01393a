import { hole, isHole } from '#domain/compaction/types'
import { type BatchFacts, type Offset, offset, recordCount } from '#domain/log/types'
import type { CleanedEntry } from '#ports/log-cleaning'
import { GROUP_BYTES } from '../produce/appender.ts'

/** What became of one batch. `consumed`: the bytes that it had. */
export type Piece = Readonly<{
  appendTime: number
  facts: BatchFacts
  /** Null where it is a hole. */
  records: Buffer | null
  maxTimestamp: number
  consumed: number
}>

/** What one entry replaces is dropped in one step. */
const MOST_CONSUMED = 8 * 2 ** 20
const MOST_BATCHES = 1_000
const MOST_PIECES = 5_000

/** Puts what is left of batches together to entries of the usual size. */
export interface EntryBuilder {
  /** The entry that is full, when the piece belongs into the next. */
  readonly add: (piece: Piece) => CleanedEntry | null
  readonly rest: () => CleanedEntry | null
}

export const entryBuilder = (start: Offset): EntryBuilder => {
  let base = start
  let batches: BatchFacts[] = []
  let records: Buffer[] = []
  let [bytes, consumed, pieces, appendTime, maxTimestamp] = [0, 0, 0, 0, -1]

  const rest = (): CleanedEntry | null => {
    if (batches.length === 0) return null
    const entry = { baseOffset: base, appendTime, batches, maxTimestamp, records: Buffer.concat(records) }
    base = offset(base + recordCount(batches))
    batches = []
    records = []
    ;[bytes, consumed, pieces, appendTime, maxTimestamp] = [0, 0, 0, 0, -1]
    return entry
  }

  return {
    add: (piece) => {
      const isFull =
        bytes + piece.facts.bytes > GROUP_BYTES ||
        consumed + piece.consumed > MOST_CONSUMED ||
        batches.length >= MOST_BATCHES ||
        pieces >= MOST_PIECES
      const full = isFull ? rest() : null
      const last = batches.at(-1)
      if (last !== undefined && isPlain(last) && isPlain(piece.facts))
        batches[batches.length - 1] = hole(last.count + piece.facts.count)
      else batches.push(piece.facts)
      if (piece.records !== null) records.push(piece.records)
      bytes += piece.facts.bytes
      consumed += piece.consumed
      pieces++
      appendTime = Math.max(appendTime, piece.appendTime)
      maxTimestamp = Math.max(maxTimestamp, piece.maxTimestamp)
      return full
    },
    rest,
  }
}

/** Of no producer, so that it may be one with its neighbour. */
const isPlain = (facts: BatchFacts): boolean => isHole(facts) && facts.producerId < 0
