import { coordinatorOf } from '#domain/group/coordinator-choice'
import { decide } from '#domain/group/decider'
import type { JoinView, Reply, SyncView } from '#domain/group/effects'
import { type GroupState, noGroup, stateName } from '#domain/group/lifecycle'
import { type GroupId, groupId, memberId } from '#domain/group/types'
import { description } from '#domain/group/views'
import type { Random } from '#ports/random'
import { StoreCorrupt } from '#ports/store-errors'
import type { Timers } from '#ports/timers'
import { E } from '#shared/fp'
import type { CoordinatorDeps, Coordinators, RunningGroup } from './coordinator.ts'
import { eventLoopTurned } from './event-loop.ts'
import type { Groups, GroupsRefusal, ListedGroup } from './groups.ts'
import { deleteGroup, forgetOffsets } from './housekeeping.ts'
import type { GroupFold } from './ledger.ts'
import { LOST } from './live-group.ts'
import type { ReadSubscription } from './subscriptions.ts'

export type GroupServiceDeps = Omit<CoordinatorDeps, 'attention' | 'seen'> &
  Readonly<{ coordinators: Coordinators; random: Random; timers: Timers; read: ReadSubscription }>

/** Ids are as long as the text that a tool can show (`safety.md` 3). */
const LONGEST_ID_BYTES = 255
/** It is kept for people to read; a group keeps it twice for each member. */
const LONGEST_CLIENT_ID = 255
const MEMBER_TOKEN_BYTES = 16
/** Groups that are read at the same time for a list. */
const AT_ONCE = 32

const refused = <K extends GroupsRefusal['kind']>(kind: K) => E.left({ kind })

