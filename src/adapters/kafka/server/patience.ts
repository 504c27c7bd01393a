import type { Clock } from '#ports/clock'
import type { Limits } from './limits.ts'

/** What a connection is at, as far as its client can be too slow with it. */
export type Standing = Readonly<{
  isQuiet: boolean
  isThrottled: boolean
  /** Bytes of a frame that has begun. */
  frameBytes: number
  untakenBytes: number
}>

/** How long a client may take: for the rest of a frame, to take its answers, or to say anything at all. */
export class Patience {
  readonly #clock: Clock
  readonly #limits: Limits
  #activeAt: number
  #takenAt: number
  #frameSince: number | null = null

  constructor(clock: Clock, limits: Limits) {
    this.#clock = clock
    this.#limits = limits
    this.#activeAt = this.#takenAt = clock.monotonic()
  }

  received(): void {
    this.#activeAt = this.#clock.monotonic()
  }

  /** Also called when there is something to take again: the time without does not count. */
  taken(): void {
    this.#activeAt = this.#takenAt = this.#clock.monotonic()
  }

  /** The client is in the middle of a frame, since now or since it was said first. */
  frameBegan(): void {
    this.#frameSince ??= this.#clock.monotonic()
  }

  frameEnded(): void {
    this.#frameSince = null
  }

  /** It may send again: what it could not send meanwhile is not its fault. */
  unthrottled(): void {
    if (this.#frameSince !== null) this.#frameSince = this.#clock.monotonic()
  }

  /** Which deadline the client let pass, or null. */
  overdue(now: number, { isQuiet, isThrottled, frameBytes, untakenBytes }: Standing): string | null {
    const { stalledMs, frameMs, frameGraceMs, frameBytesPerSecond, idleMs } = this.#limits
    if (untakenBytes > 0 && now - this.#takenAt >= stalledMs) return 'it takes no answers'
    if (this.#frameSince !== null) {
      const took = now - this.#frameSince
      if (took >= frameMs) return 'a request took too long to arrive'
      if (took >= frameGraceMs && frameBytes * 1_000 < took * frameBytesPerSecond && !isThrottled)
        return 'a request arrives too slowly'
    }
    return isQuiet && now - this.#activeAt >= idleMs ? 'it was idle' : null
  }
}
