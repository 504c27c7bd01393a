import { groupId } from '#domain/group/types'
import type { Random } from '#ports/random'
import type { Timers } from '#ports/timers'
import type { Topics } from '../topics.ts'
import { attentionOf } from './attention.ts'
import { type CoordinatorDeps, coordinators as coordinatorsOf } from './coordinator.ts'
import type { Groups } from './groups.ts'
import { ledgerOf } from './ledger.ts'
import { offsetRetention } from './retention.ts'
import { groupService } from './service.ts'
import type { ReadSubscription } from './subscriptions.ts'
import { type GroupSurvey, groupSurvey } from './survey.ts'

export type GroupsDeps = Omit<CoordinatorDeps, 'attention' | 'ledger' | 'seen'> &
  Readonly<{
    timers: Timers
    random: Random
    topics: Pick<Topics, 'known' | 'refresh'>
    readSubscription: ReadSubscription
    offsetsRetentionMs: number
    retentionCheckMs: number
  }>

/** The consumer groups of one broker: follows their journals, and runs those that it coordinates. */
export const openGroups = (deps: GroupsDeps): Groups & GroupSurvey => {
  const { journal, clock, timers } = deps
  const ledger = ledgerOf(journal)
  let provenAt = Number.NEGATIVE_INFINITY
  const attention = attentionOf({
    clock,
    timers,
    seenUntil: () => Math.max(journal.toldUntil(), provenAt),
  })
  const shared = { ...deps, ledger, read: deps.readSubscription }
  const coordinators = coordinatorsOf({
    ...shared,
    attention,
    seen: (at) => {
      provenAt = Math.max(provenAt, at)
    },
  })
  const service = groupService({ ...shared, coordinators })
  const stopRetention = offsetRetention({
    ...shared,
    coordinators,
    retentionMs: deps.offsetsRetentionMs,
    everyMs: deps.retentionCheckMs,
  })
  const unwatch = journal.watch((name) => {
    if (name === null) for (const running of coordinators.running()) running.suspect()
    else if (name.kind === 'group') coordinators.find(groupId(name.groupId))?.suspect()
  })
  return {
    ...service,
    ...groupSurvey({ ...shared, coordinators }),
    stop: () => {
      unwatch()
      stopRetention()
      coordinators.stop()
      attention.stop()
    },
  }
}
