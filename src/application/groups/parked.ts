import type { JoinView, Reply, SyncView } from '#domain/group/effects'
import type { MemberId } from '#domain/group/types'
import { E } from '#shared/fp'
import type { GroupsRefusal } from './groups.ts'

/** What a request is answered, once. */
export type Settle = (outcome: E.Either<GroupsRefusal, Reply>) => void

/** Requests of one group that wait for other members: at most one join and one sync of each. */
export interface Parked {
  readonly park: (as: 'join' | 'sync', member: MemberId, settle: Settle) => void
  readonly isSyncing: (member: MemberId) => boolean
  /** Null: there is no such member any more. */
  readonly answerJoins: (view: (member: MemberId) => JoinView | null) => void
  readonly answerSyncs: (view: (member: MemberId) => SyncView | null) => void
  readonly refuseSyncs: (refusal: GroupsRefusal) => void
  readonly refuse: (member: MemberId, refusal: GroupsRefusal) => void
  readonly refuseAll: (refusal: GroupsRefusal) => void
  readonly isEmpty: () => boolean
}

export const parkedRequests = (): Parked => {
  const joins = new Map<MemberId, Settle>()
  const syncs = new Map<MemberId, Settle>()

  const take = (from: Map<MemberId, Settle>, member: MemberId): Settle | undefined => {
    const settle = from.get(member)
    from.delete(member)
    return settle
  }
  const refuseIn = (from: Map<MemberId, Settle>, refusal: GroupsRefusal): void => {
    for (const member of from.keys()) take(from, member)?.(E.left(refusal))
  }
  const answer = (from: Map<MemberId, Settle>, reply: (member: MemberId) => Reply | null): void => {
    for (const member of from.keys()) {
      const answered = reply(member)
      take(from, member)?.(answered === null ? E.left({ kind: 'unknown-member' }) : E.right(answered))
    }
  }

  return {
    park: (as, member, settle) => {
      const from = as === 'join' ? joins : syncs
      // It asked again, perhaps on another connection. The first is answered too: answers of a connection keep their order.
      take(from, member)?.(E.left({ kind: 'rebalance-in-progress' }))
      from.set(member, settle)
    },
    isSyncing: (member) => syncs.has(member),
    answerJoins: (view) =>
      answer(joins, (member) => {
        const joined = view(member)
        return joined === null ? null : { type: 'joined', view: joined }
      }),
    answerSyncs: (view) =>
      answer(syncs, (member) => {
        const synced = view(member)
        return synced === null ? null : { type: 'synced', view: synced }
      }),
    refuseSyncs: (refusal) => refuseIn(syncs, refusal),
    refuse: (member, refusal) => {
      take(joins, member)?.(E.left(refusal))
      take(syncs, member)?.(E.left(refusal))
    },
    refuseAll: (refusal) => {
      refuseIn(joins, refusal)
      refuseIn(syncs, refusal)
    },
    isEmpty: () => joins.size === 0 && syncs.size === 0,
  }
}
