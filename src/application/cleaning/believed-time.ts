import { firstLook, look, timeAt } from '#domain/log/trusted-time'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { Store } from '#ports/store'

/** The time by which records may be deleted (ADR 0026). */
export interface BelievedTime {
  /** By this process's clocks alone; null as long as it is not known. */
  readonly here: () => number | null
  /** The same, and no later than the store's own clock. Asks the store. */
  readonly everywhere: () => Promise<number | null>
}

export type BelievedTimeDeps = Readonly<{ clock: Clock; storeTime: Store['time']; logger: Logger }>

/** Two clocks that are further apart are worth a line in the log. */
const APART_MS = 60_000

/** The first look is now; the time is known from one that is `settleMs` or more away on. */
export const believedTime = (
  { clock, storeTime, logger }: BelievedTimeDeps,
  settleMs: number,
): BelievedTime => {
  const reading = () => ({ wall: clock.now(), monotonic: clock.monotonic() })
  let seen = firstLook(reading(), settleMs)
  let warned = false

  const here = (): number | null => {
    const now = reading()
    seen = look(seen, now)
    return timeAt(seen, now)
  }

  const compare = (wall: number, stores: number): void => {
    const apart = Math.abs(wall - stores) > APART_MS
    if (apart && !warned)
      logger.warn(
        { here: new Date(wall).toISOString(), store: new Date(stores).toISOString() },
        "this machine's clock and the store's disagree: retention goes by the earlier",
      )
    warned = apart
  }

  return {
    here,
    everywhere: async () => {
      const stores = await storeTime()
      const own = here()
      if (stores === null || own === null) return own
      compare(clock.now(), stores)
      return Math.min(own, stores)
    },
  }
}
