/** What two clocks say at one moment: the time of day, which may be set, and one that only ever goes on; both in ms. */
export type ClockReading = Readonly<{ wall: number; monotonic: number }>

/**
 * A wall clock as it is watched: how far it is ahead of the monotonic one, since when, and up to where it is believed.
 */
export type TrustedTime = Readonly<{
  ahead: number
  since: number
  /** Null: not seen for long enough. */
  trusted: number | null
  settleMs: number
}>

/** Less than this is drift, or the clock being slewed. */
const STEP_MS = 60_000
/** For how long a clock that was set must go on as it is before it is believed to have been set right. */
const SETTLED_MS = 3_600_000

/** The first look. It is believed from a later one on, `settleMs` or more away, if the clock is not set in between. */
export const firstLook = ({ wall, monotonic }: ClockReading, settleMs: number): TrustedTime => ({
  ahead: wall - monotonic,
  since: monotonic,
  trusted: null,
  settleMs,
})

/**
 * The time by which records may be deleted. A wall clock that is set back is followed at once, as that deletes nothing
 * early; one that is set forward only after {@link SETTLED_MS}, until when time goes on as the monotonic clock does.
 */
export const look = (before: TrustedTime, { wall, monotonic }: ClockReading): TrustedTime => {
  const ahead = wall - monotonic
  const isSet = Math.abs(ahead - before.ahead) > STEP_MS
  const since = isSet ? monotonic : before.since
  const settleMs = isSet ? SETTLED_MS : before.settleMs
  const isSettled = monotonic - since >= settleMs
  const careful = before.trusted === null ? null : Math.min(before.trusted, ahead)
  return {
    ahead: isSet ? ahead : before.ahead,
    since,
    settleMs,
    trusted: isSettled ? ahead : careful,
  }
}

/** Null: not known yet. */
export const timeAt = ({ trusted }: TrustedTime, { monotonic }: ClockReading): number | null =>
  trusted === null ? null : monotonic + trusted
