import { describe, expect, test } from 'vitest'
import { produce } from '#adapters/kafka/handlers/produce'
import type { ProduceRequest, ProduceResponse } from '#adapters/kafka/protocol/messages/produce'
import type { ProduceBatch, ProduceRefusal } from '#application/produce/produce'
import { OutcomeUnknown, StoreFull } from '#ports/store-errors'
import { E } from '#shared/fp'
import { aTopic, fakeTopics, idOf, unavailable } from '#test/support/fake-services'
import { answer, ask, brokerWith } from './ask.ts'

const a = aTopic('a', 1, 3)
const topics = fakeTopics([a])
const batch = Buffer.from('one record batch')

const to = (
  partitions: readonly (readonly [topic: string, index: number, records?: Buffer | null])[],
  more: Partial<ProduceRequest> = {},
): ProduceRequest => ({
  transactionalId: null,
  acks: -1,
  timeoutMs: 1_500,
  topicData: partitions.map(([name, index, records = batch]) => ({
    name,
    topicId: name === 'a' ? a.id : idOf(9),
    partitionData: [{ index, records: records === null ? null : [records] }],
  })),
  ...more,
})

const refusing = (refusal: ProduceRefusal) =>
  brokerWith({ topics, produce: { append: () => Promise.resolve(E.left(refusal)) } })

const first = (body: ProduceResponse) => body.responses[0]!.partitionResponses[0]!

const codes = (body: ProduceResponse) =>
  body.responses.flatMap((topic) => topic.partitionResponses.map(({ errorCode }) => errorCode))

describe('an append', () => {
  test.each([3, 9, 12, 13])('is answered with its offset in version %i', async (version) => {
    const body = await answer(produce, version, to([['a', 2]]), brokerWith({ topics }))
    expect(body.responses[0]).toMatchObject(version >= 13 ? { topicId: a.id } : { name: 'a' })
    expect(first(body)).toMatchObject({
      index: 2,
      errorCode: 0,
      baseOffset: 7n,
      logAppendTimeMs: -1n,
      logStartOffset: version >= 5 ? 2n : -1n,
    })
  })

  test('carries what the client sent, and what its version allows', async () => {
    const seen: ProduceBatch[] = []
    const append = (request: ProduceBatch) => {
      seen.push(request)
      return Promise.resolve(E.left({ kind: 'timed-out' as const }))
    }
    const broker = brokerWith({ topics, produce: { append } })
    await ask(produce, 6, to([['a', 1]]), broker)
    await ask(produce, 7, to([['a', 1]]), broker)
    expect(seen).toMatchObject([
      { topic: a, partition: 1, timeoutMs: 1_500, allowsZstd: false },
      { topic: a, partition: 1, timeoutMs: 1_500, allowsZstd: true },
    ])
    expect(seen[0]?.records).toEqual(batch)
  })

  test('does not copy large batches', async () => {
    let seen: Buffer | null = null
    const append = ({ records }: ProduceBatch) => {
      seen = records
      return Promise.resolve(E.left({ kind: 'timed-out' as const }))
    }
    const broker = brokerWith({ topics, produce: { append } })
    const large = Buffer.alloc(100_000, 'x')
    const { body } = await ask(produce, 9, to([['a', 0, large]]), broker)
    expect(body).not.toBeNull()
    // A slice of the frame, not a buffer of its own.
    expect(seen!.buffer.byteLength).toBeGreaterThan(large.length)
  })

  test('of every partition is called before any settles, and only then is the request in', async () => {
    const order: string[] = []
    const waiting: (() => void)[] = []
    const append = ({ partition }: ProduceBatch) => {
      order.push(`append ${partition}`)
      return new Promise<E.Either<ProduceRefusal, never>>((resolve) =>
        waiting.push(() => resolve(E.left({ kind: 'timed-out' }))),
      )
    }
    const entered = () => {
      order.push('entered')
      for (const settle of waiting) settle()
    }
    const broker = brokerWith({ topics, produce: { append } })
    await ask(
      produce,
      9,
      to([
        ['a', 0],
        ['a', 1],
      ]),
      broker,
      { entered },
    )
    expect(order).toEqual(['append 0', 'append 1', 'entered'])
  })
})

describe('topics', () => {
  test('that are not known are looked for in the store, once', async () => {
    const lagging = fakeTopics([], [a])
    const body = await answer(
      produce,
      9,
      to([
        ['a', 0],
        ['b', 0],
      ]),
      brokerWith({ topics: lagging }),
    )
    expect(codes(body)).toEqual([0, 3])
    expect(lagging.refreshes).toBe(1)
  })

  test('have other errors by id than by name', async () => {
    const broker = brokerWith({ topics })
    expect(codes(await answer(produce, 12, to([['b', 0]]), broker))).toEqual([3])
    expect(codes(await answer(produce, 13, to([['b', 0]]), broker))).toEqual([100])
  })

  test('may well exist while the store cannot be asked', async () => {
    const broker = brokerWith({ topics: { ...topics, refresh: unavailable } })
    expect(
      codes(
        await answer(
          produce,
          12,
          to([
            ['a', 0],
            ['b', 0],
          ]),
          broker,
        ),
      ),
    ).toEqual([0, 6])
  })
})

