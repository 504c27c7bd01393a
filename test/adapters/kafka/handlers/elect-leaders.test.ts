import { expect, test } from 'vitest'
import { electLeaders } from '#adapters/kafka/handlers/elect-leaders'
import type { ElectLeadersRequest } from '#adapters/kafka/protocol/messages/elect-leaders'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const asking = (
  topicPartitions: ElectLeadersRequest['topicPartitions'],
  electionType = 0,
): ElectLeadersRequest => ({ electionType, topicPartitions, timeoutMs: 1_000 })

test.each([0, 1, 2])('no election is needed in version %i', async (version) => {
  const broker = brokerWith({ topics: fakeTopics([aTopic('a', 1, 3)]) })
  const body = await answer(electLeaders, version, asking([{ topic: 'a', partitions: [0, 2] }]), broker)
  const told = { errorCode: 84, errorMessage: 'Leader election not needed for topic partition.' }
  expect(body).toEqual({
    throttleTimeMs: 0,
    errorCode: 0,
    replicaElectionResults: [
      {
        topic: 'a',
        partitionResult: [
          { partitionId: 0, ...told },
          { partitionId: 2, ...told },
        ],
      },
    ],
  })
})

test('what is not there is unknown, and says so', async () => {
  const broker = brokerWith({ topics: fakeTopics([aTopic('a')]) })
  const wanted = [
    { topic: 'a', partitions: [1, -1] },
    { topic: 'b', partitions: [0] },
  ]
  const { replicaElectionResults } = await answer(electLeaders, 2, asking(wanted, 1), broker)
  expect(replicaElectionResults.flatMap(({ partitionResult }) => partitionResult)).toEqual([
    { partitionId: 1, errorCode: 3, errorMessage: 'No such partition as a-1' },
    { partitionId: -1, errorCode: 3, errorMessage: 'No such partition as a--1' },
    { partitionId: 0, errorCode: 3, errorMessage: 'No such topic as b' },
  ])
})

test('of all partitions none needs one, and an unknown kind of election is an invalid request', async () => {
  const broker = brokerWith({ topics: fakeTopics([aTopic('a')]) })
  const everything = await answer(electLeaders, 2, asking(null), broker)
  expect(everything).toEqual({
    throttleTimeMs: 0,
    errorCode: 0,
    replicaElectionResults: [{ topic: 'a', partitionResult: [] }],
  })
  const unknown = await answer(electLeaders, 2, asking([{ topic: 'a', partitions: [0] }], 7), broker)
  expect(await answer(electLeaders, 2, asking([], 7), broker)).toMatchObject({ errorCode: 0 })
  expect(unknown).toEqual({
    throttleTimeMs: 0,
    errorCode: 42,
    replicaElectionResults: [
      {
        topic: 'a',
        partitionResult: [{ partitionId: 0, errorCode: 42, errorMessage: 'Unknown election type 7' }],
      },
    ],
  })
})

test('while the store is away, what is not known is not said to be unknown', async () => {
  const broker = brokerWith({ topics: { ...fakeTopics([aTopic('a')]), refresh: unavailable } })
  const { replicaElectionResults } = await answer(
    electLeaders,
    2,
    asking([{ topic: 'b', partitions: [0] }]),
    broker,
  )
  expect(replicaElectionResults[0]?.partitionResult).toEqual([
    { partitionId: 0, errorCode: 41, errorMessage: null },
  ])
})

test('a name that is longer than any topic can have is not told whole of each of its partitions', async () => {
  const partitions = Array.from({ length: 5_000 }, (_, index) => index)
  const wanted = asking([{ topic: 'x'.repeat(32_700), partitions }])
  const { replicaElectionResults } = await answer(electLeaders, 2, wanted, brokerWith())
  const told = replicaElectionResults.flatMap(({ partitionResult }) => partitionResult)
  expect(told).toHaveLength(5_000)
  for (const { errorMessage } of told) expect(errorMessage?.length).toBeLessThan(300)
  expect(told[0]?.errorMessage).toBe(`No such topic as ${'x'.repeat(249)}…`)
})
