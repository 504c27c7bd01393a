import { type MemoryData, memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import type { Groups, GroupsRefusal, JoinRequest, MemberRef } from '#application/groups/groups'
import { openGroups } from '#application/groups/open-groups'
import type { GroupSurvey } from '#application/groups/survey'
import type { BrokerEntry } from '#domain/cluster/brokers'
import type { JoinView } from '#domain/group/effects'
import {
  type GroupId,
  type GroupRules,
  generation,
  groupId,
  instanceId,
  type MemberId,
  memberId,
  opaque,
} from '#domain/group/types'
import { topicId } from '#domain/topic/types'
import type { CommittedOffsets } from '#ports/committed-offsets'
import type { Journal } from '#ports/journal'
import { E } from '#shared/fp'
import { type Controlled, controlled } from '#test/support/controlled'
import { aBroker, aTopic } from '#test/support/fake-services'
import { type ManualTime, manualTime, settled } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

const rules: GroupRules = {
  initialRebalanceDelayMs: 0,
  minSessionTimeoutMs: 6_000,
  maxSessionTimeoutMs: 1_800_000,
  maxSize: 1_000,
  maxMetadataBytes: 65_536,
}

export const G = groupId('orders')
const topic = aTopic('t', 1, 8)

/** One broker of a world: its groups, and who stands between it and the store. */
export type WorldBroker = Readonly<{
  entry: BrokerEntry
  groups: Groups & GroupSurvey
  journal: Controlled<Journal>
  offsets: Controlled<CommittedOffsets>
}>

/** Brokers over one store, in a time that moves when it is told to. Who lives is said, not observed. */
export interface World {
  readonly time: ManualTime
  readonly data: MemoryData
  readonly start: (
    id: number,
    given?: Readonly<{
      incarnation?: string
      rules?: Partial<GroupRules>
      toldUntil?: () => number
      history?: () => Promise<string>
      provenHarmless?: boolean
      journal?: (real: Journal) => Journal
      offsets?: (real: CommittedOffsets) => CommittedOffsets
    }>,
  ) => WorldBroker
  /** Takes it out of everybody's view. */
  readonly dies: (broker: WorldBroker) => void
  /** Topics besides `t`, and those of them that brokers know since they last asked. */
  readonly topics: { made: readonly string[]; known: readonly string[] }
  readonly lives: (broker: WorldBroker) => void
}

let tokens = 0

export const aWorld = (): World => {
  const time = manualTime()
  const data = memoryData()
  let live: readonly BrokerEntry[] = []
  const dies = ({ entry }: Pick<WorldBroker, 'entry'>): void => {
    live = live.filter(({ id }) => id !== entry.id)
  }
  const lives = ({ entry }: Pick<WorldBroker, 'entry'>): void => {
    dies({ entry })
    live = [...live, entry].toSorted((a, b) => a.id - b.id)
  }
  const topics: World['topics'] = { made: [], known: [] }
  return {
    time,
    data,
    topics,
    dies,
    lives,
    start: (id, given = {}) => {
      const entry = { ...aBroker(id), incarnation: given.incarnation ?? `i${id}` }
      const store = memoryStore(stampingCodec, data)
      const journal = controlled(given.journal?.(store.journal) ?? store.journal)
      const offsets = controlled(given.offsets?.(store.offsets) ?? store.offsets)
      lives({ entry })
      const groups = openGroups({
        journal: { ...journal.port, toldUntil: given.toldUntil ?? store.journal.toldUntil },
        offsets: offsets.port,
        cluster: {
          self: entry,
          brokers: () => live,
          isRegistered: () =>
            !live.some(({ id, incarnation }) => id === entry.id && incarnation !== entry.incarnation),
        },
        topics: {
          known: (ref) =>
            ('name' in ref ? ref.name === topic.name : [topic.id, ...topics.known].includes(ref.id))
              ? topic
              : undefined,
          refresh: async () => {
            topics.known = topics.made
          },
        },
        clock: time.clock,
        timers: time.timers,
        random: { token: () => `r${++tokens}`, positiveInt: () => ++tokens },
        logger: silentLogger,
        rules: { ...rules, ...given.rules },
        history: given.history ?? (() => Promise.resolve('h')),
        provenHarmless: () => Promise.resolve(given.provenHarmless ?? false),
        readSubscription: (metadata) => (metadata === '' ? null : metadata.split(',')),
        offsetsRetentionMs: 3_600_000,
        retentionCheckMs: 600_000,
      })
      return { entry, groups, journal, offsets }
    },
  }
}

export const joining = (over: Partial<JoinRequest> = {}): JoinRequest => ({
  memberId: memberId(''),
  instanceId: null,
  clientId: 'c',
  clientHost: '/127.0.0.1',
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: opaque('t') }],
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 30_000,
  requiresKnownMemberId: false,
  canSkipAssignment: true,
  reason: '',
  ...over,
})

export const right = <A>(outcome: E.Either<GroupsRefusal, A>): A => {
  if (E.isLeft(outcome)) throw new Error(`refused: ${JSON.stringify(outcome.left)}`)
  return outcome.right
}
export const refusalOf = (outcome: E.Either<GroupsRefusal, unknown>): string =>
  E.isLeft(outcome) ? outcome.left.kind : 'nothing'

/** Joins as a static member of that name. */
export const asInstance = (name: string, over: Partial<JoinRequest> = {}): JoinRequest =>
  joining({ instanceId: instanceId(name), ...over })

export const syncOf = (
  view: Pick<JoinView, 'memberId' | 'generation'>,
  assigned: readonly MemberId[] = [],
) => ({
  memberId: view.memberId,
  instanceId: null,
  generation: view.generation,
  protocolType: null,
  protocol: null,
  assignments: assigned.map((id) => [id, opaque(`part-of-${id}`)] as const),
})

export const refOf = ({ memberId, generation }: Pick<JoinView, 'memberId' | 'generation'>): MemberRef => ({
  memberId,
  instanceId: null,
  generation,
})
export const nobody: MemberRef = { memberId: memberId(''), instanceId: null, generation: generation(-1) }

/** `count` members join an empty group and get their parts: a stable group. The first is the leader. */
export const stableGroup = async (
  { groups }: WorldBroker,
  count: number,
  group: GroupId = G,
): Promise<readonly JoinView[]> => {
  let views: readonly JoinView[] = []
  for (let n = 1; n <= count; n++) {
    const newcomer = groups.join(group, joining({ clientId: `c${n}` }))
    await settled()
    const rejoining = views.map(({ memberId }) => groups.join(group, joining({ memberId })))
    views = (await Promise.all([...rejoining, newcomer])).map(right)
    const ids = views.map(({ memberId }) => memberId)
    const leader = views.find(({ memberId, leader }) => memberId === leader)
    const syncs = views.map((view) => groups.sync(group, syncOf(view, view === leader ? ids : [])))
    await Promise.all(syncs)
  }
  return views
}

/** Brokers have not heard of it before they ask. */
export const topicMade = ({ topics }: World, id: string): void => {
  topics.made = [...topics.made, id]
}

export const at = (partition: number) => ({ topicId: topicId(topic.id), partition })
export const committing = (partition: number, offset: number, metadata = '') => ({
  at: at(partition),
  offset,
  leaderEpoch: -1,
  metadata,
})
