import type { Clock } from '#ports/clock'

const SLICE_MS = 10

/**
 * How long the requests of all connections may start one after the other before the event loop turns. What a client
 * pipelines is answered without a turn where nothing waits for the store, and would keep everybody else waiting.
 */
export class TimeSlice {
  readonly #clock: Clock
  #since: number | null = null
  #deferred: (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  isUsedUp(): boolean {
    const now = this.#clock.monotonic()
    if (this.#since !== null) return now - this.#since >= SLICE_MS
    this.#since = now
    setImmediate(() => this.#begin())
    return false
  }

  /** Goes on once the event loop has turned; who came first goes first. Only where the slice is used up. */
  defer(goOn: () => void): void {
    this.#deferred.push(goOn)
  }

  #begin(): void {
    this.#since = null
    for (const goOn of this.#deferred.splice(0)) goOn()
  }
}
