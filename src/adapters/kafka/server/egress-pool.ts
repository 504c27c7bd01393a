/** What is left to a connection when there is no room: an answer never shrinks to nothing (KIP-74). */
const LEAST = 65_536

/** Answers that are ready and that no client has taken yet, over all connections. */
export class EgressPool {
  readonly #limit: number
  #used = 0
  #askers = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get used(): number {
    return this.#used
  }

  /** Somebody asks for an answer that can be large, until `leave`. */
  enter(): void {
    this.#askers++
  }

  leave(): void {
    this.#askers--
  }

  /**
   * How large the next answer of a connection may be that has `own` bytes of room itself. What is left is shared among
   * all who ask: an answer is in memory before it is counted, and they may all be read at the same time.
   */
  room(own: number): number {
    const share = Math.floor((this.#limit - this.#used) / Math.max(1, this.#askers))
    return Math.max(LEAST, Math.min(own, share))
  }

  take(bytes: number): void {
    this.#used += bytes
  }

  give(bytes: number): void {
    this.#used -= bytes
  }
}
