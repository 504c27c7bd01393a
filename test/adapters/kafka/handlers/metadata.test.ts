import { describe, expect, test } from 'vitest'
import { metadata } from '#adapters/kafka/handlers/metadata'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, idOf, unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const NO_ID = idOf(0)
const a = aTopic('a', 1, 3)
const b = aTopic('b', 2)

const asking = (
  topics: readonly ({ name: string | null; topicId?: string } | string)[] | null,
  more = {},
) => ({
  topics:
    topics?.map((topic) => ({ topicId: NO_ID, ...(typeof topic === 'string' ? { name: topic } : topic) })) ??
    null,
  allowAutoTopicCreation: true,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
  ...more,
})

const names = ({ topics }: { topics: readonly { name: string | null }[] }) => topics.map(({ name }) => name)

describe('the cluster', () => {
  test('is every live broker, its id and its controller', async () => {
    const body = await answer(metadata, 13, asking([]))
    expect(body).toMatchObject({
      clusterId: 'the-cluster',
      controllerId: 1,
      errorCode: 0,
      brokers: [
        { nodeId: 1, host: 'host-1', port: 9093, rack: null },
        { nodeId: 2, host: 'host-2', port: 9094, rack: 'r2' },
      ],
    })
  })
})

describe('asking for all topics', () => {
  test('is null since version 1', async () => {
    const broker = brokerWith({ topics: fakeTopics([a], [b]) })
    expect(names(await answer(metadata, 1, asking(null), broker))).toEqual(['a', 'b'])
    expect(names(await answer(metadata, 13, asking([]), broker))).toEqual([])
  })

  test('is the empty list in version 0', async () => {
    expect(names(await answer(metadata, 0, asking([]), brokerWith({ topics: fakeTopics([a]) })))).toEqual([
      'a',
    ])
  })

  test('is answered with what was known last while the store cannot be asked', async () => {
    const broker = brokerWith({ topics: { ...fakeTopics([a]), refresh: unavailable } })
    expect(names(await answer(metadata, 13, asking(null), broker))).toEqual(['a'])
  })
})

describe('a topic', () => {
  test('that is named again and again is told once', async () => {
    const broker = brokerWith({ topics: fakeTopics([a]) })
    const byId = { name: null, topicId: a.id }
    expect(names(await answer(metadata, 12, asking(['a', 'a', 'b', 'a']), broker))).toEqual(['a', 'b'])
    expect(names(await answer(metadata, 12, asking([byId, byId]), broker))).toEqual(['a'])
  })

  test.each([0, 7, 9, 13])(
    'has its partitions, whose leader is the only replica, in version %i',
    async (version) => {
      const { topics } = await answer(
        metadata,
        version,
        asking(['a']),
        brokerWith({ topics: fakeTopics([a]) }),
      )
      expect(topics[0]).toMatchObject({ errorCode: 0, name: 'a', isInternal: false })
      expect(topics[0]?.topicId).toBe(version >= 10 ? a.id : NO_ID)
      expect(
        topics[0]?.partitions.map((p) => [p.partitionIndex, p.leaderId, p.replicaNodes, p.isrNodes]),
      ).toEqual([
        [0, 1, [1], [1]],
        [1, 2, [2], [2]],
        [2, 1, [1], [1]],
      ])
    },
  )

  test('that another broker made is found in the store', async () => {
    const { topics } = await answer(metadata, 13, asking(['b']), brokerWith({ topics: fakeTopics([], [b]) }))
    expect(topics[0]).toMatchObject({ errorCode: 0, name: 'b' })
  })

  test('of Kafka itself is internal', async () => {
    const broker = brokerWith({ topics: fakeTopics([aTopic('__consumer_offsets')]) })
    expect((await answer(metadata, 1, asking(null), broker)).topics[0]?.isInternal).toBe(true)
  })

  test('is found by its id, and unknown ids are told apart from unknown names', async () => {
    const broker = brokerWith({ topics: fakeTopics([a]) })
    const { topics } = await answer(
      metadata,
      12,
      asking([
        { name: null, topicId: a.id },
        { name: null, topicId: idOf(9) },
      ]),
      broker,
    )
    expect(topics[0]).toMatchObject({ errorCode: 0, name: 'a', topicId: a.id })
    expect(topics[1]).toMatchObject({ errorCode: 100, name: null, topicId: idOf(9), partitions: [] })
  })

  test('cannot be asked for by id before version 12', async () => {
    const { topics } = await answer(metadata, 11, asking([{ name: null, topicId: a.id }]))
    expect(topics).toMatchObject([{ errorCode: 42 }])
  })
})

