import { StoreCorrupt } from '#ports/store-errors'

/** Where a reader has got to; the functions below move it. */
export type Cursor = { readonly bytes: Buffer; at: number }

/** A zig-zag int32. Stricter than Kafka's ByteUtils, which lets the surplus bits of a fifth byte fall. */
export const readVarint = (cursor: Cursor): number => {
  const value = readUnsigned(cursor, 5)
  if (value >= 2 ** 32) throw new StoreCorrupt('a varint exceeds 32 bits')
  return (value >>> 1) ^ -(value & 1)
}

/** A zig-zag int64 that a number holds exactly: no time since the epoch needs more. */
export const readVarlong = (cursor: Cursor): number => {
  const value = readUnsigned(cursor, 10)
  if (value > Number.MAX_SAFE_INTEGER) throw new StoreCorrupt('a varlong exceeds 53 bits')
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

/** Base 128, lowest digits first, in at most `limit` bytes. Arithmetic rather than bits, since those end at 32. */
const readUnsigned = (cursor: Cursor, limit: number): number => {
  let value = 0
  let weight = 1
  for (let read = 0; read < limit; read++) {
    const byte = cursor.bytes[cursor.at]
    if (byte === undefined) throw new StoreCorrupt('the records end within a varint')
    cursor.at++
    value += (byte & 0x7f) * weight
    if (byte < 0x80) return value
    weight *= 0x80
  }
  throw new StoreCorrupt(`a varint exceeds ${limit} bytes`)
}

export const varintSize = (value: number): number => {
  let size = 1
  for (let rest = zigzag(value); rest >= 0x80; rest = Math.floor(rest / 0x80)) size++
  return size
}

/** Writes an int32 or a safe integer alike, since a varint does not show its width; returns where it ends. */
export const writeVarint = (bytes: Buffer, value: number, at: number): number => {
  let rest = zigzag(value)
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80
  bytes[at++] = rest
  return at
}

const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1)
