import type { GroupCommand } from '#domain/group/commands'
import type { Effect, Reply } from '#domain/group/effects'
import { type GroupState, stateName } from '#domain/group/lifecycle'
import { heartbeat } from '#domain/group/standing'
import type { GroupId, GroupRules } from '#domain/group/types'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import { OutcomeUnknown } from '#ports/store-errors'
import { E } from '#shared/fp'
import { coalesce } from '../coalesce.ts'
import { type Attention, timeOf } from './attention.ts'
import { deadlinesOf } from './deadlines.ts'
import { type Decided, decideAll, type Waiting } from './deciding.ts'
import { freshnessOf } from './freshness.ts'
import type { GroupsRefusal, MemberRef } from './groups.ts'
import { parkedRequests } from './parked.ts'
import { perform } from './performing.ts'
import type { Records } from './records.ts'
import { gathering, serial } from './serial.ts'
import { sessionsOf } from './sessions.ts'

/**
 * A group as its coordinator runs it. Its turns never overlap, and each does: durable first, then true, then told.
 * It resigns when the journal turns out to be somebody else's: everybody who waits is answered, and it acts no more.
 */
export interface LiveGroup {
  readonly id: GroupId
  /** As it is durable. */
  readonly state: () => GroupState
  /** Resolves with the answer; for a request that parks, `waits` is called then, and another member or a timer lets it go on. */
  readonly execute: (command: Dated, waits?: () => void) => Promise<E.Either<GroupsRefusal, Reply>>
  readonly heartbeat: (member: MemberRef) => Promise<E.Either<GroupsRefusal, void>>
  /** A turn of another kind. Where the task answers `LOST`, or this has resigned before, it resigns and that is the answer. */
  readonly turn: <A>(task: (records: Records) => Promise<A | Lost>) => Promise<A | Lost>
  /** Whether this still coordinates the group, as of a moment ago. Rejects when the store cannot be asked. */
  readonly confirm: () => Promise<boolean>
  /** Of a turn that writes nothing: the same question, asked within it. */
  readonly isStillOurs: () => Promise<boolean>
  /** The member was heard of, in another way than by a heartbeat. */
  readonly touch: (member: MemberRef) => void
  /** Somebody may have written to the journal: nothing is told any more before it was read. */
  readonly suspect: () => void
  readonly resign: () => void
  /** How long nobody has asked for anything, in ms; 0 while somebody is in the group or on the way into it. */
  readonly idleFor: () => number
}

/** A command at the time that the group's coordinator says it is. */
export type Dated = (at: number) => GroupCommand

export const LOST = Symbol('the journal is somebody else’s')
export type Lost = typeof LOST

export type LiveGroupDeps = Readonly<{
  group: GroupId
  records: Records
  /** Until when everybody else's appends are known here, by `Clock.monotonic`. */
  toldUntil: () => number
  attention: Attention
  clock: Clock
  logger: Logger
  rules: GroupRules
  onResigned: () => void
  /** A generation has begun. */
  onGeneration?: () => void
}>

/** Commands of one turn: each copies the members' map, and the event loop has others to serve. */
const MOST_AT_ONCE = 100

const notCoordinator = { kind: 'not-coordinator' } as const
const nothing = (): void => {}

