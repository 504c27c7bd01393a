import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import type { FetchedPartition, FetchPartition, FetchRequest } from '#application/fetch/fetch'
import { fetchService } from '#application/fetch/service'
import { appender } from '#application/produce/appender'
import type { Topic } from '#domain/cluster/topic'
import { offset } from '#domain/log/types'
import { topicName } from '#domain/topic/types'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { parseBatches } from '#test/support/batches'
import { appenderOn, enqueue, partition, produced } from '#test/support/broker-parts'
import { collectGarbage } from '#test/support/collect-garbage'
import { controlled } from '#test/support/controlled'
import { manualTime, settled } from '#test/support/manual-time'
import { scheduled } from '#test/support/scheduled'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

const PARTITIONS = 3
const HEADER = 61
const topic: Topic = {
  id: partition.topicId,
  name: topicName('orders'),
  partitions: PARTITIONS,
  configs: new Map(),
  createdAt: 0,
}

const given = async () => {
  const data = memoryData()
  const real = memoryStore(stampingCodec, data).log
  for (let p = 0; p < PARTITIONS; p++) await real.create({ ...partition, partition: p }, { createdAt: 0 })
  const between = controlled(memoryStore(stampingCodec, data).log)
  const time = manualTime()
  const { fetch } = fetchService({ log: between.port, timers: time.timers })
  const appenders = Array.from({ length: PARTITIONS }, (_, p) =>
    appender(
      {
        log: real,
        ...manualTime(),
        logger: silentLogger,
        codec: stampingCodec,
        leader: () => ({ id: 1, isSelf: true }),
      },
      { ...partition, partition: p },
    ),
  )
  const append = (p: number, payload: string | number) => produced(enqueue(appenders[p]!, { payload }))
  return { data, real, between, time, fetch, append }
}

const of = (p: number, some: Partial<FetchPartition> = {}): FetchPartition => ({
  topic,
  partition: p,
  offset: 0n,
  leaderEpoch: -1,
  maxBytes: 1_000_000,
  ...some,
})
const request = (partitions: readonly FetchPartition[], some: Partial<FetchRequest> = {}): FetchRequest => ({
  maxWaitMs: 500,
  minBytes: 1,
  maxBytes: 10_000_000,
  partitions,
  abandoned: new AbortController().signal,
  ...some,
})
const payloadsOf = (found: FetchedPartition | undefined): readonly string[] => {
  if (found === undefined || E.isLeft(found)) throw new Error(`refused: ${JSON.stringify(found)}`)
  expect(found.right.bytes).toBe(found.right.records.reduce((sum, { length }) => sum + length, 0))
  return parseBatches(found.right.records).map(({ payload }) => payload.slice(0, 5))
}

/** Whether a fetch has answered, and what. */
const watched = (answer: Promise<readonly FetchedPartition[]>) => {
  const seen: { answer?: readonly FetchedPartition[] } = {}
  void answer.then((each) => {
    seen.answer = each
  })
  return seen
}

describe('what is there', () => {
  test('is answered at once, in the order asked for', async () => {
    const { fetch, append, time } = await given()
    await append(2, 'two')
    await append(0, 'zero')
    const found = await fetch(request([of(2), of(1), of(0)]))
    expect(found.map(payloadsOf)).toEqual([['two'], [], ['zero']])
    expect(found[0]).toMatchObject({ right: { bounds: { logStart: 0, highWatermark: 1 } } })
    expect(time.pending()).toBe(0)
  })

  test('fits into the limits of partition and response, whole batches each', async () => {
    const { fetch, append } = await given()
    for (const p of [0, 1, 2]) for (const payload of [39, 39, 39]) await append(p, payload)
    const bytesOf = async (maxBytes: number, ofPartition: number) =>
      (
        await fetch(
          request(
            [0, 1, 2].map((p) => of(p, { maxBytes: ofPartition })),
            { maxBytes },
          ),
        )
      ).map((each) => (E.isRight(each) ? each.right.bytes : -1))
    expect(await bytesOf(10_000, 250)).toEqual([200, 200, 200])
    expect(await bytesOf(650, 250)).toEqual([200, 200, 100])
    expect(await bytesOf(450, 1_000)).toEqual([300, 100, 0])
    expect(await bytesOf(300, 1_000)).toEqual([300, 0, 0])
  })
})

