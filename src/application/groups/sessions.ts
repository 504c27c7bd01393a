import type { MemberId } from '#domain/group/types'
import type { Attention } from './attention.ts'

/** How long each member of one group may still be silent. */
export interface Sessions {
  readonly start: (member: MemberId, timeoutMs: number) => void
  /** The member was heard: its whole session is before it again. */
  readonly touch: (member: MemberId) => void
  /** Whether a session has run out, or there is none. */
  readonly isOver: (member: MemberId) => boolean
  readonly stop: (member: MemberId) => void
  readonly stopAll: () => void
}

interface Session {
  readonly timeoutMs: number
  deadline: number
  cancel: () => void
}

/** When nothing came of an expiry (the store could not be asked), it is told again. */
const AGAIN_AFTER_MS = 1_000

/** A heartbeat moves a deadline and touches no timer: timers look at the deadline when they fire. */
export const sessionsOf = (attention: Attention, expired: (member: MemberId) => void): Sessions => {
  const sessions = new Map<MemberId, Session>()

  const wait = (member: MemberId, session: Session, ms: number): void => {
    session.cancel = attention.after(ms, () => {
      const left = session.deadline - attention.now()
      if (left <= 0) expired(member)
      if (sessions.get(member) === session) wait(member, session, left <= 0 ? AGAIN_AFTER_MS : left)
    })
  }

  const stop = (member: MemberId): void => {
    sessions.get(member)?.cancel()
    sessions.delete(member)
  }

  return {
    start: (member, timeoutMs) => {
      stop(member)
      const session = { timeoutMs, deadline: attention.now() + timeoutMs, cancel: () => {} }
      sessions.set(member, session)
      wait(member, session, timeoutMs)
    },
    touch: (member) => {
      const session = sessions.get(member)
      if (session !== undefined) session.deadline = attention.now() + session.timeoutMs
    },
    isOver: (member) => (sessions.get(member)?.deadline ?? Number.NEGATIVE_INFINITY) <= attention.now(),
    stop,
    stopAll: () => {
      for (const member of sessions.keys()) stop(member)
    },
  }
}
