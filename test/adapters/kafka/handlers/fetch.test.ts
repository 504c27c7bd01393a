import { describe, expect, test } from 'vitest'
import { fetch } from '#adapters/kafka/handlers/fetch'
import type { Broker } from '#adapters/kafka/handlers/handler'
import type { FetchRequest, FetchResponse } from '#adapters/kafka/protocol/messages/fetch'
import type { FetchedPartition, FetchRefusal, FetchRequest as Wanted } from '#application/fetch/fetch'
import { offset } from '#domain/log/types'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, idOf, unavailable } from '#test/support/fake-services'
import { answer, ask, brokerWith } from './ask.ts'

const NO_ID = idOf(0)
const a = aTopic('a', 1, 4)
const b = aTopic('b', 2, 4)
const topics = fakeTopics([a, b])

const bounds = { logStart: offset(2), highWatermark: offset(10), leaderEpoch: 1 }
const got = (...records: string[]): FetchedPartition =>
  E.right({
    bounds,
    records: records.map((text) => Buffer.from(text)),
    bytes: records.join('').length,
  })

const asking = (
  partitions: readonly (readonly [topic: string, partition: number])[],
  more: Partial<FetchRequest> = {},
): FetchRequest => ({
  clusterId: null,
  replicaId: -1,
  replicaState: { replicaId: -1, replicaEpoch: -1n },
  maxWaitMs: 500,
  minBytes: 1,
  maxBytes: 1_000_000,
  isolationLevel: 0,
  sessionId: 0,
  sessionEpoch: -1,
  topics: partitions.map(([topic, partition]) => ({
    topic,
    topicId: { a: a.id, b: b.id }[topic] ?? idOf(9),
    partitions: [
      {
        partition,
        currentLeaderEpoch: 1,
        fetchOffset: 5n,
        lastFetchedEpoch: -1,
        logStartOffset: -1n,
        partitionMaxBytes: 1_000,
        replicaDirectoryId: NO_ID,
        highWatermark: 9_223_372_036_854_775_807n,
      },
    ],
  })),
  forgottenTopicsData: [],
  rackId: '',
  ...more,
})

const serving = (serve: (wanted: Wanted) => readonly FetchedPartition[], over = topics): Broker =>
  brokerWith({ topics: over, fetch: { fetch: (wanted) => Promise.resolve(serve(wanted)) } })

const refusing = (refusal: FetchRefusal) => serving(({ partitions }) => partitions.map(() => E.left(refusal)))

const all = (body: FetchResponse) => body.responses.flatMap(({ partitions }) => partitions)

describe('records', () => {
  test.each([4, 7, 11, 12, 13, 18])('come as they lie in the log, in version %i', async (version) => {
    const body = await answer(
      fetch,
      version,
      asking([['a', 3]]),
      serving(() => [got('first', 'second')]),
    )
    expect(body.responses[0]).toMatchObject(version >= 13 ? { topicId: a.id, topic: '' } : { topic: 'a' })
    expect(all(body)[0]).toMatchObject({
      partitionIndex: 3,
      errorCode: 0,
      highWatermark: 10n,
      lastStableOffset: 10n,
      logStartOffset: version >= 5 ? 2n : -1n,
      preferredReadReplica: -1,
    })
    expect(Buffer.concat(all(body)[0]?.records ?? []).toString()).toBe('firstsecond')
  })

  test('are not copied', async () => {
    const large = Buffer.alloc(10_000, 'x')
    const broker = serving(() => [E.right({ bounds, records: [large], bytes: large.length })])
    let written: readonly Buffer[] = []
    const spy = {
      ...fetch,
      open: (...args: Parameters<typeof fetch.open>) => {
        const opened = fetch.open(...args)
        return opened === null
          ? null
          : async (...rest: Parameters<typeof opened>) => {
              const chunks = await opened(...rest)
              written = chunks ?? []
              return chunks
            }
      },
    }
    await ask(spy, 12, asking([['a', 0]]), broker)
    expect(written).toContain(large)
  })

  test('aborted transactions are none, or not asked for', async () => {
    const broker = serving(() => [got('x')])
    expect(all(await answer(fetch, 12, asking([['a', 0]]), broker))[0]?.abortedTransactions).toBeNull()
    const committed = await answer(fetch, 12, asking([['a', 0]], { isolationLevel: 1 }), broker)
    expect(all(committed)[0]?.abortedTransactions).toEqual([])
  })
})

