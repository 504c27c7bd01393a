import { describe, expect, test } from 'vitest'
import { describeTopicPartitions } from '#adapters/kafka/handlers/describe-topic-partitions'
import type {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from '#adapters/kafka/protocol/messages/describe-topic-partitions'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const a = aTopic('a', 1, 3)
const b = aTopic('b', 2, 2)
const c = aTopic('c', 3, 1)
const broker = brokerWith({ topics: fakeTopics([c, a, b]) })

const asking = (
  names: readonly string[],
  limit = 2_000,
  cursor: DescribeTopicPartitionsRequest['cursor'] = null,
): DescribeTopicPartitionsRequest => ({
  topics: names.map((name) => ({ name })),
  responsePartitionLimit: limit,
  cursor,
})

const told = ({ topics }: DescribeTopicPartitionsResponse) =>
  topics.map(({ name, partitions }) => `${name}:${partitions.map((p) => p.partitionIndex).join()}`)

test('topics are described in order of their names', async () => {
  const body = await answer(describeTopicPartitions, 0, asking(['b', 'a']), broker)
  expect(told(body)).toEqual(['a:0,1,2', 'b:0,1'])
  expect(body.nextCursor).toBeNull()
  expect(body.topics[0]).toMatchObject({ errorCode: 0, topicId: a.id, isInternal: false })
  expect(body.topics[0]?.partitions[1]).toMatchObject({ leaderId: 2, replicaNodes: [2], isrNodes: [2] })
})

test('no names ask for all', async () => {
  expect(told(await answer(describeTopicPartitions, 0, asking([]), broker))).toEqual([
    'a:0,1,2',
    'b:0,1',
    'c:0',
  ])
})

describe('pages', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])('of %i partitions tell everything once', async (limit) => {
    const seen: string[] = []
    let cursor: DescribeTopicPartitionsResponse['nextCursor'] = null
    do {
      const body: DescribeTopicPartitionsResponse = await answer(
        describeTopicPartitions,
        0,
        asking([], limit, cursor),
        broker,
      )
      const page = body.topics.flatMap(({ name, partitions }) =>
        partitions.map((p) => `${name}${p.partitionIndex}`),
      )
      expect(page.length).toBeLessThanOrEqual(limit)
      seen.push(...page)
      cursor = body.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(['a0', 'a1', 'a2', 'b0', 'b1', 'c0'])
  })

  test('are never empty, so that a client comes to an end', async () => {
    const body = await answer(describeTopicPartitions, 0, asking([], 0), broker)
    expect(told(body)).toEqual(['a:0'])
  })

  test('go on behind a topic that is gone', async () => {
    const cursor = { topicName: 'aa', partitionIndex: 5 }
    expect(told(await answer(describeTopicPartitions, 0, asking([], 10, cursor), broker))).toEqual([
      'b:0,1',
      'c:0',
    ])
  })
})

describe('errors', () => {
  test('an unknown topic', async () => {
    const body = await answer(describeTopicPartitions, 0, asking(['a', 'x']), broker)
    expect(body.topics.map(({ errorCode }) => errorCode)).toEqual([0, 3])
  })

  test.each([
    { topicName: 'a', partitionIndex: -1 },
    { topicName: 'c', partitionIndex: 0 },
  ])('the cursor %o is not among what is asked for', async (cursor) => {
    const body = await answer(describeTopicPartitions, 0, asking(['a', 'b'], 10, cursor), broker)
    expect(body.topics.map(({ errorCode }) => errorCode)).toEqual([42, 42])
  })

  test('a store that cannot be asked', async () => {
    const cut = brokerWith({ topics: { ...fakeTopics([a]), refresh: unavailable } })
    const body = await answer(describeTopicPartitions, 0, asking(['a', 'x']), cut)
    expect(body.topics.map(({ errorCode }) => errorCode)).toEqual([0, 5])
  })
})
