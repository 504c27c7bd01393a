import { LRUCache } from 'lru-cache'
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
const MOST_KEPT_ALIVE = 2

/** A slice keeps alive all that it was cut from, a whole request even: a small part of one is copied. */
const compact = (records: Buffer): Buffer => {
  if (records.buffer.byteLength <= MOST_KEPT_ALIVE * records.length) return records
  const copy = Buffer.allocUnsafeSlow(records.length)
  records.copy(copy)
  return copy
}

export const tailCache = (maxBytes: number): TailCache => {
  const cache = new LRUCache<string, CachedEntry>({
    maxSize: maxBytes,
    sizeCalculation: ({ records, batches }) =>
      records.reduce((sum, { length }) => sum + length, OVERHEAD + batches.length * OVERHEAD),
  })
  return {
    get: (log, base) => cache.get(`${log}/${base}`),
    put: (log, entry) =>
      void cache.set(`${log}/${entry.base}`, { ...entry, records: entry.records.map(compact) }),
    clear: () => cache.clear(),
  }
}
