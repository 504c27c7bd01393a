import { expect, test } from 'vitest'
import { deleteRecords } from '#adapters/kafka/handlers/delete-records'
import type { DeleteRecordsRefusal, Deletion } from '#application/delete-records'
import { offset } from '#domain/log/types'
import { OutcomeUnknown, StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const topics = fakeTopics([aTopic('a', 1, 3), aTopic('b', 2, 3)])
const request = (...named: readonly (readonly [name: string, ...offsets: readonly bigint[]])[]) => ({
  timeoutMs: 1_000,
  topics: named.map(([name, ...offsets]) => ({
    name,
    partitions: offsets.map((at, partitionIndex) => ({ partitionIndex, offset: at })),
  })),
})
const bounds = { logStart: offset(0), highWatermark: offset(0), leaderEpoch: 0 }

test.each([0, 1, 2])('version %i tells where each log starts then', async (version) => {
  const deletions: Deletion[] = []
  const below = (deletion: Deletion) => {
    deletions.push(deletion)
    return Promise.resolve(E.right(offset(deletions.length)))
  }
  const told = await answer(
    deleteRecords,
    version,
    request(['a', 5n, -1n], ['b', 2n ** 40n]),
    brokerWith({ topics, deleteRecords: { below } }),
  )
  expect(deletions.map(({ topic, partition, to }) => [topic.name, partition, to])).toEqual([
    ['a', 0, 5],
    ['a', 1, 'high-watermark'],
    ['b', 0, 2 ** 40],
  ])
  expect(told).toEqual({
    throttleTimeMs: 0,
    topics: [
      {
        name: 'a',
        partitions: [
          { partitionIndex: 0, lowWatermark: 1n, errorCode: 0 },
          { partitionIndex: 1, lowWatermark: 2n, errorCode: 0 },
        ],
      },
      { name: 'b', partitions: [{ partitionIndex: 0, lowWatermark: 3n, errorCode: 0 }] },
    ],
  })
})

const codes: readonly (readonly [DeleteRecordsRefusal, number])[] = [
  [{ kind: 'offset-out-of-range', bounds }, 1],
  [{ kind: 'unknown-partition' }, 3],
  [{ kind: 'partition-gone' }, 6],
  [{ kind: 'policy-violation', message: '' }, 44],
  [{ kind: 'partition-offline', reason: '' }, 56],
]
test.each(codes)('%o is error %i, without a low watermark', async (refusal, code) => {
  const below = () => Promise.resolve(E.left(refusal))
  const told = await answer(
    deleteRecords,
    2,
    request(['a', 5n]),
    brokerWith({ topics, deleteRecords: { below } }),
  )
  expect(told.topics[0]?.partitions).toEqual([{ partitionIndex: 0, lowWatermark: -1n, errorCode: code }])
})

test('a topic that nobody knows is error 3, and retriable while the store cannot be asked', async () => {
  const codesOf = async (some: Parameters<typeof brokerWith>[0]) =>
    (await answer(deleteRecords, 2, request(['a', 1n], ['nope', 1n, 2n]), brokerWith(some))).topics.map(
      ({ partitions }) => partitions.map(({ errorCode }) => errorCode),
    )
  expect(await codesOf({ topics })).toEqual([[0], [3, 3]])
  expect(await codesOf({ topics: { ...topics, refresh: unavailable } })).toEqual([[0], [6, 6]])
})

test('a store that is away, or may have done it, is told so by a retriable error', async () => {
  const codesOf = async (error: Error) => {
    const below = () => Promise.reject(error)
    const broker = brokerWith({ topics, deleteRecords: { below } })
    const told = await answer(deleteRecords, 2, request(['a', 1n]), broker)
    return told.topics[0]?.partitions[0]?.errorCode
  }
  expect(await codesOf(new StoreUnavailable('away'))).toBe(6)
  expect(await codesOf(new OutcomeUnknown('perhaps'))).toBe(7)
})
