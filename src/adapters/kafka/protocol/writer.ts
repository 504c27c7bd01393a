/** From here on a copy costs more than one more entry in `writev`. */
const REFERENCE_FROM = 1_024
const FIRST_SEGMENT = 512
const LARGEST_SEGMENT = 65_536

/**
 * Writes forward into segments that double in size and never move, and takes large buffers by reference, so that
 * records go from the store to the socket uncopied. The result is a list for `writev`; nothing is concatenated.
 */
export class Writer {
  readonly #sealed: Buffer[] = []
  #sealedSize = 0
  #segment: Buffer = Buffer.allocUnsafe(FIRST_SEGMENT)
  #start = 0
  #at = 0

  get size(): number {
    return this.#sealedSize + this.#at - this.#start
  }

  bool(value: boolean): void {
    this.int8(value ? 1 : 0)
  }

  int8(value: number): void {
    const at = this.#reserve(1)
    this.#segment.writeInt8(value, at)
  }

  int16(value: number): void {
    const at = this.#reserve(2)
    this.#segment.writeInt16BE(value, at)
  }

  uint16(value: number): void {
    const at = this.#reserve(2)
    this.#segment.writeUInt16BE(value, at)
  }

  int32(value: number): void {
    const at = this.#reserve(4)
    this.#segment.writeInt32BE(value, at)
  }

  int64(value: bigint): void {
    const at = this.#reserve(8)
    this.#segment.writeBigInt64BE(value, at)
  }

  float64(value: number): void {
    const at = this.#reserve(8)
    this.#segment.writeDoubleBE(value, at)
  }

  uuid(value: string): void {
    const at = this.#reserve(16)
    if (this.#segment.write(value, at, 16, 'base64url') !== 16)
      throw new RangeError(`'${value}' is not a UUID`)
  }

  uvarint(value: number): void {
    let rest = value
    for (; rest > 0x7f; rest >>>= 7) this.#byte((rest & 0x7f) | 0x80)
    this.#byte(rest)
  }

  /** `length` is the number of bytes in UTF-8, which the caller has already written. */
  string(value: string, length: number): void {
    const at = this.#reserve(length)
    this.#segment.write(value, at, length, 'utf8')
  }

  raw(value: Buffer): void {
    if (value.length < REFERENCE_FROM) {
      const at = this.#reserve(value.length)
      value.copy(this.#segment, at)
      return
    }
    this.#seal()
    this.#push(value)
  }

  /** Prefixed by its own size as an unsigned varint, which is only known afterwards. */
  sized(write: (w: Writer) => void): void {
    const inner = new Writer()
    write(inner)
    this.uvarint(inner.size)
    for (const chunk of inner.chunks()) this.raw(chunk)
  }

  chunks(): readonly Buffer[] {
    this.#seal()
    return this.#sealed
  }

  #byte(value: number): void {
    const at = this.#reserve(1)
    this.#segment[at] = value
  }

  #reserve(length: number): number {
    if (this.#at + length > this.#segment.length) this.#grow(length)
    const at = this.#at
    this.#at += length
    return at
  }

  #grow(length: number): void {
    this.#seal()
    const doubled = Math.min(this.#segment.length * 2, LARGEST_SEGMENT)
    this.#segment = Buffer.allocUnsafe(Math.max(doubled, length))
    this.#start = 0
    this.#at = 0
  }

  #seal(): void {
    if (this.#at > this.#start) this.#push(this.#segment.subarray(this.#start, this.#at))
    this.#start = this.#at
  }

  #push(chunk: Buffer): void {
    this.#sealed.push(chunk)
    this.#sealedSize += chunk.length
  }
}