export const groupService = (deps: GroupServiceDeps): Omit<Groups, 'stop'> => {
  const { coordinators, ledger, cluster, offsets, random, rules, read } = deps

  /** For those who ask of a group that exists. Null: there is none. */
  const existing = async (group: GroupId): Promise<E.Either<GroupsRefusal, RunningGroup | null>> => {
    const running = coordinators.find(group)
    return running === undefined ? coordinators.acquire(group, false) : E.right(running)
  }

  const founded = async (group: GroupId): Promise<E.Either<GroupsRefusal, RunningGroup>> => {
    const running = await coordinators.acquire(group, true)
    if (E.isLeft(running)) return running
    return running.right === null ? refused('not-coordinator') : E.right(running.right)
  }

  /** Null also where this version cannot read it: one such group does not hide the others. */
  const readable = async (group: GroupId): Promise<GroupFold | null> => {
    try {
      return await ledger.read(group)
    } catch (error) {
      if (!(error instanceof StoreCorrupt)) throw error
      deps.logger.warn({ err: error, group }, 'a group cannot be read, and is not listed')
      return null
    }
  }

  const ownedBy = (group: GroupId, state: GroupState | null) =>
    coordinatorOf(group, state?.context.coordinator ?? null, cluster.brokers()) ?? cluster.self

  return {
    join: async (group, request, waits) => {
      if (group === '' || !isShortEnough(group)) return refused('invalid-group-id')
      const clientId = request.clientId.slice(0, LONGEST_CLIENT_ID).toWellFormed()
      const newMemberId = memberId(`${request.instanceId ?? clientId}-${random.token(MEMBER_TOKEN_BYTES)}`)
      const dated = (at: number) => ({ type: 'join', ...request, clientId, newMemberId, at }) as const
      const there = await existing(group)
      if (E.isLeft(there)) return there
      let running = there.right
      if (running === null) {
        // What nobody may do founds no group.
        const first = decide(noGroup, dated(0), rules)
        if (E.isLeft(first)) return first
        const made = await founded(group)
        if (E.isLeft(made)) return made
        running = made.right
      }
      // Not awaited here: whoever waits for others holds nothing of its request.
      return running.execute(dated, waits).then(joined)
    },

    sync: async (group, request, waits) => {
      if (group === '') return refused('invalid-group-id')
      const running = await existing(group)
      if (E.isLeft(running)) return running
      if (running.right === null) return refused('unknown-member')
      return running.right.execute(() => ({ type: 'sync', ...request }), waits).then(synced)
    },

    heartbeat: async (group, member) => {
      if (group === '') return refused('invalid-group-id')
      const running = await existing(group)
      if (E.isLeft(running)) return running
      return running.right === null ? refused('unknown-member') : running.right.heartbeat(member)
    },

    leave: async (group, members) => {
      if (group === '') return refused('invalid-group-id')
      const running = await existing(group)
      if (E.isLeft(running)) return running
      if (running.right === null)
        return E.right(members.map((each) => ({ ...each, refusal: { kind: 'unknown-member' } })))
      const outcome = await running.right.execute((at) => ({ type: 'leave', members, at }))
      if (E.isLeft(outcome)) return outcome
      return outcome.right.type === 'left' ? E.right(outcome.right.outcomes) : unexpected(outcome.right)
    },

    // Without a name, too: whoever manages its partitions itself need not think of one (Kafka's `isValidGroupId`).
    commit: async (group, request) => {
      if (!isShortEnough(group)) return refused('invalid-group-id')
      const there = await existing(group)
      if (E.isLeft(there)) return there
      if (there.right !== null) return there.right.commit(request)
      // Whoever manages its partitions itself needs no group before it commits; a member's group would be here.
      if (request.generation >= 0) return refused('group-not-found')
      const made = await founded(group)
      return E.isLeft(made) ? made : made.right.commit(request)
    },

    committed: async (group, partitions) => {
      const running = await existing(group)
      if (E.isLeft(running)) return running
      if (running.right === null) return E.right([])
      // In its turn, so that whoever commits and then asks is told of its own commit.
      const read = await running.right.turn(() => offsets.read(group, partitions))
      return read === LOST ? refused('not-coordinator') : E.right(read.offsets)
    },

    deleteOffsets: async (group, partitions) => {
      if (group === '') return refused('invalid-group-id')
      const running = await existing(group)
      if (E.isLeft(running)) return running
      return running.right === null
        ? refused('group-not-found')
        : forgetOffsets(running.right, partitions, read)
    },

    describe: async (group) => {
      const running = await existing(group)
      if (E.isLeft(running)) return running
      if (running.right === null) return refused('group-not-found')
      if (!(await running.right.confirm())) return refused('not-coordinator')
      return E.right({ groupId: group, ...description(running.right.state()) })
    },

    list: async () => {
      const ids = (await deps.journal.groups()).map(groupId)
      const listed: ListedGroup[] = []
      for (let first = 0; first < ids.length; first += AT_ONCE) {
        if (first > 0) await eventLoopTurned(deps.timers)
        const folds = await Promise.all(
          ids.slice(first, first + AT_ONCE).map(async (id) => ({ id, fold: await readable(id) })),
        )
        for (const { id, fold } of folds) {
          if (fold === null || stateName(fold.state) === 'dead') continue
          if (ownedBy(id, fold.state).id === cluster.self.id) listed.push(summary(id, fold.state))
        }
      }
      return listed
    },

    delete: async (group) => {
      const running = await existing(group)
      if (E.isLeft(running)) return running
      return running.right === null ? refused('group-not-found') : deleteGroup(running.right)
    },

    coordinatorOf: async (group) => {
      if (coordinators.find(group) !== undefined) return cluster.self
      return ownedBy(group, (await ledger.read(group))?.state ?? null)
    },
  }
}

const isShortEnough = (group: GroupId): boolean =>
  group.length * 3 <= LONGEST_ID_BYTES || Buffer.byteLength(group) <= LONGEST_ID_BYTES

type Outcome = E.Either<GroupsRefusal, Reply>

const joined = (outcome: Outcome): E.Either<GroupsRefusal, JoinView> => {
  if (E.isLeft(outcome)) return outcome
  const reply = outcome.right
  if (reply.type === 'member-id-required') return E.left({ kind: reply.type, memberId: reply.memberId })
  return reply.type === 'joined' ? E.right(reply.view) : unexpected(reply)
}

const synced = (outcome: Outcome): E.Either<GroupsRefusal, SyncView> => {
  if (E.isLeft(outcome)) return outcome
  return outcome.right.type === 'synced' ? E.right(outcome.right.view) : unexpected(outcome.right)
}

const unexpected = (reply: Reply): never => {
  throw new Error(`a group answered ${reply.type} to a request of another kind`)
}

const summary = (group: GroupId, state: GroupState): ListedGroup => ({
  groupId: group,
  protocolType: state.context.protocolType ?? '',
  state: stateName(state),
})
