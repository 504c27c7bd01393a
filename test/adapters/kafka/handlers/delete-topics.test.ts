import { describe, expect, test } from 'vitest'
import { deleteTopics } from '#adapters/kafka/handlers/delete-topics'
import type { DeleteTopicsRequest } from '#adapters/kafka/protocol/messages/delete-topics'
import { aTopic, fakeTopics, idOf, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const NO_ID = idOf(0)
const a = aTopic('a', 1)
const b = aTopic('b', 2)
const withTopics = () => brokerWith({ topics: fakeTopics([a, b]) })

const byName = (...topicNames: string[]): DeleteTopicsRequest => ({
  topics: [],
  topicNames,
  timeoutMs: 1_000,
})
const structs = (...topics: DeleteTopicsRequest['topics']): DeleteTopicsRequest => ({
  topics,
  topicNames: [],
  timeoutMs: 1_000,
})

test.each([1, 4, 5])('topics go by name in version %i', async (version) => {
  const { responses } = await answer(deleteTopics, version, byName('a', 'nope'), withTopics())
  expect(responses.map(({ name, errorCode }) => [name, errorCode])).toEqual([
    ['a', 0],
    ['nope', 3],
  ])
})

test('topics go by name or id in version 6', async () => {
  const { responses } = await answer(
    deleteTopics,
    6,
    structs(
      { name: 'a', topicId: NO_ID },
      { name: null, topicId: b.id },
      { name: null, topicId: idOf(9) },
      { name: 'nope', topicId: NO_ID },
    ),
    withTopics(),
  )
  expect(responses.map(({ name, topicId, errorCode }) => [name, topicId, errorCode])).toEqual([
    ['a', a.id, 0],
    ['b', b.id, 0],
    [null, idOf(9), 100],
    ['nope', NO_ID, 3],
  ])
})

describe('a request that is unclear', () => {
  test('names both or nothing', async () => {
    const { responses } = await answer(
      deleteTopics,
      6,
      structs({ name: 'a', topicId: a.id }, { name: null, topicId: NO_ID }),
      withTopics(),
    )
    expect(responses.map(({ errorCode }) => errorCode)).toEqual([42, 42])
  })

  test('names a topic twice', async () => {
    const broker = withTopics()
    const { responses } = await answer(deleteTopics, 5, byName('a', 'b', 'a'), broker)
    expect(responses.map(({ errorCode }) => errorCode)).toEqual([42, 0, 42])
    expect(broker.services.topics.all()).toEqual([a])
  })
})

test('a store that cannot be asked is asked once', async () => {
  let asked = 0
  const remove = () => {
    asked++
    return unavailable()
  }
  const broker = brokerWith({ topics: { ...fakeTopics([a, b]), delete: remove } })
  const { responses } = await answer(deleteTopics, 5, byName('a', 'b'), broker)
  expect(responses.map(({ errorCode }) => errorCode)).toEqual([41, 41])
  expect(asked).toBe(1)
})