describe('what is asked of the log', () => {
  test('is what the client wants, within what the connection has room for', async () => {
    const seen: Wanted[] = []
    const broker = serving((wanted) => {
      seen.push(wanted)
      return [got(), got()]
    })
    await ask(
      fetch,
      12,
      asking([
        ['a', 1],
        ['b', 0],
      ]),
      broker,
      { maxAnswerBytes: 70_000 },
    )
    expect(seen).toMatchObject([
      {
        maxWaitMs: 500,
        minBytes: 1,
        maxBytes: 70_000,
        partitions: [
          { topic: a, partition: 1, offset: 5n, leaderEpoch: 1, maxBytes: 1_000 },
          { topic: b, partition: 0, offset: 5n, leaderEpoch: 1, maxBytes: 1_000 },
        ],
      },
    ])
  })

  test('is the same for somebody who says to be a replica', async () => {
    const body = await answer(
      fetch,
      12,
      asking([['a', 0]], { replicaId: 3 }),
      serving(() => [got('x')]),
    )
    expect(all(body)[0]).toMatchObject({ errorCode: 0, highWatermark: 10n })
  })

  test('does not wait when a topic is not there, and leaves the others alone', async () => {
    const waits: number[] = []
    const broker = serving(({ maxWaitMs, partitions }) => {
      waits.push(maxWaitMs)
      return partitions.map(() => got('x'))
    })
    const body = await answer(
      fetch,
      12,
      asking([
        ['nope', 0],
        ['a', 0],
      ]),
      broker,
    )
    expect(waits).toEqual([0])
    expect(all(body)).toMatchObject([{ errorCode: 3, highWatermark: -1n }, { errorCode: 0 }])
  })
})

describe('errors of a partition', () => {
  test('tell unknown ids from unknown names', async () => {
    const broker = serving(() => [])
    expect(all(await answer(fetch, 12, asking([['nope', 0]]), broker))[0]?.errorCode).toBe(3)
    expect(all(await answer(fetch, 13, asking([['nope', 0]]), broker))[0]?.errorCode).toBe(100)
  })

  test.each([
    [{ kind: 'unknown-partition' }, 3],
    [{ kind: 'partition-gone' }, 6],
    [{ kind: 'partition-offline', reason: '' }, 56],
    [{ kind: 'fenced-leader-epoch' }, 74],
    [{ kind: 'unknown-leader-epoch' }, 75],
    [{ kind: 'store-failure', error: new StoreUnavailable('x') }, 6],
  ] satisfies [FetchRefusal, number][])('%o are %i', async (refusal, code) => {
    expect(all(await answer(fetch, 12, asking([['a', 0]]), refusing(refusal)))[0]).toMatchObject({
      errorCode: code,
      highWatermark: -1n,
      records: [],
    })
  })

  test('say which offsets there are', async () => {
    const body = await answer(
      fetch,
      12,
      asking([['a', 0]]),
      refusing({ kind: 'offset-out-of-range', bounds }),
    )
    expect(all(body)[0]).toMatchObject({ errorCode: 1, highWatermark: 10n, logStartOffset: 2n })
  })

  test('are no unknown topics while the store cannot be asked', async () => {
    const broker = serving(() => [], { ...fakeTopics([]), refresh: unavailable })
    expect(all(await answer(fetch, 12, asking([['a', 0]]), broker))[0]?.errorCode).toBe(6)
    expect(all(await answer(fetch, 13, asking([['a', 0]]), broker))[0]?.errorCode).toBe(6)
  })

  test('are bugs when they are nothing else', async () => {
    const broker = refusing({ kind: 'store-failure', error: new TypeError('a bug') })
    await expect(ask(fetch, 12, asking([['a', 0]]), broker)).rejects.toThrow('a bug')
  })
})

describe('a session', () => {
  test('tells only what changed, and serves last who was served', async () => {
    const order: string[][] = []
    let served: readonly FetchedPartition[] = [got('x'), got(), got()]
    const broker = serving(({ partitions }) => {
      order.push(partitions.map(({ topic, partition }) => `${topic.name}${partition}`))
      return served
    })
    const three = asking(
      [
        ['a', 0],
        ['a', 1],
        ['b', 0],
      ],
      { sessionEpoch: 0 },
    )
    const opened = await answer(fetch, 12, three, broker)
    expect(opened.sessionId).toBeGreaterThan(0)
    expect(opened.responses.map(({ topic, partitions }) => [topic, partitions.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ])

    served = [got(), got('y'), got()]
    const next = asking([], { sessionId: opened.sessionId, sessionEpoch: 1 })
    const told = await answer(fetch, 12, next, broker)
    expect(
      told.responses.map(({ topic, partitions }) => [topic, partitions.map((p) => p.partitionIndex)]),
    ).toEqual([['b', [0]]])
    expect(order).toEqual([
      ['a0', 'a1', 'b0'],
      ['a1', 'b0', 'a0'],
    ])
  })

  test.each([
    [{ sessionId: 77, sessionEpoch: 1 }, 70],
    [{ sessionId: 1, sessionEpoch: 5 }, 71],
  ])('%o is refused with %i', async (session, code) => {
    const broker = serving(() => [got()])
    await ask(fetch, 12, asking([['a', 0]], { sessionEpoch: 0 }), broker)
    expect(await answer(fetch, 12, asking([], session), broker)).toMatchObject({
      errorCode: code,
      sessionId: 0,
      responses: [],
    })
  })

  test('of names does not go on with ids', async () => {
    const broker = serving(() => [got()])
    const { sessionId } = await answer(fetch, 12, asking([['a', 0]], { sessionEpoch: 0 }), broker)
    expect((await answer(fetch, 13, asking([], { sessionId, sessionEpoch: 1 }), broker)).errorCode).toBe(106)
  })

  test('does not exist before version 7', async () => {
    const broker = serving(() => [got()])
    expect((await answer(fetch, 6, asking([['a', 0]]), broker)).sessionId).toBe(0)
  })
})
