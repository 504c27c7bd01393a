import { type Draft, happen, perform } from './draft.ts'
import type { Removal } from './events.ts'
import { UNKNOWN_MEMBER } from './standing.ts'
import type { MemberId } from './types.ts'

/** Takes a member out of the group. What that means for the others is for the end of the turn. */
export const remove = (draft: Draft, memberId: MemberId, reason: Removal): Draft =>
  perform(
    happen(draft, { type: 'member-removed', memberId, reason }),
    { type: 'stop-session', memberId },
    { type: 'refuse-parked', memberId, refusal: UNKNOWN_MEMBER },
  )

/** Forgets an id that was given out and never used. */
export const dropPending = (draft: Draft, memberId: MemberId): Draft =>
  perform(happen(draft, { type: 'pending-member-dropped', memberId }), { type: 'stop-session', memberId })
