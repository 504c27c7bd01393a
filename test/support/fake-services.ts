import type { Groups } from '#application/groups/groups'
import type { Services } from '#application/services'
import type { CreatePartitions, CreateTopic, TopicRef, Topics } from '#application/topics'
import type { BrokerEntry } from '#domain/cluster/brokers'
import type { Topic } from '#domain/cluster/topic'
import { generation, NOTHING } from '#domain/group/types'
import { offset } from '#domain/log/types'
import { topicId, topicName } from '#domain/topic/types'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'

/** Ids are 22 characters of base64url that stand for 16 bytes, as on the wire. */
export const idOf = (n: number): string => Buffer.alloc(16, n).toString('base64url')

export const aTopic = (name: string, n = 1, partitions = 1): Topic => ({
  id: topicId(idOf(n)),
  name: topicName(name),
  partitions,
  configs: new Map(),
  createdAt: 0,
})

export const aBroker = (id: number): BrokerEntry => ({
  id,
  incarnation: `i${id}`,
  host: `host-${id}`,
  port: 9092 + id,
  internalHost: 'internal',
  internalPort: 1,
  rack: id === 2 ? 'r2' : null,
})

export const unavailable = (): Promise<never> => Promise.reject(new StoreUnavailable('no store'))

/** What the use cases say when nothing else is asked of them: two brokers, no topics, every append at 7, groups that take everything. */
export const fakeServices = (
  overrides: { [Name in keyof Services]?: Partial<Services[Name]> } = {},
): Services => {
  const brokers = [aBroker(1), aBroker(2)] as const
  return {
    topics: { ...fakeTopics([]), ...overrides.topics },
    produce: {
      append: () =>
        Promise.resolve(E.right({ baseOffset: offset(7), logStart: offset(2), logAppendTime: -1 })),
      ...overrides.produce,
    },
    fetch: {
      fetch: ({ partitions }) =>
        Promise.resolve(
          partitions.map(() =>
            E.right({
              bounds: { logStart: offset(0), highWatermark: offset(0), leaderEpoch: 0 },
              records: [],
              bytes: 0,
            }),
          ),
        ),
      ...overrides.fetch,
    },
    groups: { ...fakeGroups(brokers[1]), ...overrides.groups },
    listOffsets: {
      find: () => Promise.resolve(E.right({ offset: 5, timestamp: -1, leaderEpoch: 3 })),
      ...overrides.listOffsets,
    },
    producers: { describe: () => Promise.resolve(E.right([])), ...overrides.producers },
    deleteRecords: { below: () => Promise.resolve(E.right(offset(3))), ...overrides.deleteRecords },
    logDirs: { path: '/memory', sizeOf: () => Promise.resolve(100), ...overrides.logDirs },
    producerIds: { next: () => Promise.resolve(4_000), ...overrides.producerIds },
    cluster: {
      clusterId: 'the-cluster',
      self: brokers[0],
      brokers: () => brokers,
      isRegistered: () => true,
      leaderOf: ({ partition }) => brokers[partition % 2 === 0 ? 0 : 1],
      ...overrides.cluster,
    },
    configs: {
      ofTopic: () => [],
      ofNewTopic: () => [],
      ofBroker: () => [],
      ofAllBrokers: () => [],
      ofNamed: () => [],
      named: () => [],
      alter: () => Promise.resolve(E.right(undefined)),
      ...overrides.configs,
    },
    loggers: { all: () => [], alter: () => E.right(undefined), ...overrides.loggers },
  }
}

/** Whoever joins leads the first generation of a group that has no offsets. */
const fakeGroups = (coordinator: BrokerEntry): Groups => {
  const done = () => Promise.resolve(E.right(undefined))
  return {
    join: (_, { memberId, protocolType, protocols }) =>
      Promise.resolve(
        E.right({
          memberId,
          generation: generation(1),
          protocolType,
          protocol: protocols[0]?.name ?? '',
          leader: memberId,
          skipAssignment: false,
          members: [],
        }),
      ),
    sync: () =>
      Promise.resolve(E.right({ protocolType: 'consumer', protocol: 'range', assignment: NOTHING })),
    heartbeat: done,
    leave: (_, members) => Promise.resolve(E.right(members.map((each) => ({ ...each, refusal: null })))),
    commit: done,
    committed: () => Promise.resolve(E.right([])),
    deleteOffsets: (_, partitions) => Promise.resolve(E.right(partitions.map(() => null))),
    describe: () => Promise.resolve(E.left({ kind: 'group-not-found' })),
    list: () => Promise.resolve([]),
    delete: done,
    coordinatorOf: () => Promise.resolve(coordinator),
    stop: () => {},
  }
}

/** Topics in memory. `seen` are known at once, `stored` only after the store was asked. */
export const fakeTopics = (
  seen: readonly Topic[],
  stored: readonly Topic[] = [],
): Topics & { refreshes: number } => {
  const known = new Set(seen)
  const match = (ref: TopicRef) => (topic: Topic) =>
    'name' in ref ? topic.name === ref.name : topic.id === ref.id
  const topics = {
    refreshes: 0,
    all: () => [...known].sort((a, b) => (a.name < b.name ? -1 : 1)),
    known: (ref: TopicRef) => [...known].find(match(ref)),
    refresh: () => {
      topics.refreshes++
      for (const topic of stored) known.add(topic)
      return Promise.resolve()
    },
    find: async (ref: TopicRef) => {
      await topics.refresh()
      return topics.known(ref) ?? null
    },
    create: (request: CreateTopic) => {
      const topic = aTopic(request.name, 100 + known.size, request.partitions === -1 ? 3 : request.partitions)
      if (!request.validateOnly) known.add(topic)
      return Promise.resolve(E.right(topic))
    },
    findOrCreate: (name: string) => {
      const topic = aTopic(name, 100 + known.size)
      known.add(topic)
      return Promise.resolve(E.right(topic))
    },
    createPartitions: ({ name, count, validateOnly }: CreatePartitions) => {
      const topic = topics.known({ name })
      if (topic === undefined) return Promise.resolve(E.left({ kind: 'unknown-topic' as const }))
      const grown = { ...topic, partitions: count }
      if (!validateOnly) {
        known.delete(topic)
        known.add(grown)
      }
      return Promise.resolve(E.right(grown))
    },
    delete: (ref: TopicRef) => {
      const topic = topics.known(ref)
      if (topic === undefined) return Promise.resolve(E.left({ kind: 'unknown-topic' as const }))
      known.delete(topic)
      return Promise.resolve(E.right(topic))
    },
  }
  return topics
}
