import { coordinatorOf } from '#domain/group/coordinator-choice'
import { stateName } from '#domain/group/lifecycle'
import { type GroupId, groupId } from '#domain/group/types'
import { isAbandoned } from '#domain/offset-commits/expiry'
import type { Timers } from '#ports/timers'
import { E } from '#shared/fp'
import type { Topics } from '../topics.ts'
import type { CoordinatorDeps, Coordinators } from './coordinator.ts'
import { eventLoopTurned } from './event-loop.ts'
import { outdated, type Retention, tidy } from './housekeeping.ts'
import type { ReadSubscription } from './subscriptions.ts'

export type RetentionDeps = Omit<CoordinatorDeps, 'attention' | 'seen'> &
  Readonly<{
    coordinators: Coordinators
    topics: Pick<Topics, 'known' | 'refresh'>
    timers: Timers
    read: ReadSubscription
    retentionMs: number
    /** Kafka's `offsets.retention.check.interval.ms`. */
    everyMs: number
  }>

/** Looks through the groups of this broker from time to time for what is outdated. Returns how to stop. */
export const offsetRetention = (deps: RetentionDeps): (() => void) => {
  const { timers, logger, everyMs } = deps
  let stopped = false
  let cancel = (): void => {}

  const schedule = (): void => {
    cancel = timers.after(everyMs, () => {
      sweep(deps, () => stopped)
        .catch((error: unknown) => logger.warn({ err: error }, 'outdated offsets could not be looked for'))
        .finally(() => {
          if (!stopped) schedule()
        })
    })
  }
  schedule()
  return () => {
    stopped = true
    cancel()
  }
}

/** Groups that are looked at before others get their turn, as a store may answer at once. */
const IN_A_TURN = 32

/** One group after the other: nobody waits for it. A group is only taken over where there is something to do. */
const sweep = async (deps: RetentionDeps, isStopped: () => boolean): Promise<void> => {
  // Whoever asks for one of them again takes it over again, at the cost of an event.
  for (const running of deps.coordinators.running()) if (running.idleFor() > deps.everyMs) running.resign()
  await deps.topics.refresh()
  for (const [i, id] of (await deps.journal.groups()).entries()) {
    if (i > 0 && i % IN_A_TURN === 0) await eventLoopTurned(deps.timers)
    if (isStopped()) return
    try {
      await check(deps, groupId(id))
    } catch (error) {
      deps.logger.warn({ err: error, group: id }, "a group's outdated offsets could not be looked for")
    }
  }
}

const check = async (deps: RetentionDeps, group: GroupId): Promise<void> => {
  const { ledger, offsets, cluster, coordinators, clock, retentionMs, topics, read } = deps
  const fold = await ledger.read(group)
  if (fold === null) return
  const { coordinator } = fold.state.context
  if (coordinatorOf(group, coordinator, cluster.brokers())?.id !== cluster.self.id) return
  const retention: Retention = { now: clock.now(), retentionMs, topics, read }
  const stored = (await offsets.read(group, null)).offsets
  const remove = outdated(fold.state, stored, retention)
  const isDead = stateName(fold.state) === 'dead'
  // Its coordinator is gone, and perhaps everybody who would ask for another: only where a group is run, silence counts.
  const { members, pending } = fold.state.context
  const isUnattended = coordinators.find(group) === undefined && members.size + pending.size > 0
  if (remove.length === 0 && !isDead && !isUnattended && !isAbandoned(fold.state, stored.length)) return
  const running = await coordinators.acquire(group, false)
  if (E.isRight(running) && running.right !== null) await tidy(running.right, retention)
}
