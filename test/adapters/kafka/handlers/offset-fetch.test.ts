import { describe, expect, test } from 'vitest'
import { offsetFetch } from '#adapters/kafka/handlers/offset-fetch'
import type { OffsetFetchRequest } from '#adapters/kafka/protocol/messages/offset-fetch'
import type { Groups } from '#application/groups/groups'
import type { CommittedOffset } from '#domain/offset-commits/types'
import { type TopicPartition, topicId } from '#domain/topic/types'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, idOf, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const NO_ID = idOf(0)
const [a, b] = [aTopic('a', 1, 3), aTopic('b', 2, 1)]
const topics = fakeTopics([a], [b])

const offset = (id: string, partition: number, n: number): CommittedOffset => ({
  at: { topicId: topicId(id), partition },
  offset: n,
  leaderEpoch: 4,
  metadata: `m${n}`,
  committedAt: 1,
})
const offsets = [offset(a.id, 0, 10), offset(a.id, 2, 12), offset(b.id, 0, 20), offset(idOf(9), 0, 90)]

const fetches = (committed: Groups['committed']) => brokerWith({ topics, groups: { committed } })

type Seen = [string, readonly TopicPartition[] | null][]
const recording = (seen: Seen = []) =>
  fetches((group, partitions) => {
    seen.push([group, partitions])
    const isAskedFor = ({ at }: CommittedOffset) =>
      partitions?.some((each) => each.topicId === at.topicId && each.partition === at.partition) ?? true
    return Promise.resolve(E.right(offsets.filter(isAskedFor)))
  })

const asking = (facts: Partial<OffsetFetchRequest>): OffsetFetchRequest => ({
  groupId: 'g',
  topics: [],
  groups: [],
  requireStable: true,
  ...facts,
})
const some = [
  { name: 'a', topicId: a.id as string, partitionIndexes: [0, 1] },
  { name: 'zz', topicId: idOf(7), partitionIndexes: [5] },
]
const inGroup = (groupId: string, asked: typeof some | null) => ({
  groupId,
  memberId: 'm',
  memberEpoch: 3,
  topics: asked,
})

const found = (partitionIndex: number, n: number, version = 10) => ({
  partitionIndex,
  committedOffset: BigInt(n),
  committedLeaderEpoch: version >= 5 ? 4 : -1,
  metadata: `m${n}`,
  errorCode: 0,
})
const none = (partitionIndex: number, errorCode = 0) => ({
  partitionIndex,
  committedOffset: -1n,
  committedLeaderEpoch: -1,
  metadata: '',
  errorCode,
})

describe('one group', () => {
  test.each([1, 2, 3, 5, 6, 7])('is asked for some partitions in version %i', async (version) => {
    const seen: Seen = []
    const body = await answer(offsetFetch, version, asking({ topics: some }), recording(seen))
    expect(seen).toEqual([['g', [0, 1].map((partition) => ({ topicId: a.id, partition }))]])
    expect(body).toEqual({
      throttleTimeMs: 0,
      topics: [
        { name: 'a', partitions: [found(0, 10, version), none(1)] },
        { name: 'zz', partitions: [none(5)] },
      ],
      errorCode: 0,
      groups: [],
    })
  })

  test('may be asked for all since version 2; topics that are gone are left out', async () => {
    const seen: Seen = []
    const body = await answer(offsetFetch, 2, asking({ topics: null }), recording(seen))
    expect(seen).toEqual([['g', null]])
    expect(body.topics).toEqual([
      { name: 'a', partitions: [found(0, 10, 2), found(2, 12, 2)] },
      { name: 'b', partitions: [found(0, 20, 2)] },
    ])
  })

  test('that is refused says so for each partition in version 1, and once since', async () => {
    const refused = fetches(() => Promise.resolve(E.left({ kind: 'not-coordinator' })))
    const first = await answer(offsetFetch, 1, asking({ topics: some }), refused)
    expect(first.topics).toEqual([
      { name: 'a', partitions: [none(0, 16), none(1, 16)] },
      { name: 'zz', partitions: [none(5, 16)] },
    ])
    const second = await answer(offsetFetch, 2, asking({ topics: some }), refused)
    expect(second).toMatchObject({ errorCode: 16, topics: [] })
  })
})

describe('many groups', () => {
  test.each([8, 9])('are asked for by name in version %i', async (version) => {
    const seen: Seen = []
    const groups = [inGroup('g', some), inGroup('h', null)]
    const body = await answer(offsetFetch, version, asking({ groups }), recording(seen))
    expect(seen.map(([group]) => group).toSorted()).toEqual(['g', 'h'])
    expect(body.groups).toEqual([
      {
        groupId: 'g',
        topics: [
          { name: 'a', topicId: NO_ID, partitions: [found(0, 10), none(1)] },
          { name: 'zz', topicId: NO_ID, partitions: [none(5)] },
        ],
        errorCode: 0,
      },
      {
        groupId: 'h',
        topics: [
          { name: 'a', topicId: NO_ID, partitions: [found(0, 10), found(2, 12)] },
          { name: 'b', topicId: NO_ID, partitions: [found(0, 20)] },
        ],
        errorCode: 0,
      },
    ])
  })

  test('are asked for by id in version 10, where an unknown id is an error', async () => {
    const groups = [inGroup('g', some), inGroup('h', null)]
    const body = await answer(offsetFetch, 10, asking({ groups }), recording())
    expect(body.groups.map((group) => group.topics)).toEqual([
      [
        { name: '', topicId: a.id, partitions: [found(0, 10), none(1)] },
        { name: '', topicId: idOf(7), partitions: [none(5, 100)] },
      ],
      [
        { name: '', topicId: a.id, partitions: [found(0, 10), found(2, 12)] },
        { name: '', topicId: b.id, partitions: [found(0, 20)] },
      ],
    ])
  })

  test('are told once each, however often they are asked for', async () => {
    const seen: Seen = []
    const groups = Array.from({ length: 1_000 }, () => inGroup('g', null))
    expect((await answer(offsetFetch, 10, asking({ groups }), recording(seen))).groups).toHaveLength(1)
    expect(seen).toHaveLength(1)
  })

  test('do not fail with one of them', async () => {
    const broker = fetches((group) =>
      group === 'g'
        ? Promise.reject(new StoreCorrupt('torn'))
        : Promise.resolve(group === 'h' ? E.left({ kind: 'invalid-group-id' }) : E.right(offsets)),
    )
    const groups = ['g', 'h', 'i'].map((group) => inGroup(group, some.slice(0, 1)))
    const body = await answer(offsetFetch, 8, asking({ groups }), broker)
    expect(body.groups.map((group) => [group.errorCode, group.topics.length])).toEqual([
      [16, 0],
      [24, 0],
      [0, 1],
    ])
  })
})

describe('without a store', () => {
  test.each([
    ['the offsets', brokerWith({ topics, groups: { committed: unavailable } })],
    ['the topics', brokerWith({ topics: { ...fakeTopics([a]), refresh: unavailable } })],
  ])('nobody knows %s, and no offset is said to be missing', async (_, broker) => {
    const body = await answer(offsetFetch, 8, asking({ groups: [inGroup('g', some)] }), broker)
    expect(body.groups).toEqual([{ groupId: 'g', topics: [], errorCode: 16 }])
  })
})