describe('the first batch (KIP-74)', () => {
  const big = 5_000
  const bytes = (found: readonly FetchedPartition[]) =>
    found.map((each) => (E.isRight(each) ? each.right.bytes : -1))

  test('comes even if it is larger than all limits, alone', async () => {
    const { fetch, append } = await given()
    for (const p of [1, 1, 2]) await append(p, big)
    const small = { maxBytes: 100 }
    expect(
      bytes(await fetch(request([of(0, small), of(1, small), of(2, small)], { maxBytes: 1_000 }))),
    ).toEqual([0, HEADER + big, 0])
    expect(bytes(await fetch(request([of(2, small), of(1, small)], { maxBytes: 0 })))).toEqual([
      HEADER + big,
      0,
    ])
  })

  test('of the first partition goes before smaller ones of others, which take what room is left', async () => {
    const { fetch, append } = await given()
    await append(0, big)
    await append(1, 39)
    await append(2, 39)
    const small = { maxBytes: 1_000 }
    const ask = (order: readonly number[], maxBytes: number) =>
      fetch(
        request(
          order.map((p) => of(p, small)),
          { maxBytes },
        ),
      ).then(bytes)
    expect(await ask([0, 1, 2], 2_000)).toEqual([HEADER + big, 0, 0])
    expect(await ask([0, 1, 2], HEADER + big + 100)).toEqual([HEADER + big, 100, 0])
    expect(await ask([1, 0, 2], 2_000)).toEqual([100, 0, 100])
  })
})

