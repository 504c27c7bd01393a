import type { Socket } from 'node:net'
import type { EgressPool } from './egress-pool.ts'

/** So much goes into one `writev`: a slow reader shows that it still reads by taking it. */
const SPAN = 262_144

/** What a client has not taken yet. Buffers go to the socket as they are, side by side; nothing is concatenated. */
export class Outbox {
  readonly #socket: Socket
  readonly #pool: EgressPool
  readonly #onTaken: () => void
  #queue: Buffer[] = []
  #first = 0
  #bytes = 0
  #pieces = 0
  #writing = false

  constructor(socket: Socket, pool: EgressPool, onTaken: () => void) {
    this.#socket = socket
    this.#pool = pool
    this.#onTaken = onTaken
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Buffers that hold them. */
  get pieces(): number {
    return this.#pieces
  }

  /** The pool has already been told of them. */
  send(chunks: readonly Buffer[]): void {
    for (const chunk of chunks) {
      this.#queue.push(chunk)
      this.#bytes += chunk.length
    }
    this.#pieces += chunks.length
    if (!this.#writing) this.#write()
  }

  /** Forgets what was not taken. */
  drop(): void {
    this.#pool.give(this.#bytes)
    this.#bytes = 0
    this.#pieces = 0
    this.#queue = []
    this.#first = 0
  }

  #write(): void {
    const span = this.#span()
    if (span.length === 0) return
    this.#writing = true
    let bytes = 0
    this.#socket.cork()
    for (const [i, chunk] of span.entries()) {
      bytes += chunk.length
      if (i < span.length - 1) this.#socket.write(chunk)
      else this.#socket.write(chunk, (error) => (error ? undefined : this.#taken(bytes, span.length)))
    }
    this.#socket.uncork()
  }

  #span(): readonly Buffer[] {
    const span: Buffer[] = []
    for (let bytes = 0; bytes < SPAN; this.#first++) {
      const chunk = this.#queue[this.#first]
      if (chunk === undefined) break
      span.push(chunk)
      bytes += chunk.length
    }
    if (this.#first === this.#queue.length) {
      this.#queue = []
      this.#first = 0
    }
    return span
  }

  #taken(bytes: number, pieces: number): void {
    this.#writing = false
    if (this.#bytes === 0) return
    this.#bytes -= bytes
    this.#pieces -= pieces
    this.#pool.give(bytes)
    this.#write()
    this.#onTaken()
  }
}
