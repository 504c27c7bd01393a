import { describe, expect, test } from 'vitest'
import { createTopics } from '#adapters/kafka/handlers/create-topics'
import type { CreateTopicsRequest } from '#adapters/kafka/protocol/messages/create-topics'
import type { CreateRefusal, CreateTopic } from '#application/topics'
import { OutcomeUnknown } from '#ports/store-errors'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, idOf, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

type Asked = CreateTopicsRequest['topics'][number]
const topic = (name: string, more: Partial<Asked> = {}): Asked => ({
  name,
  numPartitions: -1,
  replicationFactor: -1,
  assignments: [],
  configs: [],
  ...more,
})
const asking = (topics: readonly Asked[], validateOnly = false): CreateTopicsRequest => ({
  topics,
  timeoutMs: 1_000,
  validateOnly,
})

const entry = {
  name: 'cleanup.policy',
  value: 'compact',
  source: 'topic',
  readOnly: false,
  sensitive: false,
  type: 'list',
  documentation: '',
  synonyms: [],
} as const

test.each([2, 4, 5, 7])('a topic is made in version %i', async (version) => {
  const broker = brokerWith({ topics: fakeTopics([]), configs: { ofNewTopic: () => [entry] } })
  const { topics } = await answer(createTopics, version, asking([topic('a')]), broker)
  expect(topics).toMatchObject([{ name: 'a', errorCode: 0, errorMessage: null }])
  expect(topics[0]?.topicId).toBe(version >= 7 ? idOf(100) : idOf(0))
  expect(topics[0]).toMatchObject(
    version >= 5
      ? {
          numPartitions: 3,
          replicationFactor: 1,
          configs: [
            {
              name: 'cleanup.policy',
              value: 'compact',
              configSource: 1,
              readOnly: false,
              isSensitive: false,
            },
          ],
        }
      : { numPartitions: -1, replicationFactor: -1, configs: [] },
  )
})

test('all that the client says is passed on', async () => {
  const seen: CreateTopic[] = []
  const create = (request: CreateTopic) => {
    seen.push(request)
    return Promise.resolve(E.right(aTopic('a')))
  }
  const asked = topic('a', {
    assignments: [
      { partitionIndex: 1, brokerIds: [2, 3] },
      { partitionIndex: 0, brokerIds: [1, 2] },
    ],
    configs: [
      { name: 'retention.ms', value: '1000' },
      { name: 'cleanup.policy', value: null },
    ],
  })
  await answer(createTopics, 7, asking([asked], true), brokerWith({ topics: { create } }))
  expect(seen).toEqual([
    {
      name: 'a',
      partitions: -1,
      replicationFactor: -1,
      assignments: [
        [1, 2],
        [2, 3],
      ],
      configs: new Map([
        ['retention.ms', '1000'],
        ['cleanup.policy', null],
      ]),
      validateOnly: true,
    },
  ])
})

describe('errors', () => {
  test.each([
    ['invalid-topic', 17],
    ['topic-exists', 36],
    ['invalid-partitions', 37],
    ['invalid-replication-factor', 38],
    ['invalid-replica-assignment', 39],
    ['invalid-config', 40],
    ['policy-violation', 44],
  ] satisfies [CreateRefusal['kind'], number][])('%s is %i, and says why', async (kind, code) => {
    const create = () => Promise.resolve(E.left({ kind, message: 'because' }))
    const body = await answer(createTopics, 7, asking([topic('a')]), brokerWith({ topics: { create } }))
    expect(body.topics).toMatchObject([{ errorCode: code, errorMessage: 'because', topicId: idOf(0) }])
  })

  test('a name given twice is answered once, and the others are made', async () => {
    const topics = fakeTopics([])
    const body = await answer(
      createTopics,
      7,
      asking(['a', 'b', 'a'].map((name) => topic(name))),
      brokerWith({ topics }),
    )
    expect(body.topics.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ['a', 42],
      ['b', 0],
    ])
    expect(topics.all().map(({ name }) => name)).toEqual(['b'])
  })

  test.each([[[1, 2]], [[0, 2]], [[0, 0]]])('assigned partitions %o have holes', async (indexes) => {
    const assignments = indexes.map((partitionIndex) => ({ partitionIndex, brokerIds: [1] }))
    const body = await answer(createTopics, 7, asking([topic('a', { assignments })]))
    expect(body.topics[0]?.errorCode).toBe(39)
  })

  test('a store that cannot be asked is not asked again for the rest of the request', async () => {
    let asked = 0
    const create = () => {
      asked++
      return unavailable()
    }
    const body = await answer(
      createTopics,
      7,
      asking([topic('a'), topic('b')]),
      brokerWith({ topics: { create } }),
    )
    expect(body.topics.map(({ errorCode }) => errorCode)).toEqual([41, 41])
    expect(asked).toBe(1)
  })

  test('an unknown outcome is a timeout', async () => {
    const create = () => Promise.reject(new OutcomeUnknown('x'))
    const body = await answer(createTopics, 7, asking([topic('a')]), brokerWith({ topics: { create } }))
    expect(body.topics[0]?.errorCode).toBe(7)
  })
})