describe('a long poll', () => {
  test('waits, and answers empty when its time is up', async () => {
    const { fetch, time } = await given()
    const seen = watched(fetch(request([of(0), of(1)])))
    await time.pass(499)
    expect(seen.answer).toBeUndefined()
    await time.pass(1)
    expect(seen.answer?.map(payloadsOf)).toEqual([[], []])
    expect(time.pending()).toBe(0)
  })

  test('is woken by an append, by whichever instance, and reads that partition alone', async () => {
    const { fetch, append, time, between } = await given()
    const seen = watched(fetch(request([of(0), of(1), of(2)])))
    await settled()
    const before = between.calls('read').length
    await append(1, 'news')
    await settled()
    expect(seen.answer?.map(payloadsOf)).toEqual([[], ['news'], []])
    expect(
      between
        .calls('read')
        .slice(before)
        .map(([at]) => at.partition),
    ).toEqual([1])
    expect(time.pending()).toBe(0)
  })

  test('is not woken by a partition that it did not ask for', async () => {
    const { fetch, append, time, between } = await given()
    const seen = watched(fetch(request([of(0)])))
    await settled()
    await append(1, 'other')
    await time.pass(100)
    expect(seen.answer).toBeUndefined()
    expect(between.calls('read').length).toBeLessThanOrEqual(2)
  })

  test('waits until there are min bytes, over several appends to several partitions', async () => {
    const { fetch, append } = await given()
    const seen = watched(fetch(request([of(0), of(1)], { minBytes: 4 * 100 })))
    for (const p of [0, 1, 0]) {
      await append(p, 39)
      await settled()
      expect(seen.answer).toBeUndefined()
    }
    await append(1, 39)
    await settled()
    expect(seen.answer?.map((each) => payloadsOf(each).length)).toEqual([2, 2])
  })

  test('does not wait for more bytes than may be answered', async () => {
    const { fetch, append } = await given()
    const seen = watched(fetch(request([of(0)], { minBytes: 1_000_000, maxBytes: 100 })))
    await append(0, 39)
    await settled()
    expect(seen.answer?.map((each) => payloadsOf(each).length)).toEqual([1])
  })

  test('does not hold more than 1 MiB while it waits', async () => {
    const { fetch, append } = await given()
    const seen = watched(fetch(request([of(0), of(1)], { minBytes: 9_000_000 })))
    await append(0, 600_000)
    await settled()
    expect(seen.answer).toBeUndefined()
    await append(1, 600_000)
    await settled()
    expect(seen.answer?.map((each) => payloadsOf(each).length)).toEqual([1, 1])
  })

  test('is woken by what is appended between its read and its wait', async () => {
    const { fetch, append, between } = await given()
    const reply = Promise.withResolvers<void>()
    between.next('read', { repliesAfter: reply.promise })
    const seen = watched(fetch(request([of(0), of(1)])))
    await settled()
    await append(0, 'between')
    reply.resolve()
    await settled()
    expect(seen.answer?.map(payloadsOf)).toEqual([['betwe'], []])
  })

  test('is woken when anything may have been appended', async () => {
    const { real, time, append } = await given()
    let tellAll = (): void => {}
    const { fetch } = fetchService({
      log: {
        ...real,
        watch: (listener) => {
          tellAll = () => listener(null)
          return () => {}
        },
      },
      timers: time.timers,
    })
    const seen = watched(fetch(request([of(0)])))
    await settled()
    await append(0, 'unheard')
    await settled()
    expect(seen.answer).toBeUndefined()
    tellAll()
    await settled()
    expect(seen.answer?.map(payloadsOf)).toEqual([['unhea']])
  })

  test('that is abandoned answers with what is there, and leaves nothing behind', async () => {
    const { fetch, time, append, between } = await given()
    const connection = new AbortController()
    const seen = watched(fetch(request([of(0)], { minBytes: 1_000, abandoned: connection.signal })))
    await append(0, 'some')
    await settled()
    expect(seen.answer).toBeUndefined()
    connection.abort()
    await settled()
    expect(seen.answer?.map(payloadsOf)).toEqual([['some']])
    expect(time.pending()).toBe(0)
    const reads = between.calls('read').length
    await append(0, 'later')
    await settled()
    expect(between.calls('read')).toHaveLength(reads)
  })

  test.each([
    ['that may not wait', { maxWaitMs: 0 }],
    ['for no bytes', { minBytes: 0 }],
    ['abandoned before it began', { abandoned: AbortSignal.abort() }],
  ])('%s answers at once', async (_, some) => {
    const { fetch, time } = await given()
    expect((await fetch(request([of(0)], some))).map(payloadsOf)).toEqual([[]])
    expect(time.pending()).toBe(0)
  })

  test('for no partition answers at once', async () => {
    const { fetch } = await given()
    expect(await fetch(request([]))).toEqual([])
  })

  test.prop([fc.scheduler(), fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 5 })], { numRuns: 150 })(
    'never sleeps through an append, whenever that happens',
    async (scheduler, appends) => {
      const { data, append } = await given()
      const { fetch } = fetchService({
        log: scheduled(scheduler, memoryStore(stampingCodec, data).log),
        timers: manualTime().timers,
      })
      const answer = fetch(request([of(0), of(1), of(2)], { minBytes: appends.length * 100 }))
      for (const p of appends) void scheduler.schedule(Promise.resolve()).then(() => append(p, 39))
      const found = await scheduler.waitFor(answer)
      expect(found.map((each) => payloadsOf(each).length)).toEqual(
        [0, 1, 2].map((p) => appends.filter((each) => each === p).length),
      )
    },
  )
})