describe('refusals', () => {
  test.each([
    [{ kind: 'unknown-partition' }, 3],
    [{ kind: 'partition-gone' }, 6],
    [{ kind: 'partition-offline', reason: 'a gap' }, 56],
    [{ kind: 'corrupt-batch', message: 'bad CRC' }, 2],
    [{ kind: 'message-too-large', message: 'too large' }, 10],
    [{ kind: 'out-of-order-sequence', message: '' }, 45],
    [{ kind: 'duplicate-sequence' }, 46],
    [{ kind: 'invalid-producer-epoch' }, 47],
    [{ kind: 'timed-out' }, 7],
    [{ kind: 'transactions-unsupported' }, 35],
  ] satisfies [ProduceRefusal, number][])('%o have the code %i', async (refusal, code) => {
    const answered = first(await answer(produce, 9, to([['a', 0]]), refusing(refusal)))
    expect(answered).toMatchObject({ errorCode: code, baseOffset: -1n })
  })

  test('say why since version 8', async () => {
    const broker = refusing({ kind: 'corrupt-batch', message: 'bad CRC' })
    expect(first(await answer(produce, 8, to([['a', 0]]), broker)).errorMessage).toBe('bad CRC')
    expect(first(await answer(produce, 7, to([['a', 0]]), broker)).errorMessage).toBeNull()
  })

  test('name the leader and where it is, since version 10', async () => {
    const broker = refusing({ kind: 'not-leader', leader: 2 })
    const body = await answer(produce, 10, to([['a', 0]]), broker)
    expect(first(body)).toMatchObject({ errorCode: 6, currentLeader: { leaderId: 2 } })
    expect(body.nodeEndpoints).toEqual([{ nodeId: 2, host: 'host-2', port: 9094, rack: 'r2' }])
    expect((await answer(produce, 9, to([['a', 0]]), broker)).nodeEndpoints).toEqual([])
  })

  test.each([
    ['unavailable', unavailable, 6],
    ['full', () => Promise.reject(new StoreFull('x')), 56],
    ['silent about the outcome', () => Promise.reject(new OutcomeUnknown('x')), 7],
  ])('of a store that is %s can be retried', async (_, append, code) => {
    const body = await answer(produce, 9, to([['a', 0]]), brokerWith({ topics, produce: { append } }))
    expect(codes(body)).toEqual([code])
  })

  test('are bugs when they are nothing else', async () => {
    const append = () => Promise.reject(new TypeError('a bug'))
    await expect(
      ask(produce, 9, to([['a', 0]]), brokerWith({ topics, produce: { append } })),
    ).rejects.toThrow('a bug')
  })

  test('of one partition are not those of another', async () => {
    const append = ({ partition }: ProduceBatch) =>
      partition === 1 ? unavailable() : Promise.resolve(E.left({ kind: 'timed-out' as const }))
    const body = await answer(
      produce,
      9,
      to([
        ['a', 0],
        ['a', 1],
      ]),
      brokerWith({ topics, produce: { append } }),
    )
    expect(codes(body)).toEqual([7, 6])
  })
})

describe('a request that cannot be served', () => {
  const append = () => Promise.reject(new Error('appended all the same'))
  const broker = brokerWith({ topics, produce: { append } })

  test.each([2, -2, 7])('asks for acks=%i', async (acks) => {
    expect(
      codes(
        await answer(
          produce,
          9,
          to(
            [
              ['a', 0],
              ['a', 1],
            ],
            { acks },
          ),
          broker,
        ),
      ),
    ).toEqual([21, 21])
  })

  test('belongs to a transaction', async () => {
    expect(codes(await answer(produce, 9, to([['a', 0]], { transactionalId: 't' }), broker))).toEqual([35])
  })

  test('has no records', async () => {
    expect(codes(await answer(produce, 9, to([['a', 0, null]]), broker))).toEqual([87])
    expect(codes(await answer(produce, 9, to([['a', 0, Buffer.alloc(0)]]), broker))).toEqual([87])
  })
})

describe('a batch whose records are to blame', () => {
  const message = 'Compacted topic cannot accept message without key in topic partition a-0'
  const broker = refusing({
    kind: 'invalid-records',
    message: 'One or more records have been rejected',
    records: [
      { batchIndex: 1, message },
      { batchIndex: 4, message },
    ],
  })

  test('is refused as a whole, each of them named, from version 8 on', async () => {
    expect(first(await answer(produce, 8, to([['a', 0]]), broker))).toMatchObject({
      errorCode: 87,
      errorMessage: 'One or more records have been rejected',
      recordErrors: [
        { batchIndex: 1, batchIndexErrorMessage: message },
        { batchIndex: 4, batchIndexErrorMessage: message },
      ],
    })
    expect(first(await answer(produce, 7, to([['a', 0]]), broker))).toMatchObject({
      errorCode: 87,
      recordErrors: [],
    })
  })

  test('is still refused where the request has named more than it may', async () => {
    const records = Array.from({ length: 1_000 }, (_, batchIndex) => ({ batchIndex, message }))
    const guilty = refusing({ kind: 'invalid-records', message: 'rejected', records })
    const partitionData = Array.from({ length: 50 }, (_, index) => ({ index, records: [batch] }))
    const topicData = [{ name: 'a', topicId: a.id, partitionData }]
    const body = await answer(produce, 8, to([], { topicData }), guilty)
    expect(codes(body)).toEqual(Array.from({ length: 50 }, () => 87))
    const named = body.responses.flatMap(({ partitionResponses }) =>
      partitionResponses.map(({ recordErrors }) => recordErrors.length),
    )
    expect(named).toEqual(Array.from({ length: 50 }, (_, i) => (i < 10 ? 1_000 : 0)))
  })
})

describe('acks=0', () => {
  test('has no answer', async () => {
    const asked = await ask(produce, 9, to([['a', 0]], { acks: 0 }), brokerWith({ topics }))
    expect(asked).toEqual({ body: null, hangUps: [], entered: 1 })
  })

  test('hangs up when something went wrong, which is all it can say', async () => {
    const asked = await ask(produce, 9, to([['a', 0]], { acks: 0 }), refusing({ kind: 'timed-out' }))
    expect(asked).toMatchObject({ body: null, hangUps: ['a produce with acks=0 failed'] })
  })
})
