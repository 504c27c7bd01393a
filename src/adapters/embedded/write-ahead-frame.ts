import { StoreCorrupt } from '#ports/store-errors'
import { crc32 } from './crc32.ts'
import { type Change, tables } from './tables.ts'

/*
 * A frame is the changes of one commit:
 * 0 CRC-32 of all that follows (uint32) · 4 bytes of all that follows the salt (uint32) · 8 salt (8 bytes) · 16 sequence (float64), then for
 * each change 0 table, its place in the list (uint8) · 1 length of key (uint16) · 3 length of value, -1 for none (int32) · key · value
 */
const SALT_AT = 8
const SEQUENCE_AT = 16
const HEAD = 24
const CHANGE = 7
export const SALT = SEQUENCE_AT - SALT_AT

/** What is shorter is copied, so that one `writev` has few pieces. */
const COPIED = 2_048
/** What a larger frame takes is given back. */
const SMALL = 2 ** 18

export type Frame = Readonly<{ pieces: readonly Buffer[]; bytes: number }>

/** Writes frames; the small pieces of each lie where those of the one before did. */
export const frameWriter = (salt: Buffer): ((sequence: number, changes: readonly Change[]) => Frame) => {
  const small = Buffer.allocUnsafe(SMALL)
  return (sequence, changes) => {
    const copied = changes.reduce(
      (sum, { key, value }) => sum + CHANGE + key.length + copiedBytes(value),
      HEAD,
    )
    const scratch = copied > SMALL ? Buffer.allocUnsafe(copied) : small
    salt.copy(scratch, SALT_AT)
    scratch.writeDoubleBE(sequence, SEQUENCE_AT)
    const pieces: Buffer[] = []
    let [from, at, bytes] = [0, HEAD, 0]
    for (const { table, key, value } of changes) {
      scratch[at] = tables.indexOf(table)
      scratch.writeUInt16BE(key.length, at + 1)
      scratch.writeInt32BE(value?.length ?? -1, at + 3)
      key.copy(scratch, at + CHANGE)
      at += CHANGE + key.length
      if (value === null) continue
      if (value.length < COPIED) {
        value.copy(scratch, at)
        at += value.length
        continue
      }
      pieces.push(scratch.subarray(from, at), value)
      bytes += at - from + value.length
      from = at
    }
    if (at > from) pieces.push(scratch.subarray(from, at))
    bytes += at - from
    scratch.writeUInt32BE(bytes - SEQUENCE_AT, 4)
    scratch.writeUInt32BE(sumOf(pieces), 0)
    return { pieces, bytes }
  }
}

const copiedBytes = (value: Buffer | null): number =>
  value !== null && value.length < COPIED ? value.length : 0

const sumOf = ([first, ...others]: readonly Buffer[]): number =>
  others.reduce((sum, piece) => crc32(piece, sum), first === undefined ? 0 : crc32(first.subarray(4)))

export type StoredFrame = Readonly<{ sequence: number; changes: readonly Change[] }>

/**
 * The whole frames that a file begins with, whose sequence goes on one by one. They end where one was torn, and where
 * what lies there is left over from an earlier use of the file.
 */
export function* framesOf(file: Buffer, salt: Buffer): Generator<StoredFrame> {
  let expected: number | null = null
  for (let at = 0; at + HEAD <= file.length; ) {
    const end = at + SEQUENCE_AT + file.readUInt32BE(at + 4)
    if (end > file.length || end < at + HEAD) return
    if (!file.subarray(at + SALT_AT, at + SEQUENCE_AT).equals(salt)) return
    const sequence = file.readDoubleBE(at + SEQUENCE_AT)
    if (expected !== null && sequence !== expected) return
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(at)) return
    yield { sequence, changes: changesOf(file.subarray(at + HEAD, end)) }
    expected = sequence + 1
    at = end
  }
}

const changesOf = (body: Buffer): readonly Change[] => {
  const changes: Change[] = []
  for (let at = 0; at < body.length; ) {
    const table = tables[body[at] ?? -1]
    if (table === undefined) throw new StoreCorrupt(`a frame names table ${body[at]}`)
    const start = at + CHANGE
    const middle = start + body.readUInt16BE(at + 1)
    const length = body.readInt32BE(at + 3)
    const end = middle + Math.max(0, length)
    changes.push({
      table,
      key: body.subarray(start, middle),
      value: length < 0 ? null : body.subarray(middle, end),
    })
    at = end
  }
  return changes
}
