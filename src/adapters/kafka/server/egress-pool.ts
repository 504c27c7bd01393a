/** What is left to a connection when there is no room: an answer never shrinks to nothing (KIP-74). */
const LEAST = 65_536

/** Answers that are ready and that no client has taken yet, over all connections. */
export class EgressPool {
  readonly #limit: number
  #used = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get used(): number {
    return this.#used
  }

  /** How large the next answer of a connection may be that has `own` bytes of room itself. */
  room(own: number): number {
    return Math.max(LEAST, Math.min(own, this.#limit - this.#used))
  }

  take(bytes: number): void {
    this.#used += bytes
  }

  give(bytes: number): void {
    this.#used -= bytes
  }
}
