export interface Clock {
  /** Milliseconds since the epoch; may jump. */
  readonly now: () => number
  /** Milliseconds since some point in the past; never goes back. */
  readonly monotonic: () => number
}
