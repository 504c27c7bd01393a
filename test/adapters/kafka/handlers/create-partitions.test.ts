import { expect, test } from 'vitest'
import { createPartitions } from '#adapters/kafka/handlers/create-partitions'
import type { CreatePartitionsRequest } from '#adapters/kafka/protocol/messages/create-partitions'
import type { CreatePartitions } from '#application/topics'
import type { CreatePartitionsRefusal } from '#domain/cluster/create-partitions'
import { OutcomeUnknown } from '#ports/store-errors'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

type Asked = CreatePartitionsRequest['topics'][number]
const asking = (topics: readonly Partial<Asked>[], validateOnly = false): CreatePartitionsRequest => ({
  topics: topics.map((some) => ({ name: 'a', count: 4, assignments: null, ...some })),
  timeoutMs: 1_000,
  validateOnly,
})

test.each([0, 1, 2, 3])('a topic grows in version %i', async (version) => {
  const topics = fakeTopics([aTopic('a', 1, 2)])
  const body = await answer(createPartitions, version, asking([{}]), brokerWith({ topics }))
  expect(body).toEqual({ throttleTimeMs: 0, results: [{ name: 'a', errorCode: 0, errorMessage: null }] })
  expect(topics.known({ name: 'a' })?.partitions).toBe(4)
})

test('all that the client says is passed on', async () => {
  const seen: CreatePartitions[] = []
  const grow = (request: CreatePartitions) => {
    seen.push(request)
    return Promise.resolve(E.right(aTopic('a')))
  }
  const assignments = [{ brokerIds: [1, 2] }, { brokerIds: [] }]
  const broker = brokerWith({ topics: { createPartitions: grow } })
  await answer(createPartitions, 3, asking([{ assignments }, { name: 'b' }], true), broker)
  expect(seen).toEqual([
    { name: 'a', count: 4, assignments: [[1, 2], []], validateOnly: true },
    { name: 'b', count: 4, assignments: null, validateOnly: true },
  ])
})

test.each([
  ['invalid-partitions', 37],
  ['invalid-replica-assignment', 39],
  ['policy-violation', 44],
] satisfies [CreatePartitionsRefusal['kind'], number][])('%s is %i, and says why', async (kind, code) => {
  const refuse = () => Promise.resolve(E.left({ kind, message: 'because' }))
  const broker = brokerWith({ topics: { createPartitions: refuse } })
  const body = await answer(createPartitions, 3, asking([{}]), broker)
  expect(body.results).toEqual([{ name: 'a', errorCode: code, errorMessage: 'because' }])
})

test('a topic that is not there is unknown', async () => {
  const body = await answer(createPartitions, 3, asking([{}]), brokerWith({ topics: fakeTopics([]) }))
  expect(body.results).toEqual([{ name: 'a', errorCode: 3, errorMessage: null }])
})

test('a topic named twice is refused once, and the others grow', async () => {
  const topics = fakeTopics([aTopic('a', 1), aTopic('b', 2)])
  const twice = asking([{}, { name: 'b' }, { count: 9 }])
  const body = await answer(createPartitions, 3, twice, brokerWith({ topics }))
  expect(body.results.map(({ name, errorCode }) => [name, errorCode])).toEqual([
    ['a', 42],
    ['b', 0],
  ])
  expect(topics.known({ name: 'a' })?.partitions).toBe(1)
})

test('a store that is away is not asked again for the rest; an unknown outcome is a timeout', async () => {
  let asked = 0
  const away = () => {
    asked++
    return unavailable()
  }
  const two = asking([{}, { name: 'b' }])
  const body = await answer(createPartitions, 3, two, brokerWith({ topics: { createPartitions: away } }))
  expect(body.results.map(({ errorCode }) => errorCode)).toEqual([41, 41])
  expect(asked).toBe(1)
  const unknown = () => Promise.reject(new OutcomeUnknown('?'))
  const broker = brokerWith({ topics: { createPartitions: unknown } })
  expect((await answer(createPartitions, 3, asking([{}]), broker)).results[0]?.errorCode).toBe(7)
})
