import { coordinatorOf } from '#domain/group/coordinator-choice'
import { decide } from '#domain/group/decider'
import type { Effect } from '#domain/group/effects'
import { type GroupState, noGroup, stateName } from '#domain/group/lifecycle'
import type { Coordinator, GroupId, GroupRules } from '#domain/group/types'
import type { Clock } from '#ports/clock'
import type { CommittedOffsets } from '#ports/committed-offsets'
import type { Journal } from '#ports/journal'
import type { Logger } from '#ports/logger'
import { E } from '#shared/fp'
import type { Cluster } from '../cluster/cluster.ts'
import type { Attention } from './attention.ts'
import { type CommitOutcome, commitsOf } from './commits.ts'
import type { CommitRequest, GroupsRefusal } from './groups.ts'
import { type GroupFold, journalOf, type Ledger, lengthOf } from './ledger.ts'
import { type LiveGroup, liveGroup } from './live-group.ts'
import { recordsOf } from './records.ts'
import { toStored } from './stored-events.ts'

/** Which groups this broker runs, and how it comes to run one (`design.md` 6). */
export interface Coordinators {
  /**
   * The group, run by this broker: taken over if its coordinator is gone and this one is next, founded where `founding`
   * says so and there is none. Null: there is no such group, and this broker would be the one to ask.
   */
  readonly acquire: (group: GroupId, founding: boolean) => Promise<Acquired>
  readonly running: () => readonly RunningGroup[]
  readonly find: (group: GroupId) => RunningGroup | undefined
  /** Runs no group any more, from here on. */
  readonly stop: () => void
}

export type RunningGroup = LiveGroup &
  Readonly<{ commit: (request: CommitRequest) => Promise<CommitOutcome> }>

export type CoordinatorDeps = Readonly<{
  journal: Journal
  offsets: CommittedOffsets
  ledger: Ledger
  cluster: Pick<Cluster, 'self' | 'brokers' | 'isRegistered'>
  attention: Attention
  clock: Clock
  logger: Logger
  rules: GroupRules
  /** Called with the time, by `Clock.monotonic`, at which the store was asked for something that it has answered. */
  seen: (at: number) => void
  /** The history of the store as it is now (`StoreHistory.current`). */
  history: () => Promise<string>
  /** Whether the store has lost nothing between two histories. */
  provenHarmless: (from: string, to: string) => Promise<boolean>
  /** Called when a generation has begun in a group of this broker. */
  onGeneration?: () => void
}>

type Acquired = E.Either<GroupsRefusal, RunningGroup | null>

/** At most one of a group is under way. */
type Opening = Readonly<{ founding: boolean; outcome: Promise<Acquired> }>

/** Others may write between reading and writing; more often than this they are at it, and the client asks again. */
const MOST_ATTEMPTS = 5

const notCoordinator = E.left({ kind: 'not-coordinator' } as const)

export const coordinators = (deps: CoordinatorDeps): Coordinators => {
  const { journal, ledger, cluster, clock, rules, logger } = deps
  const live = new Map<GroupId, RunningGroup>()
  const opening = new Map<GroupId, Opening>()
  let stopped = false

  const run = (group: GroupId, fold: GroupFold, start: readonly Effect[]): RunningGroup => {
    const made = liveGroup(
      {
        ...deps,
        group,
        records: recordsOf({ ...deps, group, fold }),
        toldUntil: journal.toldUntil,
        onResigned: () => {
          if (live.get(group) === running) live.delete(group)
        },
      },
      fold.state,
      start,
    )
    const running = { ...made, commit: commitsOf(made, clock) }
    live.set(group, running)
    // What was written between the append and now was told while nobody listened for this group.
    running.suspect()
    return running
  }

  /** Appends that this broker coordinates the group from here on. Null: somebody else wrote first. */
  const takeOver = async (group: GroupId, fold: GroupFold | null): Promise<RunningGroup | null> => {
    const state = fold?.state ?? noGroup
    const coordinator = await asNow()
    const taken = decide(
      state,
      {
        type: 'take-over',
        coordinator,
        tailMayBeLost: await mayHaveLost(state, coordinator),
        at: clock.now(),
      },
      rules,
    )
    if (E.isLeft(taken)) return null
    const { events, effects, state: moved } = taken.right
    const stored = events.map(toStored)
    const appended = await journal.append(journalOf(group), fold?.position ?? null, stored)()
    if (E.isLeft(appended) || stopped) return null
    logger.debug({ group, from: state.context.coordinator }, 'coordinating a group')
    const taking = {
      state: moved,
      position: appended.right,
      snapshotLength: fold?.snapshotLength ?? 0,
      tailLength: (fold?.tailLength ?? 0) + lengthOf(stored),
    }
    return run(group, taking, effects)
  }

  const asNow = async (): Promise<Coordinator> => ({
    brokerId: cluster.self.id,
    incarnation: cluster.self.incarnation,
    history: await deps.history(),
  })

  const mayHaveLost = async ({ context }: GroupState, { history }: Coordinator): Promise<boolean> => {
    const before = context.coordinator?.history ?? history
    return before !== history && !(await deps.provenHarmless(before, history))
  }

  const open = async (group: GroupId, founding: boolean): Promise<Acquired> => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS && !stopped; attempt++) {
      const fold = await ledger.read(group)
      if (fold !== null && stateName(fold.state) === 'dead') {
        // Whoever deleted it did not come to the end.
        await journal.remove(journalOf(group), fold.position)()
        continue
      }
      const named = fold?.state.context.coordinator ?? null
      if (coordinatorOf(group, named, cluster.brokers())?.id !== cluster.self.id) return notCoordinator
      if (fold === null && !founding) return E.right(null)
      if (!cluster.isRegistered()) return notCoordinator
      const taken = await takeOver(group, fold)
      if (taken !== null) return E.right(taken)
    }
    return notCoordinator
  }

  const acquire = async (group: GroupId, founding: boolean): Promise<Acquired> => {
    let earlier: Opening | undefined
    for (;;) {
      const found = live.get(group)
      if (found !== undefined) return E.right(found)
      const current = opening.get(group)
      if (current === undefined) break
      // What began after this was asked answers it as well: many who ask do not queue before a store that is away.
      if (earlier !== undefined && current !== earlier && (current.founding || !founding))
        return current.outcome
      earlier = current
      await current.outcome.catch(() => {})
    }
    const own = { founding, outcome: open(group, founding) }
    opening.set(group, own)
    try {
      return await own.outcome
    } finally {
      opening.delete(group)
    }
  }

  return {
    acquire,
    running: () => [...live.values()],
    find: (group) => live.get(group),
    stop: () => {
      stopped = true
      for (const running of live.values()) running.resign()
    },
  }
}