/** Starts to run a group whose journal this broker has just written to, with what a new coordinator starts. */
export const liveGroup = (deps: LiveGroupDeps, initial: GroupState, start: readonly Effect[]): LiveGroup => {
  const { group, records, attention, clock, rules } = deps
  const logger = deps.logger.child({ group })
  const inTurn = serial()
  const parked = parkedRequests()
  const freshness = freshnessOf(deps)
  let state = initial
  let resigned = false
  let usedAt = clock.monotonic()
  const now = timeOf(clock, attention, () => stateName(state) === 'preparing')

  const execute = (dated: Dated, waits = nothing): Promise<E.Either<GroupsRefusal, Reply>> => {
    usedAt = clock.monotonic()
    return new Promise((settle, fail) => enqueue({ command: dated(now()), waits, settle, fail }))
  }

  /** On behalf of nobody who waits; what fails is tried again by its timer. */
  const act = (dated: Dated): void => {
    execute(dated).catch((error: unknown) => logger.warn({ err: error }, 'a group could not go on'))
  }

  const sessions = sessionsOf(attention, (memberId) => {
    // It waits for its leader, and has nothing to say meanwhile.
    if (parked.isSyncing(memberId)) sessions.touch(memberId)
    else act((at) => ({ type: 'expire-session', memberId, at }))
  })
  const deadlines = deadlinesOf(attention, {
    joins: () => act((at) => ({ type: 'close-join-window', at })),
    syncs: (generation, members) => act((at) => ({ type: 'expire-syncs', generation, members, at })),
  })
  const instruments = { parked, sessions, deadlines }
  const silence = { sinceSession: sessions.isOver, sinceGeneration: deadlines.isAwaited }

  const resign = (): void => {
    if (resigned) return
    resigned = true
    sessions.stopAll()
    deadlines.stopAll()
    parked.refuseAll(notCoordinator)
    deps.onResigned()
  }

  const look = async (): Promise<boolean> => {
    if (resigned) return false
    if (!(await freshness.look())) {
      logger.info({}, 'another broker coordinates this group now')
      resign()
    }
    return !resigned
  }
  const lookInTurn = coalesce(async () => {
    await inTurn(look)
  })
  const confirm = async (): Promise<boolean> => {
    if (!resigned && !freshness.isFresh()) await lookInTurn()
    return !resigned
  }

  const isStillOurs = async (): Promise<boolean> => freshness.isFresh() || look()

  const tell = ({ of, verdict }: Decided): void => {
    if (E.isLeft(verdict)) return of.settle(verdict)
    const { reply, effects, state: after } = verdict.right
    if (of.command.type === 'sync') deadlines.synced(of.command.memberId)
    // Some may have gone by that name, and need not be waited for any more.
    if (of.command.type === 'expire-syncs') of.command.members.forEach(deadlines.synced)
    // First: what is decided by one's own joining may be the answer to all who wait.
    if (reply.type === 'parked') {
      parked.park(reply.as, reply.memberId, of.settle)
      of.waits()
    } else of.settle(E.right(reply))
    for (const effect of effects) perform(instruments, after, effect)
  }

  const enqueue = gathering<Waiting>(inTurn, MOST_AT_ONCE, async (batch) => {
    try {
      const { decided, after } = decideAll(state, resigned ? [] : batch, rules, silence)
      const events = decided.flatMap(({ verdict }) => (E.isRight(verdict) ? verdict.right.events : []))
      const isOurs =
        !resigned && (events.length > 0 ? await records.append(events, after) : await isStillOurs())
      if (!isOurs || resigned) {
        resign()
        for (const { settle } of batch) settle(E.left(notCoordinator))
        return
      }
      state = after
      if (events.some(({ type }) => type === 'generation-started')) deps.onGeneration?.()
      for (const each of decided) tell(each)
    } catch (error) {
      if (error instanceof OutcomeUnknown) resign()
      for (const { fail } of batch) fail(error)
    }
  })

  for (const effect of start) perform(instruments, state, effect)

  return {
    id: group,
    state: () => state,
    execute,
    heartbeat: async (member) => {
      if (!(await confirm())) return E.left(notCoordinator)
      const verdict = heartbeat(state, member)
      if (E.isRight(verdict) || verdict.left.kind === 'rebalance-in-progress') sessions.touch(member.memberId)
      return verdict
    },
    turn: (task) => {
      usedAt = clock.monotonic()
      return inTurn(async () => {
        if (resigned) return LOST
        try {
          const outcome = await task(records)
          if (outcome === LOST) resign()
          return outcome
        } catch (error) {
          if (error instanceof OutcomeUnknown) resign()
          throw error
        }
      })
    },
    confirm,
    isStillOurs,
    touch: ({ memberId }) => sessions.touch(memberId),
    suspect: () => {
      freshness.suspect()
      confirm().catch((error: unknown) => logger.debug({ err: error }, 'a journal could not be read'))
    },
    resign,
    idleFor: () => {
      const { members, pending } = state.context
      return members.size + pending.size > 0 || !parked.isEmpty() ? 0 : clock.monotonic() - usedAt
    },
  }
}
