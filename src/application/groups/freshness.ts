import type { GroupRules } from '#domain/group/types'
import type { Clock } from '#ports/clock'
import type { Records } from './records.ts'

/** Whether a coordinator may tell what it believes, or has to look at its journal first. */
export interface Freshness {
  readonly isFresh: () => boolean
  /** Somebody may have written to the journal: it is not fresh before it was looked at. */
  readonly suspect: () => void
  /** Looks whether the journal is still this coordinator's. */
  readonly look: () => Promise<boolean>
}

export type FreshnessDeps = Readonly<{
  records: Pick<Records, 'isOurs' | 'provenAt'>
  /** Until when everybody else's appends are known here, by `Clock.monotonic`. */
  toldUntil: () => number
  clock: Clock
  rules: Pick<GroupRules, 'minSessionTimeoutMs'>
}>

export const freshnessOf = ({ records, toldUntil, clock, rules }: FreshnessDeps): Freshness => {
  let suspicions = 0
  let cleared = 0
  return {
    // A view is good for a third of the shortest session, so that members are not kept that another broker serves.
    isFresh: () =>
      suspicions === cleared &&
      clock.monotonic() - Math.max(toldUntil(), records.provenAt()) <= rules.minSessionTimeoutMs / 3,
    suspect: () => void suspicions++,
    look: async () => {
      const before = suspicions
      const isOurs = await records.isOurs()
      if (isOurs) cleared = Math.max(cleared, before)
      return isOurs
    },
  }
}