describe('a topic that does not exist', () => {
  test('is made when client and broker allow it', async () => {
    const topics = fakeTopics([])
    const body = await answer(metadata, 13, asking(['new']), brokerWith({ topics }))
    expect(body.topics[0]).toMatchObject({ errorCode: 0, name: 'new' })
    expect(topics.all()).toHaveLength(1)
  })

  test('is always made by clients too old to forbid it', async () => {
    const topics = fakeTopics([])
    await answer(metadata, 3, asking(['new'], { allowAutoTopicCreation: false }), brokerWith({ topics }))
    expect(topics.all()).toHaveLength(1)
  })

  test('is unknown when the client forbids it', async () => {
    const topics = fakeTopics([])
    const body = await answer(
      metadata,
      4,
      asking(['new'], { allowAutoTopicCreation: false }),
      brokerWith({ topics }),
    )
    expect(body.topics[0]).toMatchObject({ errorCode: 3, name: 'new', partitions: [] })
    expect(topics.all()).toHaveLength(0)
  })

  test('is unknown when the broker forbids it', async () => {
    const findOrCreate = () => Promise.resolve(E.left({ kind: 'unknown-topic' as const }))
    const body = await answer(metadata, 13, asking(['new']), brokerWith({ topics: { findOrCreate } }))
    expect(body.topics[0]?.errorCode).toBe(3)
  })

  test.each([true, false])(
    'and never can is invalid, creation allowed: %s',
    async (allowAutoTopicCreation) => {
      const body = await answer(metadata, 13, asking(['a b', '..', 'ok'], { allowAutoTopicCreation }))
      expect(body.topics.map(({ errorCode }) => errorCode)).toEqual([17, 17, allowAutoTopicCreation ? 0 : 3])
    },
  )
})

describe('while the store cannot be asked', () => {
  const broker = brokerWith({
    topics: { ...fakeTopics([a]), refresh: unavailable, findOrCreate: unavailable },
  })

  test('known topics are known, others have no leader yet', async () => {
    const body = await answer(metadata, 13, asking(['a', 'b']), broker)
    expect(body.topics.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ['a', 0],
      ['b', 5],
    ])
  })

  test('unknown ids are not said to be unknown', async () => {
    const body = await answer(metadata, 13, asking([{ name: null, topicId: idOf(9) }]), broker)
    expect(body.topics[0]?.errorCode).toBe(5)
  })
})

describe('authorized operations', () => {
  const broker = brokerWith({ topics: fakeTopics([a]) })

  test('are left out unless asked for', async () => {
    const body = await answer(metadata, 8, asking(['a']), broker)
    expect(body.topics[0]?.topicAuthorizedOperations).toBe(-(2 ** 31))
    expect(body.clusterAuthorizedOperations).toBe(-(2 ** 31))
  })

  test('are all there are, as long as nobody is refused anything', async () => {
    const body = await answer(
      metadata,
      8,
      asking(['a'], { includeTopicAuthorizedOperations: true, includeClusterAuthorizedOperations: true }),
      broker,
    )
    expect(body.topics[0]?.topicAuthorizedOperations).toBe(0b1101_1111_1000)
    expect(body.clusterAuthorizedOperations).toBe(0b1_1111_1010_0000)
  })
})
