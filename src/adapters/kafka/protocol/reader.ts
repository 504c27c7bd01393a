import { isUtf8 } from 'node:buffer'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'

/** What one request may make us build. Kafka has no such bounds; CVE-2026-111108 and -111115 are the price. */
export interface ReadLimits {
  readonly nodes: number
  readonly tags: number
  readonly tagsPerStruct: number
}

export const defaultLimits: ReadLimits = { nodes: 100_000, tags: 1_024, tagsPerStruct: 64 }

/**
 * A cursor over one request. Nothing is allocated on the word of the peer: every count and length is held against
 * the bytes that are really there, and elements and tags also against a budget for the whole request.
 */
export class Reader {
  readonly #buffer: Buffer
  readonly #limits: ReadLimits
  #at = 0
  #end: number
  #nodes = 0
  #tags = 0

  constructor(buffer: Buffer, limits: ReadLimits = defaultLimits) {
    this.#buffer = buffer
    this.#limits = limits
    this.#end = buffer.length
  }

  get remaining(): number {
    return this.#end - this.#at
  }

  /** Array elements admitted so far. */
  get nodes(): number {
    return this.#nodes
  }

  bool(): boolean {
    return this.int8() !== 0
  }

  int8(): number {
    return this.#buffer.readInt8(this.#take(1))
  }

  int16(): number {
    return this.#buffer.readInt16BE(this.#take(2))
  }

  uint16(): number {
    return this.#buffer.readUInt16BE(this.#take(2))
  }

  int32(): number {
    return this.#buffer.readInt32BE(this.#take(4))
  }

  int64(): bigint {
    return this.#buffer.readBigInt64BE(this.#take(8))
  }

  float64(): number {
    return this.#buffer.readDoubleBE(this.#take(8))
  }

  uuid(): string {
    const at = this.#take(16)
    return this.#buffer.toString('base64url', at, at + 16)
  }

  /** At most five bytes; the bits of the fifth that do not fit 32 are refused, where Kafka drops them silently. */
  uvarint(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    const last = this.#byte()
    if (last > 0x0f) throw new DecodeError('a varint does not fit 32 bits')
    return (value | (last << 28)) >>> 0
  }

  /** Most strings are short and ASCII: those are checked here, without a view or a call into C++. */
  string(length: number): string {
    const at = this.#take(length)
    const end = at + length
    for (let i = at; i < end; i++) {
      if ((this.#buffer[i] ?? 0) < 0x80) continue
      if (!isUtf8(this.#buffer.subarray(at, end))) throw new DecodeError('a string is not valid UTF-8')
      return this.#buffer.toString('utf8', at, end)
    }
    return this.#buffer.toString('latin1', at, end)
  }

  /** A view, not a copy. */
  slice(length: number): Buffer {
    const at = this.#take(length)
    return this.#buffer.subarray(at, at + length)
  }

  skip(length: number): void {
    this.#take(length)
  }

  /** Admits `count` elements of at least `minSize` bytes each, before the first of them is read. */
  elements(count: number, minSize: number): void {
    if (count * minSize > this.remaining)
      throw new DecodeError(`${count} elements in ${this.remaining} bytes`)
    this.#nodes += count
    if (this.#nodes > this.#limits.nodes) throw new DecodeError(`more than ${this.#limits.nodes} elements`)
  }

  tagCount(): number {
    const count = this.uvarint()
    if (count > this.#limits.tagsPerStruct) throw new DecodeError(`${count} tagged fields in one struct`)
    this.#tags += count
    if (this.#tags > this.#limits.tags) throw new DecodeError(`more than ${this.#limits.tags} tagged fields`)
    return count
  }

  /** Confines `read` to the next `size` bytes, all of which it must consume. */
  within<A>(size: number, read: (r: Reader) => A): A {
    if (size > this.remaining) throw new DecodeError(`wanted ${size} bytes, have ${this.remaining}`)
    const outer = this.#end
    this.#end = this.#at + size
    const value = read(this)
    this.finish()
    this.#end = outer
    return value
  }

  finish(): void {
    if (this.remaining > 0) throw new DecodeError(`${this.remaining} bytes too many`)
  }

  #byte(): number {
    return this.#buffer.readUInt8(this.#take(1))
  }

  #take(length: number): number {
    if (length > this.remaining) throw new DecodeError(`wanted ${length} bytes, have ${this.remaining}`)
    const at = this.#at
    this.#at += length
    return at
  }
}
