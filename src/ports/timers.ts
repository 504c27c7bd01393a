export interface Timers {
  /** Calls `fire` once after at least `ms`. Returns how to cancel it. A pending timer does not keep the process alive. */
  readonly after: (ms: number, fire: () => void) => () => void
}
