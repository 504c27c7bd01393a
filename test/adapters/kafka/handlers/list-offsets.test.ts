import { describe, expect, test } from 'vitest'
import { listOffsets } from '#adapters/kafka/handlers/list-offsets'
import type { ListOffsetsRequest, ListOffsetsResponse } from '#adapters/kafka/protocol/messages/list-offsets'
import type { ListOffsetsRefusal, OffsetQuery } from '#application/list-offsets'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const a = aTopic('a', 1, 4)
const topics = fakeTopics([a])

const asking = (
  ...partitions: readonly (readonly [topic: string, index: number, timestamp: bigint])[]
): ListOffsetsRequest => ({
  replicaId: -1,
  isolationLevel: 0,
  topics: partitions.map(([name, partitionIndex, timestamp]) => ({
    name,
    partitions: [{ partitionIndex, currentLeaderEpoch: 6, timestamp }],
  })),
  timeoutMs: 0,
})

const all = (body: ListOffsetsResponse) => body.topics.flatMap(({ partitions }) => partitions)

const recording = (seen: OffsetQuery[]) =>
  brokerWith({
    topics,
    listOffsets: {
      find: (query) => {
        seen.push(query)
        return Promise.resolve(E.right({ offset: 42, timestamp: 1_000, leaderEpoch: 3 }))
      },
    },
  })

test.each([1, 3, 4, 6, 11])('an offset is found by time in version %i', async (version) => {
  const seen: OffsetQuery[] = []
  const body = await answer(listOffsets, version, asking(['a', 2, 999n]), recording(seen))
  expect(seen).toMatchObject([
    { topic: a, partition: 2, at: { time: 999 }, leaderEpoch: version >= 4 ? 6 : -1 },
  ])
  expect(all(body)).toEqual([
    { partitionIndex: 2, errorCode: 0, timestamp: 1_000n, offset: 42n, leaderEpoch: version >= 4 ? 3 : -1 },
  ])
})

describe('places', () => {
  test.each([
    [-1n, 1, 'latest'],
    [-2n, 1, 'earliest'],
    [-3n, 7, 'highest-timestamp'],
    [-4n, 8, 'earliest'],
  ] as const)('%i is asked for since version %i', async (timestamp, since, at) => {
    const seen: OffsetQuery[] = []
    expect(
      all(await answer(listOffsets, since, asking(['a', 0, timestamp]), recording(seen)))[0]?.errorCode,
    ).toBe(0)
    expect(seen).toMatchObject([{ at }])
  })

  test.each([
    [-5n, 9],
    [-6n, 11],
  ])('%i is nowhere, since version %i', async (timestamp, since) => {
    const seen: OffsetQuery[] = []
    const body = await answer(listOffsets, since, asking(['a', 0, timestamp]), recording(seen))
    expect(all(body)[0]).toMatchObject({ errorCode: 0, offset: -1n, timestamp: -1n })
    expect(seen).toEqual([])
  })

  test.each([
    [-3n, 6],
    [-4n, 7],
    [-5n, 8],
    [-6n, 10],
    [-7n, 11],
    [-100n, 11],
  ])('%i means nothing in version %i', async (timestamp, version) => {
    const body = await answer(listOffsets, version, asking(['a', 0, timestamp]), recording([]))
    expect(all(body)[0]).toMatchObject({ errorCode: 35, offset: -1n })
  })
})

describe('errors of a partition', () => {
  test('that is asked for twice', async () => {
    const body = await answer(
      listOffsets,
      11,
      asking(['a', 0, -1n], ['a', 1, -1n], ['a', 0, -2n]),
      recording([]),
    )
    expect(all(body).map(({ errorCode }) => errorCode)).toEqual([42, 0, 42])
  })

  test.each([-1, 4])('that the topic does not have, also at a place where nothing is: %i', async (index) => {
    const body = await answer(listOffsets, 11, asking(['a', index, -5n], ['b', 0, -5n]), recording([]))
    expect(all(body).map(({ errorCode }) => errorCode)).toEqual([3, 3])
  })

  test('whose topic does not exist', async () => {
    expect(all(await answer(listOffsets, 11, asking(['b', 0, -1n]), recording([])))[0]?.errorCode).toBe(3)
  })

  test.each([
    [{ kind: 'unknown-partition' }, 3],
    [{ kind: 'partition-gone' }, 6],
    [{ kind: 'fenced-leader-epoch' }, 74],
    [{ kind: 'unknown-leader-epoch' }, 75],
  ] satisfies [ListOffsetsRefusal, number][])('that is refused: %o is %i', async (refusal, code) => {
    const broker = brokerWith({ topics, listOffsets: { find: () => Promise.resolve(E.left(refusal)) } })
    expect(all(await answer(listOffsets, 11, asking(['a', 0, -1n]), broker))[0]?.errorCode).toBe(code)
  })

  test('while the store cannot be asked', async () => {
    const broker = brokerWith({
      topics: { ...topics, refresh: unavailable },
      listOffsets: { find: unavailable },
    })
    const body = await answer(listOffsets, 11, asking(['a', 0, -1n], ['b', 0, -1n]), broker)
    expect(all(body).map(({ errorCode }) => errorCode)).toEqual([6, 6])
  })
})
