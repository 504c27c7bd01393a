import { describe, expect, test } from 'vitest'
import { offsetCommit } from '#adapters/kafka/handlers/offset-commit'
import type {
  OffsetCommitRequest,
  OffsetCommitResponse,
} from '#adapters/kafka/protocol/messages/offset-commit'
import type { CommitRequest, Groups, GroupsRefusal } from '#application/groups/groups'
import { generation } from '#domain/group/types'
import { OutcomeUnknown } from '#ports/store-errors'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, idOf, unavailable } from '#test/support/fake-services'
import { answer, ask, brokerWith } from './ask.ts'

const a = aTopic('a', 1, 3)
const topics = fakeTopics([a])

type Partition = OffsetCommitRequest['topics'][number]['partitions'][number]

const at = (partitionIndex: number, facts: Partial<Partition> = {}): Partition => ({
  partitionIndex,
  committedOffset: 42n,
  committedLeaderEpoch: 5,
  committedMetadata: 'mine',
  ...facts,
})

const committing = (
  partitions: readonly Partition[],
  { name = 'a', topicId = a.id as string } = {},
): OffsetCommitRequest => ({
  groupId: 'g',
  generationIdOrMemberEpoch: 7,
  memberId: 'm-1',
  groupInstanceId: 'i-1',
  retentionTimeMs: 1n,
  topics: [{ name, topicId, partitions }],
})

const commits = (commit: Groups['commit']) => brokerWith({ topics, groups: { commit } })
const recording = (seen: [string, CommitRequest][]) =>
  commits((...asked) => {
    seen.push(asked)
    return Promise.resolve(E.right(undefined))
  })
const refuses = (refusal: GroupsRefusal) => commits(() => Promise.resolve(E.left(refusal)))
const codes = (body: OffsetCommitResponse) =>
  body.topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode))

test.each([2, 4, 5, 6, 7, 8, 9, 10])('offsets are committed in version %i', async (version) => {
  const seen: [string, CommitRequest][] = []
  const body = await answer(offsetCommit, version, committing([at(0), at(2)]), recording(seen))
  const offset = { offset: 42, leaderEpoch: version >= 6 ? 5 : -1, metadata: 'mine' }
  expect(seen).toEqual([
    [
      'g',
      {
        memberId: 'm-1',
        instanceId: version >= 7 ? 'i-1' : null,
        generation: 7,
        offsets: [0, 2].map((partition) => ({ at: { topicId: a.id, partition }, ...offset })),
      },
    ],
  ])
  expect(body.topics).toEqual([
    {
      ...(version >= 10 ? { name: '', topicId: a.id } : { name: 'a', topicId: idOf(0) }),
      partitions: [
        { partitionIndex: 0, errorCode: 0 },
        { partitionIndex: 2, errorCode: 0 },
      ],
    },
  ])
})

describe('what a client may commit', () => {
  const offsetOf = async (facts: Partial<Partition>) => {
    const seen: [string, CommitRequest][] = []
    const body = await answer(offsetCommit, 9, committing([at(0, facts)]), recording(seen))
    return [codes(body)[0], seen[0]?.[1].offsets[0]] as const
  }

  test.each([-1n, -2n, 0n, 2n ** 53n - 1n])('the offset %i', async (committedOffset) => {
    expect(await offsetOf({ committedOffset })).toMatchObject([0, { offset: Number(committedOffset) }])
  })

  test.each([2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n])(
    'but not the offset %i, which could not be told back',
    async (committedOffset) => {
      expect(await offsetOf({ committedOffset })).toEqual([28, undefined])
    },
  )

  test('no metadata', async () => {
    expect(await offsetOf({ committedMetadata: null })).toMatchObject([0, { metadata: '' }])
  })

  test('metadata of 4,096 characters, and none longer', async () => {
    expect(await offsetOf({ committedMetadata: 'x'.repeat(4_096) })).toMatchObject([0, {}])
    expect(await offsetOf({ committedMetadata: 'x'.repeat(4_097) })).toEqual([12, undefined])
  })
})

describe('a partition that does not exist', () => {
  test('keeps none from being committed that does', async () => {
    const seen: [string, CommitRequest][] = []
    const body = await answer(offsetCommit, 9, committing([at(-1), at(2), at(3)]), recording(seen))
    expect(codes(body)).toEqual([3, 0, 3])
    expect(seen[0]?.[1].offsets.map((each) => each.at.partition)).toEqual([2])
  })

  test.each([
    [9, 3],
    [10, 100],
  ])('because its topic does not is in version %i told as %i', async (version, code) => {
    const seen: [string, CommitRequest][] = []
    const unknown = committing([at(0)], { name: 'b', topicId: idOf(9) })
    expect(codes(await answer(offsetCommit, version, unknown, recording(seen)))).toEqual([code])
    expect(seen).toEqual([])
  })
})

describe('a refusal', () => {
  const illegal = { kind: 'illegal-generation', expected: generation(8), actual: generation(7) } as const

  test('counts for metadata that is too large, too, and not for partitions that do not exist', async () => {
    const large = at(1, { committedMetadata: 'x'.repeat(4_097) })
    const body = await answer(offsetCommit, 9, committing([at(0), large, at(3)]), refuses(illegal))
    expect(codes(body)).toEqual([22, 22, 3])
  })

  test('is that of every partition that was not refused before', async () => {
    expect(codes(await answer(offsetCommit, 9, committing([at(0), at(9)]), refuses(illegal)))).toEqual([
      22, 3,
    ])
  })

  test.each([
    [8, 22],
    [9, 69],
  ])('for a group that does not exist is in version %i told as %i', async (version, code) => {
    const body = await answer(
      offsetCommit,
      version,
      committing([at(0)]),
      refuses({ kind: 'group-not-found' }),
    )
    expect(codes(body)).toEqual([code])
  })

  test('by the store is one to try again after, whether or not it happened', async () => {
    expect(codes(await answer(offsetCommit, 9, committing([at(0)]), commits(unavailable)))).toEqual([15])
    const unknown = commits(() => Promise.reject(new OutcomeUnknown('?')))
    expect(codes(await answer(offsetCommit, 9, committing([at(0)]), unknown))).toEqual([15])
    const lost = brokerWith({ topics: { ...topics, refresh: unavailable } })
    expect(codes(await answer(offsetCommit, 9, committing([at(0)], { name: 'b' }), lost))).toEqual([15])
  })
})

test('a commit has entered once it was called: the next may be written with it', async () => {
  const { promise, resolve } = Promise.withResolvers<E.Either<GroupsRefusal, void>>()
  const called = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const broker = commits(() => {
    called.resolve()
    return promise
  })
  const asked = ask(offsetCommit, 9, committing([at(0)]), broker, { entered: () => entered.resolve() })
  await called.promise
  await entered.promise
  resolve(E.right(undefined))
  expect(codes((await asked).body ?? { throttleTimeMs: 0, topics: [] })).toEqual([0])
})