describe('an answer that is no records', () => {
  test.each<[string, FetchPartition]>([
    ['unknown-partition', of(-1)],
    ['unknown-partition', of(PARTITIONS)],
    ['offset-out-of-range', of(0, { offset: 1n })],
    ['offset-out-of-range', of(0, { offset: -1n })],
    ['offset-out-of-range', of(0, { offset: 2n ** 53n + 1n })],
    ['offset-out-of-range', of(0, { offset: 2n ** 63n - 1n })],
    ['offset-out-of-range', of(0, { offset: -(2n ** 63n) })],
    ['unknown-leader-epoch', of(0, { leaderEpoch: 5 })],
    ['unknown-leader-epoch', of(0, { leaderEpoch: 5, offset: 99n })],
  ])('%s comes at once, with the other partitions', async (kind, odd) => {
    const { fetch, time } = await given()
    const [found, other] = await fetch(request([odd, of(1)]))
    expect(found).toMatchObject({ left: { kind } })
    expect(payloadsOf(other)).toEqual([])
    expect(time.pending()).toBe(0)
  })

  test('a client of an older epoch is fenced before its offset is looked at', async () => {
    const { real, time } = await given()
    const bounds = { logStart: offset(100), highWatermark: offset(200), leaderEpoch: 4 }
    const { fetch } = fetchService({
      log: { ...real, read: () => () => Promise.resolve(E.left({ kind: 'offset-out-of-range', bounds })) },
      timers: time.timers,
    })
    const ask = async (leaderEpoch: number) => (await fetch(request([of(0, { leaderEpoch })])))[0]
    expect(await ask(3)).toEqual(E.left({ kind: 'fenced-leader-epoch' }))
    expect(await ask(4)).toEqual(E.left({ kind: 'offset-out-of-range', bounds }))
    expect(await ask(-1)).toEqual(E.left({ kind: 'offset-out-of-range', bounds }))
  })

  test('a store that cannot be asked fails one partition, not the fetch', async () => {
    const { fetch, append, between } = await given()
    await append(1, 'there')
    const error = new StoreUnavailable('away')
    between.next('read', { rejects: error })
    const [first, second] = await fetch(request([of(0), of(1)]))
    expect(first).toEqual(E.left({ kind: 'store-failure', error }))
    expect(payloadsOf(second)).toEqual(['there'])
  })

  test('a topic that is deleted meanwhile ends the wait', async () => {
    const { fetch, real } = await given()
    const seen = watched(fetch(request([of(0), of(1)])))
    await settled()
    await real.remove({ ...partition, partition: 1 })
    await settled()
    expect(seen.answer?.[1]).toEqual(E.left({ kind: 'partition-gone' }))
  })
})

test('of many partitions takes time in proportion to them, whatever each may bring', async () => {
  const { fetch } = await given()
  const many = Array.from({ length: 30_000 }, (_, i) => of(PARTITIONS + i, { maxBytes: 2 ** 31 - 1 }))
  const since = performance.now()
  expect(await fetch(request(many))).toHaveLength(many.length)
  expect(performance.now() - since).toBeLessThan(1_500)
})

test('an offset beyond 2^53 is not taken for a small one', async () => {
  const { fetch, append } = await given()
  for (let i = 0; i < 4; i++) await append(0, 'x')
  for (const beyond of [2n ** 53n + 1n, 2n ** 54n + 2n, 2n ** 62n + 3n])
    expect((await fetch(request([of(0, { offset: beyond })])))[0]).toMatchObject({
      left: { kind: 'offset-out-of-range', bounds: { highWatermark: 4 } },
    })
})

test('a fetch that was answered is not kept', async () => {
  const { fetch, append } = await given()
  await append(0, 'x')
  const answered = await (async () => {
    const asked = request([of(0), of(1)])
    await fetch(asked)
    return new WeakRef(asked.partitions)
  })()
  await collectGarbage()
  expect(answered.deref()).toBeUndefined()
})

test('appenders of a broker wake its own fetches', async () => {
  const { real } = await given()
  const { fetch } = fetchService({ log: real, timers: manualTime().timers })
  const seen = watched(fetch(request([of(0)])))
  await settled()
  await produced(enqueue(appenderOn(real), { payload: 'own' }))
  await settled()
  expect(seen.answer?.map(payloadsOf)).toEqual([['own']])
})
