import { connect, type Socket } from 'node:net'
import { decodeResponse, encodeRequest } from '#adapters/kafka/protocol/frame'
import { Reader } from '#adapters/kafka/protocol/reader'
import type { Message } from '#adapters/kafka/protocol/schema'

/** A client that sends what it is told to, also nonsense, and reads frames when it is asked to. */
export class RawClient {
  readonly #socket: Socket
  readonly #frames: Buffer[] = []
  readonly #waiting: { resolve: (frame: Buffer) => void; reject: (error: Error) => void }[] = []
  readonly #chunks: Buffer[] = []
  /** Resolves when the broker has closed the connection, or we have. */
  readonly closed: Promise<void>
  #buffered = 0
  #wanted = 4
  #correlationId = 0
  #isClosed = false

  private constructor(socket: Socket) {
    this.#socket = socket
    this.closed = new Promise((resolve) => socket.on('close', () => resolve(this.#onClose())))
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => this.#onData(chunk))
  }

  static connect(port: number, host = '127.0.0.1'): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host, noDelay: true }, () => resolve(new RawClient(socket)))
      socket.once('error', reject)
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Whole frames that came and were not asked for yet. */
  get received(): number {
    return this.#frames.length
  }

  /** Answers the correlation id that the response will carry. */
  send<A>(request: Message<A>, version: number, body: A): number {
    this.write(...this.encode(request, version, body))
    return this.#correlationId
  }

  encode<A>(request: Message<A>, version: number, body: A): readonly Buffer[] {
    const correlationId = ++this.#correlationId
    return encodeRequest(request, { version, correlationId, clientId: 'raw' }, body)
  }

  write(...chunks: readonly Buffer[]): void {
    this.#socket.cork()
    for (const chunk of chunks) this.#socket.write(chunk)
    this.#socket.uncork()
  }

  /** Resolves when the chunk has left. */
  flushed(chunk: Buffer): Promise<void> {
    return new Promise((resolve) => this.#socket.write(chunk, () => resolve()))
  }

  /** The next frame without its length; rejects when the connection closes before there is one. */
  frame(): Promise<Buffer> {
    const frame = this.#frames.shift()
    if (frame !== undefined) return Promise.resolve(frame)
    if (this.#isClosed) return Promise.reject(new Error('the connection is closed'))
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  async receive<A>(
    response: Message<A>,
    version: number,
  ): Promise<{ readonly correlationId: number; readonly body: A }> {
    return decodeResponse(new Reader(await this.frame()), response, version)
  }

  /** Stops taking what the broker sends. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.destroy()
  }

  #onData(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    while (this.#buffered >= this.#wanted) {
      const bytes = Buffer.concat(this.#chunks.splice(0))
      const end = 4 + bytes.readInt32BE(0)
      this.#wanted = end
      this.#chunks.push(bytes)
      if (bytes.length < end) return
      this.#chunks[0] = bytes.subarray(end)
      this.#buffered -= end
      this.#wanted = 4
      this.#take(bytes.subarray(4, end))
    }
  }

  #take(frame: Buffer): void {
    const waiting = this.#waiting.shift()
    if (waiting === undefined) this.#frames.push(frame)
    else waiting.resolve(frame)
  }

  #onClose(): void {
    this.#isClosed = true
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the connection is closed'))
  }
}
