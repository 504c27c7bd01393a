/** Where in the output a block goes, how far back its matches may reach, and where it must end. */
type Place = Readonly<{ at: number; floor: number; end: number }>

const MIN_MATCH = 4
const EXTENDED = 15

/** Shorter copies are faster byte by byte than through a call. */
const SHORT = 32

/**
 * Decodes one LZ4 block into `out` and returns where it ended; throws RangeError rather than read or write elsewhere.
 * A block is a run of sequences: token, literals, distance back, length of the match. The last has only literals.
 */
export const decodeLz4Block = (block: Buffer, out: Buffer, { at: start, floor, end }: Place): number => {
  let from = 0
  let at = start

  const extended = (length: number): number => {
    if (length < EXTENDED) return length
    for (let total = length; ; ) {
      const byte = block[from++]
      if (byte === undefined) throw new RangeError('an lz4 block ends within a length')
      total += byte
      if (byte < 255) return total
    }
  }

  for (;;) {
    const token = block[from++]
    if (token === undefined) throw new RangeError('an lz4 block ends after a match')

    const literals = extended(token >>> 4)
    if (literals > block.length - from) throw new RangeError('an lz4 block ends within its literals')
    if (literals > end - at) throw new RangeError('more bytes than may come out')
    copy(block, from, out, at, literals)
    from += literals
    at += literals
    if (from === block.length) return at

    const distance = (block[from] ?? 0) | ((block[from + 1] ?? 0) << 8) // zero, and so refused, beyond the end
    from += 2
    if (distance === 0 || distance > at - floor) throw new RangeError('an lz4 match reaches too far back')
    const length = extended(token & 0b1111) + MIN_MATCH
    if (length > end - at) throw new RangeError('more bytes than may come out')
    repeat(out, at, distance, length)
    at += length
  }
}

const copy = (source: Buffer, from: number, target: Buffer, at: number, length: number): void => {
  if (length > SHORT) source.copy(target, at, from, from + length)
  else for (let i = 0; i < length; i++) target[at + i] = source[from + i] ?? 0
}

/** A match may overlap what it writes: distance 1 repeats a byte. */
const repeat = (out: Buffer, at: number, distance: number, length: number): void => {
  if (length > SHORT && distance >= length) out.copyWithin(at, at - distance, at - distance + length)
  else for (let i = at; i < at + length; i++) out[i] = out[i - distance] ?? 0
}
