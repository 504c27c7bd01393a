/** The peer does not speak Kafka, or not to us: the connection ends. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation'
}

const SIZE = 4
const SMALL = 16_384
const LARGEST_BLOCK = 65_536
const SMALLEST_BLOCK = 256

/**
 * Cuts what a connection sends into frames. Memory grows with what has really come, never with what a length prefix
 * promises. A frame within one chunk is a view of it; any other is put together once, when all of it is there.
 */
export class FrameSplitter {
  readonly #maxFrame: number
  readonly #allocate: (bytes: number) => Buffer
  readonly #chunks: Buffer[] = []
  /** Room at the end of the last chunk, if that is a block of ours. */
  #spare: Buffer | null = null
  #buffered = 0
  /** Of the frame that is coming in, once its length is known. */
  #wanted: number | null = null

  constructor(maxFrame: number, allocate: (bytes: number) => Buffer) {
    this.#maxFrame = maxFrame
    this.#allocate = allocate
  }

  /** Bytes that came and were not given out as frames. */
  get buffered(): number {
    return this.#buffered
  }

  /** Buffers that hold them: what they cost beyond themselves. */
  get pieces(): number {
    return this.#chunks.length
  }

  push(chunk: Buffer): void {
    this.#buffered += chunk.length
    // A sender of single bytes must not make us keep an object for each of them.
    if (this.#chunks.length > 0 && chunk.length < SMALL) this.#collect(chunk)
    else {
      this.#chunks.push(chunk)
      this.#spare = null
    }
  }

  /** The next whole frame without its length, or null. Throws `ProtocolViolation`. */
  next(): Buffer | null {
    this.#wanted ??= this.#size()
    if (this.#wanted === null || this.#buffered < SIZE + this.#wanted) return null
    const frame = this.#take(SIZE + this.#wanted).subarray(SIZE)
    this.#wanted = null
    return frame
  }

  #size(): number | null {
    const [first] = this.#chunks
    if (first === undefined || this.#buffered < SIZE) return null
    const size = first.length >= SIZE ? first.readInt32BE(0) : this.#joined(SIZE).readInt32BE(0)
    if (size <= 0 || size > this.#maxFrame) throw new ProtocolViolation(`a frame of ${size} bytes`)
    return size
  }

  #take(bytes: number): Buffer {
    const [first] = this.#chunks
    const taken =
      first !== undefined && first.length >= bytes ? first.subarray(0, bytes) : this.#joined(bytes)
    this.#drop(bytes)
    return taken
  }

  /** A copy of the first bytes, which lie in several chunks. */
  #joined(bytes: number): Buffer {
    const whole = this.#allocate(bytes)
    let at = 0
    for (const chunk of this.#chunks) {
      if (at === bytes) break
      at += chunk.copy(whole, at, 0, Math.min(chunk.length, bytes - at))
    }
    return whole
  }

  #drop(bytes: number): void {
    this.#buffered -= bytes
    let rest = bytes
    let whole = 0
    for (const chunk of this.#chunks) {
      if (chunk.length > rest) break
      rest -= chunk.length
      whole++
    }
    if (whole > 0) this.#chunks.splice(0, whole)
    const [first] = this.#chunks
    if (first === undefined) this.#spare = null
    else if (rest > 0) this.#chunks[0] = first.subarray(rest)
  }

  #collect(chunk: Buffer): void {
    const fits = this.#spare === null ? 0 : chunk.copy(this.#spare)
    if (this.#spare !== null && fits > 0) this.#grow(this.#spare, fits)
    if (fits === chunk.length) return
    const rest = chunk.length - fits
    const block = this.#allocate(Math.max(rest, SMALLEST_BLOCK, Math.min(this.#buffered, LARGEST_BLOCK)))
    this.#chunks.push(block.subarray(0, 0))
    this.#grow(block, chunk.copy(block, 0, fits))
  }

  /** The last chunk ends where `spare` begins: it takes the first bytes of it in. */
  #grow(spare: Buffer, bytes: number): void {
    const last = this.#chunks.pop()
    const start = last === undefined || last.length === 0 ? spare.byteOffset : last.byteOffset
    const length = spare.byteOffset + bytes - start
    this.#chunks.push(Buffer.from(spare.buffer, start, length))
    this.#spare = spare.subarray(bytes)
  }
}
