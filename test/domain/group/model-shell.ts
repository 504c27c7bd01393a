import type { GroupCommand } from '#domain/group/commands'
import type { Decision } from '#domain/group/decider'
import { decide } from '#domain/group/decider'
import type { Effect } from '#domain/group/effects'
import type { GroupRefusal } from '#domain/group/errors'
import { type GroupState, noGroup } from '#domain/group/lifecycle'
import type { Generation, GroupRules, MemberId } from '#domain/group/types'
import { syncView } from '#domain/group/views'
import { E } from '#shared/fp'

export type Turn = Readonly<{
  command: GroupCommand
  before: GroupState
  verdict: E.Either<GroupRefusal, Decision>
}>

/** What a member was told of its share. */
type Told = Readonly<{ generation: Generation; memberId: MemberId; assignment: string }>

/** What a coordinator holds beside the group's state. Times are the truth's. */
export interface Shell {
  state: GroupState
  now: number
  /** How far the coordinator's clock is from the truth. */
  skew: number
  /** Since when each waits. */
  readonly joins: Map<MemberId, number>
  readonly syncs: Set<MemberId>
  readonly sessions: Map<MemberId, Readonly<{ at: number; timeoutMs: number }>>
  joinTimer: number | null
  syncTimer: Readonly<{ at: number; generation: Generation; members: readonly MemberId[] }> | null
  readonly told: Told[]
}

/** A coordinator in miniature, whose time a test lets pass: timers fire when they are due, and at that time. */
export const modelShell = (rules: GroupRules, inspect: (turn: Turn, shell: Shell) => void) => {
  const shell: Shell = {
    state: noGroup,
    now: 0,
    skew: 0,
    joins: new Map(),
    syncs: new Set(),
    sessions: new Map(),
    joinTimer: null,
    syncTimer: null,
    told: [],
  }

  const touch = (member: MemberId): void => {
    const session = shell.sessions.get(member)
    if (session !== undefined) shell.sessions.set(member, { ...session, at: shell.now + session.timeoutMs })
  }

  const tell = (memberId: MemberId): void => {
    const { assignment } = syncView(shell.state, memberId)
    shell.told.push({ generation: shell.state.context.generation, memberId, assignment })
  }

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'start-session':
        shell.sessions.set(effect.memberId, { at: shell.now + effect.timeoutMs, timeoutMs: effect.timeoutMs })
        break
      case 'stop-session':
        shell.sessions.delete(effect.memberId)
        break
      case 'start-join-timer':
        shell.joinTimer = shell.now + effect.afterMs
        break
      case 'stop-join-timer':
        shell.joinTimer = null
        break
      case 'start-sync-timer':
        shell.syncTimer = { ...effect, at: shell.now + effect.afterMs }
        break
      case 'stop-sync-timer':
        shell.syncTimer = null
        break
      case 'answer-joins':
        shell.joins.clear()
        break
      case 'answer-syncs':
        for (const member of shell.syncs) {
          tell(member)
          touch(member)
        }
        shell.syncs.clear()
        break
      case 'refuse-syncs':
        shell.syncs.clear()
        break
      case 'refuse-parked':
        shell.joins.delete(effect.memberId)
        shell.syncs.delete(effect.memberId)
        break
    }
  }

  const forget = (): void => {
    shell.joins.clear()
    shell.syncs.clear()
    shell.sessions.clear()
    shell.joinTimer = null
    shell.syncTimer = null
  }

  const execute = (command: GroupCommand): void => {
    const before = shell.state
    const verdict = decide(before, command, rules)
    if (E.isRight(verdict)) {
      const { effects, reply } = verdict.right
      if (command.type === 'take-over') forget()
      shell.state = verdict.right.state
      if (command.type === 'sync' && shell.syncTimer !== null)
        shell.syncTimer = {
          ...shell.syncTimer,
          members: shell.syncTimer.members.filter((member) => member !== command.memberId),
        }
      if (reply.type === 'parked' && reply.as === 'join') shell.joins.set(reply.memberId, shell.now)
      if (reply.type === 'parked' && reply.as === 'sync') shell.syncs.add(reply.memberId)
      if (reply.type === 'synced' && command.type === 'sync') tell(command.memberId)
      effects.forEach(perform)
    }
    inspect({ command, before, verdict }, shell)
  }

  const nextDue = (): Readonly<{ at: number; fire: () => void }> | undefined => {
    const due: { at: number; fire: () => void }[] = []
    const at = (): number => shell.now + shell.skew
    for (const [memberId, session] of shell.sessions)
      due.push({
        at: session.at,
        fire: () =>
          shell.syncs.has(memberId)
            ? touch(memberId)
            : execute({ type: 'expire-session', memberId, at: at() }),
      })
    if (shell.joinTimer !== null)
      due.push({
        at: shell.joinTimer,
        fire: () => {
          shell.joinTimer = null
          execute({ type: 'close-join-window', at: at() })
        },
      })
    const sync = shell.syncTimer
    if (sync !== null)
      due.push({
        at: sync.at,
        fire: () => {
          shell.syncTimer = null
          execute({ type: 'expire-syncs', generation: sync.generation, members: sync.members, at: at() })
        },
      })
    return due.sort((a, b) => a.at - b.at)[0]
  }

  /** Time passes, and what falls due in it happens. */
  const pass = (ms: number): void => {
    const until = shell.now + ms
    let limit = 100_000
    for (let next = nextDue(); next !== undefined && next.at <= until; next = nextDue()) {
      if (limit-- === 0) throw new Error('timers fire without end')
      // A session that ended while the loop was at it fires late, not in the past.
      shell.now = Math.max(shell.now, next.at)
      next.fire()
    }
    shell.now = until
  }

  return { shell, execute, pass, touch }
}
