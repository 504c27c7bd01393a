/** A connection, as far as it takes part in the budget. */
export interface Taker {
  /** Whether it is in the middle of a frame. */
  readonly isMidFrame: () => boolean
  readonly throttle: (throttled: boolean) => void
}

const PAUSE_AT = 0.8
const RESUME_AT = 0.7

/**
 * What all clients together have sent and is not answered yet. At 80 % nobody is read from any more, but for one
 * connection at a time that is in the middle of a frame: were all memory held by half frames, nothing would end.
 */
export class IngressBudget {
  readonly #limit: number
  readonly #takers = new Set<Taker>()
  #used = 0
  #throttled = false
  #privileged: Taker | null = null

  constructor(limit: number) {
    this.#limit = limit
  }

  get used(): number {
    return this.#used
  }

  get isThrottled(): boolean {
    return this.#throttled
  }

  enter(taker: Taker): void {
    this.#takers.add(taker)
    if (this.#throttled) taker.throttle(true)
  }

  leave(taker: Taker): void {
    this.#takers.delete(taker)
    this.frameDone(taker)
  }

  charge(bytes: number): void {
    this.#used += bytes
    if (this.#throttled || this.#used < this.#limit * PAUSE_AT) return
    this.#throttled = true
    for (const taker of this.#takers) taker.throttle(true)
    this.elect()
  }

  release(bytes: number): void {
    this.#used -= bytes
    if (!this.#throttled) return
    if (this.#used >= this.#limit * RESUME_AT) return this.elect()
    this.#throttled = false
    this.#privileged = null
    for (const taker of this.#takers) taker.throttle(false)
  }

  /** The taker has its frame, and with it its turn. */
  frameDone(taker: Taker): void {
    if (this.#privileged !== taker) return
    this.#privileged = null
    taker.throttle(true)
    this.elect()
  }

  /**
   * Gives the turn, if nobody has it, to the first that waits for the rest of a frame; the order is that of the
   * connections, and each turn ends. Also for one that has only now come to wait.
   */
  elect(): void {
    if (!this.#throttled || this.#privileged !== null || this.#used >= this.#limit) return
    for (const taker of this.#takers) {
      if (!taker.isMidFrame()) continue
      this.#privileged = taker
      return taker.throttle(false)
    }
  }
}
