import { coordinatorOf } from '#domain/group/coordinator-choice'
import { type GroupStateName, stateName } from '#domain/group/lifecycle'
import { type GroupId, groupId } from '#domain/group/types'
import type { CommittedOffset } from '#domain/offset-commits/types'
import type { Timers } from '#ports/timers'
import type { CoordinatorDeps, Coordinators } from './coordinator.ts'
import { eventLoopTurned } from './event-loop.ts'

/** A group as it stands in the store, with what is committed under its name. */
export type SurveyedGroup = Readonly<{
  groupId: GroupId
  state: GroupStateName
  members: number
  generation: number
  offsets: readonly CommittedOffset[]
}>

/** Looks at groups for whoever only wants to know: none is taken over by being looked at. */
export interface GroupSurvey {
  /** The groups that this broker coordinates, with `most` offsets at most. */
  readonly survey: (most: number) => Promise<Surveyed>
}

export type Surveyed = Readonly<{
  groups: readonly SurveyedGroup[]
  /** How many groups were not looked at, and how many offsets of those that were are not told. */
  leftOut: Readonly<{ groups: number; offsets: number }>
}>

type Deps = Pick<CoordinatorDeps, 'journal' | 'ledger' | 'offsets' | 'cluster' | 'logger'> &
  Readonly<{ coordinators: Pick<Coordinators, 'find'>; timers: Timers }>

/** Groups that are read at the same time. */
const AT_ONCE = 32
/** Groups that nobody here runs, which are read from their journals; the ledger keeps no more of them. The next look has others. */
const MOST_READ = 1_000

export const groupSurvey = (deps: Deps): GroupSurvey => {
  const { journal, ledger, offsets, coordinators, cluster, logger, timers } = deps

  const look = async (group: GroupId): Promise<SurveyedGroup | null> => {
    try {
      const state = coordinators.find(group)?.state() ?? (await ledger.read(group))?.state
      if (state === undefined || stateName(state) === 'dead') return null
      const { coordinator, members, generation } = state.context
      const owner = coordinatorOf(group, coordinator, cluster.brokers()) ?? cluster.self
      if (owner.id !== cluster.self.id) return null
      const committed = await offsets.read(group, null)
      return {
        groupId: group,
        state: stateName(state),
        members: members.size,
        generation,
        offsets: committed.offsets,
      }
    } catch (error) {
      // One that cannot be read does not hide the others.
      logger.debug({ err: error, group }, 'a group could not be looked at')
      return null
    }
  }

  let lastSilent: GroupId | null = null

  return {
    survey: async (most) => {
      const all = (await journal.groups()).map(groupId)
      const isRun = (id: GroupId): boolean => coordinators.find(id) !== undefined
      const silent = inTurn(
        all.filter((id) => !isRun(id)),
        lastSilent,
      ).slice(0, MOST_READ)
      const ids = [...all.filter(isRun), ...silent]
      const groups: SurveyedGroup[] = []
      let left = most
      let cut = 0
      let next = 0
      for (; next < ids.length && left > 0; next += AT_ONCE) {
        if (next > 0) await eventLoopTurned(timers)
        for (const group of await Promise.all(ids.slice(next, next + AT_ONCE).map(look))) {
          if (group === null) continue
          const offsets = group.offsets.slice(0, Math.max(0, left))
          cut += group.offsets.length - offsets.length
          left -= Math.max(1, offsets.length)
          groups.push({ ...group, offsets })
        }
      }
      const looked = Math.min(next, ids.length)
      const last = ids[looked - 1]
      if (last !== undefined && !isRun(last)) lastSilent = last
      return { groups, leftOut: { groups: all.length - looked, offsets: cut } }
    },
  }
}

/** By name, those behind `last` first. */
const inTurn = (groups: readonly GroupId[], last: GroupId | null): readonly GroupId[] => {
  const sorted = groups.toSorted()
  const from = last === null ? 0 : sorted.findIndex((id) => id > last)
  return from <= 0 ? sorted : [...sorted.slice(from), ...sorted.slice(0, from)]
}
