import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { type Content, length16, length32, sequence } from '#adapters/kafka/protocol/sequence'

/** Flexible versions could say more, but Kafka holds them to the same 16 bits. */
const MAX_STRING = 0x7fff

const text: Content<string> = {
  length: (value) => {
    const length = Buffer.byteLength(value, 'utf8')
    if (length > MAX_STRING) throw new RangeError(`a string of ${length} bytes`)
    return length
  },
  read: (r, length) => {
    if (length > MAX_STRING) throw new DecodeError(`a string of ${length} bytes`)
    return r.string(length)
  },
  write: (w, value, length) => w.string(value, length),
}

export const string = sequence<string>({
  shape: { kind: 'string' },
  prefix: length16,
  content: () => text,
  same: Object.is,
})
export const nullableString = string.orNull

export const bytes = sequence<Buffer>({
  shape: { kind: 'bytes' },
  prefix: length32,
  content: () => ({
    length: (value) => value.length,
    read: (r, length) => r.slice(length),
    write: (w, value) => w.raw(value),
  }),
  same: (a, b) => a.equals(b),
})
export const nullableBytes = bytes.orNull

/** Record batches back to back. A list, so that those of a fetch go out as they came from the store. */
export const records = sequence<readonly Buffer[]>({
  shape: { kind: 'records' },
  prefix: length32,
  content: () => ({
    length: (value) => value.reduce((size, batch) => size + batch.length, 0),
    read: (r, length) => (length === 0 ? [] : [r.slice(length)]),
    write: (w, value) => {
      for (const batch of value) w.raw(batch)
    },
  }),
  same: (a, b) => a.length === b.length && a.every((batch, i) => batch === b[i]),
})
export const nullableRecords = records.orNull
