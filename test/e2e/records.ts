import { expect } from 'vitest'

export type Codec = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
export const codecs: readonly Codec[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

export type Headers = readonly (readonly [name: string, value: string | null])[]

export interface Sent {
  readonly key: string | null
  readonly value: string | null
  readonly headers: Headers
  /** Null where the client cannot set it. */
  readonly timestamp: number | null
}

export interface Stored extends Sent {
  readonly offset: number
  readonly timestamp: number
}

/** What a client's way of sending leaves out. */
export interface Abilities {
  readonly timestamps: boolean
  /** `each`: every record has its own; `same`: all records of one run have the same. */
  readonly headers: 'each' | 'same'
  readonly nullHeaders: boolean
  /** Keys and values that are empty, and not null. */
  readonly empty: boolean
}

const FIRST_TIMESTAMP = Date.UTC(2025, 0, 1)

/**
 * `count` records for one partition, told apart by their writer and number. Keys, values and headers are null, empty and
 * not ASCII now and then; times go up and, in between, back a little.
 */
export const recordsOf = (
  writer: string,
  first: number,
  count: number,
  can: Abilities,
  startingAt = FIRST_TIMESTAMP,
): readonly Sent[] =>
  Array.from({ length: count }, (_, i) => {
    const n = first + i
    const empty = can.empty && n % 71 === 70
    // python3-kafka refuses records that are nothing at all.
    const nullKey = n % 53 === 52
    const nullValue = n % 41 === 40 && !nullKey
    return {
      key: nullKey ? null : empty && n % 2 === 0 ? '' : `user-${n % 977}`,
      value: nullValue ? null : empty ? '' : valueOf(writer, n),
      headers: can.headers === 'same' ? [['writer', writer], ...nullHeader(can)] : headersOf(writer, n, can),
      timestamp: can.timestamps ? startingAt + n * 20 - (n % 7) * 35 : null,
    }
  })

const valueOf = (writer: string, n: number): string =>
  `${writer} ${n} ${'the quick brown fox '.repeat(n % 5)}${n % 11 === 0 ? 'Straße, 東京 🦊' : ''}`

const headersOf = (writer: string, n: number, can: Abilities): Headers => {
  if (n % 3 === 0) return []
  return [
    ['n', String(n)],
    ['writer', n % 13 === 0 ? `${writer} – é` : writer],
    ...(n % 17 === 0 ? nullHeader(can) : []),
  ]
}

const nullHeader = (can: Abilities): Headers => (can.nullHeaders ? [['nothing', null]] : [])

/** One partition, as it must be: these records in this order, at the offsets from `first` on with none left out. */
export const expectPartition = (stored: readonly Stored[], sent: readonly Sent[], first = 0): void => {
  for (const [i, { timestamp, ...wanted }] of sent.entries()) {
    const found = stored[i]
    const same =
      found !== undefined &&
      found.offset === first + i &&
      found.key === wanted.key &&
      found.value === wanted.value &&
      (timestamp === null || found.timestamp === timestamp) &&
      JSON.stringify(found.headers) === JSON.stringify(wanted.headers)
    // Only the first difference is worth printing.
    if (!same)
      expect(found).toEqual({ ...wanted, offset: first + i, timestamp: timestamp ?? expect.any(Number) })
  }
  expect(stored.length).toBe(sent.length)
}

/** The same records at the same offsets, by whichever client and through whichever broker they were read. */
export const expectSame = (one: readonly Stored[], other: readonly Stored[]): void => {
  for (const [i, record] of one.entries())
    if (JSON.stringify(ordered(record)) !== JSON.stringify(ordered(other[i])))
      expect(other[i]).toEqual(record)
  expect(other.length).toBe(one.length)
}

const ordered = (record: Stored | undefined): unknown =>
  record && [record.offset, record.timestamp, record.key, record.value, record.headers]

/** What a lookup by time must find: the first offset whose record is not older. */
export const firstNotBefore = (stored: readonly Stored[], timestamp: number): number | null =>
  stored.find((record) => record.timestamp >= timestamp)?.offset ?? null
