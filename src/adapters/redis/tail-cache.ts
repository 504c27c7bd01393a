import type { BatchFacts, Offset } from '#domain/log/types'

/** An entry with its records: what a read is cut from. */
export type CachedEntry = Readonly<{
  segment: string
  base: Offset
  end: Offset
  batches: readonly BatchFacts[]
  /** Of all batches together, in as many pieces as there are. */
  records: readonly Buffer[]
}>

/** The newest entries of all logs, within a bound of bytes, for consumers at the end: they are nearly all of them. */
export interface TailCache {
  readonly get: (log: string, base: Offset) => CachedEntry | undefined
  readonly put: (log: string, entry: CachedEntry) => void
  readonly clear: () => void
}

const OVERHEAD = 200

/**
 * A piece keeps alive all that it was cut from, a whole request even; one that is smaller than this part of it is copied.
 * A request to a topic's partitions comes back as their pieces, which together are nearly all of it.
 */
const SMALL_PART = 8

/** Whoever came first goes first. What pieces were cut from counts whole, and once for all of its pieces. */
export const tailCache = (maxBytes: number): TailCache => {
  const entries = new Map<string, CachedEntry>()
  const pieces = new Map<ArrayBufferLike, number>()
  let bytes = 0
  // One for good: a new one would pass over what was deleted at the front, each time.
  let order = entries.keys()

  const hold = ({ records, batches }: CachedEntry): void => {
    bytes += OVERHEAD * (1 + batches.length)
    for (const { buffer } of records) {
      const others = pieces.get(buffer) ?? 0
      if (others === 0) bytes += buffer.byteLength
      pieces.set(buffer, others + 1)
    }
  }

  const letGo = ({ records, batches }: CachedEntry): void => {
    bytes -= OVERHEAD * (1 + batches.length)
    for (const { buffer } of records) {
      const others = (pieces.get(buffer) ?? 1) - 1
      if (others > 0) pieces.set(buffer, others)
      else {
        pieces.delete(buffer)
        bytes -= buffer.byteLength
      }
    }
  }

  const drop = (key: string): void => {
    const entry = entries.get(key)
    if (entry !== undefined && entries.delete(key)) letGo(entry)
  }

  const dropOldest = (): void => {
    let oldest = order.next()
    if (oldest.done === true) {
      order = entries.keys()
      oldest = order.next()
    }
    if (oldest.done !== true) drop(oldest.value)
  }

  return {
    get: (log, base) => entries.get(keyOf(log, base)),
    put: (log, entry) => {
      const key = keyOf(log, entry.base)
      drop(key)
      const kept = { ...entry, records: entry.records.map(copyOfSmallPart) }
      // It would drive out all others, and then itself.
      if (weightOf(kept) > maxBytes) return
      entries.set(key, kept)
      hold(kept)
      while (bytes > maxBytes && entries.size > 0) dropOldest()
    },
    clear: () => {
      entries.clear()
      pieces.clear()
      bytes = 0
      order = entries.keys()
    },
  }
}

const keyOf = (log: string, base: Offset): string => `${log}/${base}`

const weightOf = ({ records }: CachedEntry): number =>
  [...new Set(records.map(({ buffer }) => buffer))].reduce((sum, { byteLength }) => sum + byteLength, 0)

const copyOfSmallPart = (records: Buffer): Buffer => {
  if (records.buffer.byteLength <= SMALL_PART * records.length) return records
  const copy = Buffer.allocUnsafeSlow(records.length)
  records.copy(copy)
  return copy
}
