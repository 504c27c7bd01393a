import type { BrokerSighting } from './brokers.ts'

/** A broker whose counter stands still for this long, by the observer's monotonic clock, is dead (`design.md` 7). */
export const DEAD_AFTER_MS = 3_000

/** When this observer last saw each broker's counter move. */
export type Watchlist = ReadonlyMap<
  number,
  Readonly<{ incarnation: string; counter: number; movedAt: number }>
>
export type Observation = Readonly<{ at: number; watchlist: Watchlist }>

export const unobserved: Observation = { at: 0, watchlist: new Map() }

/**
 * Takes a look at everybody's counters at a monotonic time in ms. Time in which nobody could be observed (the store was
 * away, this process was paused) counts for nobody's death: looks more than `interval` apart count as one interval.
 */
export const observe = (
  before: Observation,
  sightings: readonly BrokerSighting[],
  at: number,
  interval: number,
): Observation => {
  const blind = Math.max(0, at - before.at - interval)
  const watchlist = sightings.map(({ id, incarnation, counter }) => {
    const known = before.watchlist.get(id)
    const still = known !== undefined && known.incarnation === incarnation && known.counter === counter
    return [id, { incarnation, counter, movedAt: still ? known.movedAt + blind : at }] as const
  })
  return { at, watchlist: new Map(watchlist) }
}

export const isAlive = ({ at, watchlist }: Observation, id: number): boolean => {
  const seen = watchlist.get(id)
  return seen !== undefined && at - seen.movedAt < DEAD_AFTER_MS
}
