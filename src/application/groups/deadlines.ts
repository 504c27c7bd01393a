import type { Generation, MemberId } from '#domain/group/types'
import type { Attention } from './attention.ts'

/** The two waits of a rebalance: for members to join, and for those who were told of a generation to ask for their part. */
export interface Deadlines {
  readonly startJoin: (afterMs: number) => void
  readonly stopJoin: () => void
  readonly startSync: (generation: Generation, members: readonly MemberId[], afterMs: number) => void
  readonly stopSync: () => void
  /** The member has asked for its part. */
  readonly synced: (member: MemberId) => void
  /** Whether it has still to ask for its part. */
  readonly isAwaited: (member: MemberId) => boolean
  readonly stopAll: () => void
}

export type Overdue = Readonly<{
  joins: () => void
  syncs: (generation: Generation, members: readonly MemberId[]) => void
}>

/** When nothing came of it (the store could not be asked), it is told again. */
const AGAIN_AFTER_MS = 1_000

export const deadlinesOf = (attention: Attention, overdue: Overdue): Deadlines => {
  let cancelJoin = (): void => {}
  let cancelSync = (): void => {}
  const unsynced = new Set<MemberId>()

  const startJoin = (afterMs: number): void => {
    cancelJoin()
    cancelJoin = attention.after(afterMs, () => {
      // Before it is told, as what follows from it may start or stop this timer.
      startJoin(AGAIN_AFTER_MS)
      overdue.joins()
    })
  }

  const waitForSyncs = (generation: Generation, afterMs: number): void => {
    cancelSync = attention.after(afterMs, () => {
      if (unsynced.size === 0) return
      waitForSyncs(generation, AGAIN_AFTER_MS)
      overdue.syncs(generation, [...unsynced])
    })
  }

  const stopJoin = (): void => cancelJoin()
  const stopSync = (): void => {
    cancelSync()
    unsynced.clear()
  }

  return {
    startJoin,
    stopJoin,
    startSync: (generation, members, afterMs) => {
      stopSync()
      for (const member of members) unsynced.add(member)
      waitForSyncs(generation, afterMs)
    },
    stopSync,
    synced: (member) => void unsynced.delete(member),
    isAwaited: (member) => unsynced.has(member),
    stopAll: () => {
      stopJoin()
      stopSync()
    },
  }
}
