import { describe, expect, test } from 'vitest'
import { offsetDelete } from '#adapters/kafka/handlers/offset-delete'
import type { Groups, TopicPartitionName } from '#application/groups/groups'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const [a, b] = [aTopic('a', 1, 2), aTopic('b', 2, 1)]
const topics = fakeTopics([a], [b])

const asking = (...places: readonly (readonly [string, ...number[]])[]) => ({
  groupId: 'g',
  topics: places.map(([name, ...indexes]) => ({
    name,
    partitions: indexes.map((partitionIndex) => ({ partitionIndex })),
  })),
})
const deletes = (deleteOffsets: Groups['deleteOffsets']) => brokerWith({ topics, groups: { deleteOffsets } })

test('each partition has an outcome of its own, in the order of the question', async () => {
  const seen: (readonly TopicPartitionName[])[] = []
  const broker = deletes((_, partitions) => {
    seen.push(partitions)
    const refusal = { kind: 'subscribed-to-topic' } as const
    return Promise.resolve(E.right(partitions.map(({ topic }) => (topic === 'b' ? refusal : null))))
  })
  const body = await answer(offsetDelete, 0, asking(['zz', 0], ['a', 2, 1], ['b', 0]), broker)
  expect(seen).toEqual([
    [
      { topic: 'a', topicId: a.id, partition: 1 },
      { topic: 'b', topicId: b.id, partition: 0 },
    ],
  ])
  expect(body).toEqual({
    errorCode: 0,
    throttleTimeMs: 0,
    topics: [
      { name: 'zz', partitions: [{ partitionIndex: 0, errorCode: 3 }] },
      {
        name: 'a',
        partitions: [
          { partitionIndex: 2, errorCode: 3 },
          { partitionIndex: 1, errorCode: 0 },
        ],
      },
      { name: 'b', partitions: [{ partitionIndex: 0, errorCode: 86 }] },
    ],
  })
})

describe('the whole is refused', () => {
  test('where the group refuses', async () => {
    const broker = deletes(() => Promise.resolve(E.left({ kind: 'group-not-found' })))
    expect(await answer(offsetDelete, 0, asking(['a', 0]), broker)).toMatchObject({
      errorCode: 69,
      topics: [],
    })
  })

  test('where the store cannot be asked: no topic is said to be missing', async () => {
    const away = brokerWith({ topics: { ...fakeTopics([a]), refresh: unavailable } })
    expect((await answer(offsetDelete, 0, asking(['zz', 0]), away)).errorCode).toBe(15)
    expect((await answer(offsetDelete, 0, asking(['a', 0]), deletes(unavailable))).errorCode).toBe(15)
  })
})

test('the group is asked also where no partition is one: it may not exist', async () => {
  const refused = deletes(() => Promise.resolve(E.left({ kind: 'group-not-found' })))
  const told = await answer(offsetDelete, 0, asking(['zz', 0]), refused)
  expect(told).toMatchObject({ errorCode: 69, topics: [] })
  const taken = deletes(() => Promise.resolve(E.right([])))
  const { topics: forgotten } = await answer(offsetDelete, 0, asking(['zz', 0]), taken)
  expect(forgotten).toEqual([{ name: 'zz', partitions: [{ partitionIndex: 0, errorCode: 3 }] }])
})
