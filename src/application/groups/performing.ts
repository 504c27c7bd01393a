import type { Effect } from '#domain/group/effects'
import type { GroupState } from '#domain/group/lifecycle'
import { joinView, syncView } from '#domain/group/views'
import type { Deadlines } from './deadlines.ts'
import type { Parked } from './parked.ts'
import type { Sessions } from './sessions.ts'

export type Instruments = Readonly<{ parked: Parked; sessions: Sessions; deadlines: Deadlines }>

/** Does what was decided, once it is durable. `state` is the group's right after the events of that decision. */
export const perform = (
  { parked, sessions, deadlines }: Instruments,
  state: GroupState,
  effect: Effect,
): void => {
  switch (effect.type) {
    case 'start-session':
      return sessions.start(effect.memberId, effect.timeoutMs)
    case 'stop-session':
      return sessions.stop(effect.memberId)
    case 'start-join-timer':
      return deadlines.startJoin(effect.afterMs)
    case 'stop-join-timer':
      return deadlines.stopJoin()
    case 'start-sync-timer':
      return deadlines.startSync(effect.generation, effect.members, effect.afterMs)
    case 'stop-sync-timer':
      return deadlines.stopSync()
    case 'answer-joins':
      return parked.answerJoins((member) =>
        state.context.members.has(member) ? joinView(state, member) : null,
      )
    case 'answer-syncs':
      return parked.answerSyncs((member) => {
        if (!state.context.members.has(member)) return null
        sessions.touch(member)
        return syncView(state, member)
      })
    case 'refuse-syncs':
      return parked.refuseSyncs(effect.refusal)
    case 'refuse-parked':
      return parked.refuse(effect.memberId, effect.refusal)
  }
}
