import type { Clock } from '#ports/clock'
import type { Timers } from '#ports/timers'

/**
 * A clock that counts only time in which members could be heard: it stands still while this process is paused, and
 * while the store cannot be seen, for then nobody knows whom another coordinator serves (`design.md` 6).
 */
export interface Attention {
  /** Milliseconds; never goes back. */
  readonly now: () => number
  /** `fire` once `ms` of attention have passed. Returns how to cancel it. */
  readonly after: (ms: number, fire: () => void) => () => void
  readonly stop: () => void
}

export type AttentionDeps = Readonly<{
  clock: Clock
  timers: Timers
  /** By `Clock.monotonic`: up to when this broker is known to have seen what the store holds. */
  seenUntil: () => number
}>

const SAMPLE_EVERY_MS = 500
/** Samples further apart than this were held up by a pause, not by work. */
const PAUSED_AFTER_MS = 2_000
/** The store counts as seen for so long after it was: news is proved complete once a second, a turn late. */
const SEEN_FOR_MS = 3_000

export const attentionOf = ({ clock, timers, seenUntil }: AttentionDeps): Attention => {
  let counted = 0
  let sampledAt = clock.monotonic()
  let wasSeeing = true
  let cancel = (): void => {}

  const now = (): number => {
    const at = clock.monotonic()
    const elapsed = at - sampledAt
    const isSeeing = at - seenUntil() < SEEN_FOR_MS
    if (wasSeeing && isSeeing && elapsed < PAUSED_AFTER_MS) counted += elapsed
    sampledAt = at
    wasSeeing = isSeeing
    return counted
  }

  const sample = (): void => {
    now()
    cancel = timers.after(SAMPLE_EVERY_MS, sample)
  }
  sample()

  const after = (ms: number, fire: () => void): (() => void) => {
    const due = now() + ms
    let stop = (): void => {}
    const wait = (left: number): void => {
      stop = timers.after(left, () => {
        const rest = due - now()
        if (rest <= 0) fire()
        else wait(Math.max(rest, SHORTEST_WAIT_MS))
      })
    }
    wait(ms)
    return () => stop()
  }

  return { now, after, stop: () => cancel() }
}

/** While attention stands still nobody counts down with it. */
const SHORTEST_WAIT_MS = 50

/**
 * Milliseconds since the epoch for what a group does: goes on with attention and never back. What attention missed is
 * made up for unless it is held, as it is while a rebalance has a deadline by it: a group that is empty after a long pause
 * has not been empty since before.
 */
export const timeOf = (clock: Clock, attention: Attention, isHeld: () => boolean): (() => number) => {
  const wall = (): number => clock.now() - attention.now()
  let offset = wall()
  return () => {
    if (!isHeld()) offset = Math.max(offset, wall())
    return Math.floor(offset + attention.now())
  }
}
