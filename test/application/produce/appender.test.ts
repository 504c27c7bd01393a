import { describe, expect, test } from 'vitest'
import { GROUP_BYTES } from '#application/produce/appender'
import { OutcomeUnknown, StoreFull, StoreUnavailable } from '#ports/store-errors'
import { batch } from '#test/support/batches'
import {
  appenderOn,
  enqueue,
  everyBatch,
  idempotent,
  partition,
  payloads,
  produced,
  refusalOf,
  roomy,
  storeWithPartition,
} from '#test/support/broker-parts'
import { controlled } from '#test/support/controlled'
import { manualTime, settled } from '#test/support/manual-time'

const given = async () => {
  const { log: real } = await storeWithPartition()
  const between = controlled(real)
  const time = manualTime()
  const broker = appenderOn(between.port, time)
  return { real, between, time, broker }
}
const entriesOf = ({ between }: Awaited<ReturnType<typeof given>>) =>
  between.calls('append').map(([, , { batches }]) => batches)
const taken = { refuses: { kind: 'position-taken' } }

describe('group commit', () => {
  test('one append is in flight; what arrives meanwhile becomes the next, in order', async () => {
    const parts = await given()
    const reply = Promise.withResolvers<void>()
    parts.between.next('append', { waitsFor: reply.promise })
    const outcomes = ['a', 'b', 'c', 'd'].map((payload) => enqueue(parts.broker, { payload, count: 2 }))
    await settled()
    expect(entriesOf(parts)).toHaveLength(1)

    reply.resolve()

    const told = await Promise.all(outcomes.map(produced))
    expect(told.map(({ baseOffset }) => baseOffset)).toEqual([0, 2, 4, 6])
    expect(entriesOf(parts).map((batches) => batches.length)).toEqual([1, 3])
    expect(parts.between.mostAtOnce('append')).toBe(1)
    expect(await payloads(parts.real)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('no entry is larger than 1 MiB - 4 KiB, unless one batch is', async () => {
    const parts = await given()
    const sizes = [10, 600_000, 500_000, 400_000, 3_000_000, 100, 2 ** 20 - 5_000, 800]
    const outcomes = sizes.map((payload) => enqueue(parts.broker, { payload }))
    await Promise.all(outcomes.map(produced))
    const entries = entriesOf(parts).map((batches) => batches.map(({ facts }) => facts.bytes - 61))
    expect(entries).toEqual([[10], [600_000], [500_000, 400_000], [3_000_000], [100, 2 ** 20 - 5_000], [800]])
    for (const batches of entriesOf(parts)) {
      const bytes = batches.reduce((sum, { records }) => sum + records.length, 0)
      if (batches.length > 1) expect(bytes).toBeLessThanOrEqual(GROUP_BYTES)
    }
  })

  test('a batch that is refused does not hold up the others of its group', async () => {
    const { broker, between } = await given()
    const reply = Promise.withResolvers<void>()
    between.next('append', { waitsFor: reply.promise })
    const first = enqueue(broker)
    const outcomes = [idempotent(0), idempotent(0), idempotent(7), idempotent(1)].map((each) =>
      broker.enqueue(each, roomy, 1_000),
    )
    reply.resolve()
    await produced(first)
    expect(await Promise.all(outcomes)).toMatchObject([
      { right: { baseOffset: 1 } },
      { right: { baseOffset: 1 } },
      { left: { kind: 'out-of-order-sequence' } },
      { right: { baseOffset: 2 } },
    ])
  })
})

describe('another broker', () => {
  test('that appended first is folded, and the append repeated behind it', async () => {
    const { broker, real, between } = await given()
    await produced(enqueue(broker, { payload: 'mine' }))
    const other = appenderOn(real)
    await produced(enqueue(other, { payload: 'theirs', count: 5 }))
    expect(await produced(enqueue(broker, { payload: 'mine again' }))).toMatchObject({ baseOffset: 6 })
    expect(await payloads(real)).toEqual(['mine', 'theirs', 'mine again'])
    expect(between.calls('append')).toHaveLength(3)
  })

  test('that appended the missing sequence is not overlooked: no refusal from a stale fold', async () => {
    const { broker, real } = await given()
    await produced(broker.enqueue(idempotent(0), roomy, 1_000))
    const other = appenderOn(real)
    await produced(other.enqueue(idempotent(1), roomy, 1_000))
    await produced(other.enqueue(idempotent(2), roomy, 1_000))
    expect(await produced(broker.enqueue(idempotent(3), roomy, 1_000))).toMatchObject({ baseOffset: 3 })
  })

  test('that knows a newer epoch fences, also where this one has not seen it', async () => {
    const { broker, real } = await given()
    await produced(broker.enqueue(idempotent(0), roomy, 1_000))
    await produced(appenderOn(real).enqueue(idempotent(0, { producerEpoch: 1 }), roomy, 1_000))
    expect(await refusalOf(broker.enqueue(idempotent(1), roomy, 1_000))).toEqual({
      kind: 'invalid-producer-epoch',
    })
  })

  test('that appends all the time keeps nobody from being told a refusal', async () => {
    const { broker, real, between } = await given()
    const other = appenderOn(real)
    await produced(broker.enqueue(idempotent(0), roomy, 1_000))
    between.always('facts', () => ({ after: () => produced(enqueue(other)) }))
    expect(await refusalOf(broker.enqueue(idempotent(5), roomy, 1_000))).toMatchObject({
      kind: 'out-of-order-sequence',
    })
    expect(between.calls('facts').length).toBeLessThan(4)
  })
})

describe('a duplicate', () => {
  test('is told the offset it was given, also by a broker that has just started', async () => {
    const { broker, real } = await given()
    await produced(enqueue(broker, { count: 7 }))
    await produced(broker.enqueue(idempotent(0, { count: 3 }), roomy, 1_000))
    await produced(broker.enqueue(idempotent(3), roomy, 1_000))
    for (const each of [broker, appenderOn(real)]) {
      expect(await produced(each.enqueue(idempotent(0, { count: 3 }), roomy, 1_000))).toEqual({
        baseOffset: 7,
        logStart: 0,
        logAppendTime: -1,
      })
      expect(await produced(each.enqueue(idempotent(3), roomy, 1_000))).toMatchObject({ baseOffset: 10 })
    }
    expect(await everyBatch(real)).toHaveLength(3)
  })

  test('after a reply that was lost for ever is known to be in the log', async () => {
    const { broker, real, between } = await given()
    between.next('append', { happensAndRejects: new OutcomeUnknown('?') })
    await expect(broker.enqueue(idempotent(0), roomy, 1_000)).rejects.toThrow(OutcomeUnknown)
    expect(await produced(broker.enqueue(idempotent(0), roomy, 1_000))).toMatchObject({ baseOffset: 0 })
    expect(await everyBatch(real)).toHaveLength(1)
  })
})

describe('a producer whose time is up', () => {
  test('is told so, and what is in flight is appended all the same', async () => {
    const { broker, real, between, time } = await given()
    const reply = Promise.withResolvers<void>()
    between.next('append', { waitsFor: reply.promise })
    const outcome = enqueue(broker, { payload: 'late' }, 500)
    await time.pass(499)
    let isTold = false
    void outcome.then(() => {
      isTold = true
    })
    await settled()
    expect(isTold).toBe(false)
    await time.pass(1)
    expect(await refusalOf(outcome)).toEqual({ kind: 'timed-out' })
    reply.resolve()
    await broker.drained()
    expect(await payloads(real)).toEqual(['late'])
  })

  test('is not appended when it still waits in the queue', async () => {
    const { broker, real, between, time } = await given()
    const reply = Promise.withResolvers<void>()
    between.next('append', { waitsFor: reply.promise })
    const [first, second, third] = [
      enqueue(broker, { payload: 'first' }, 9_000),
      enqueue(broker, { payload: 'second' }, 500),
      enqueue(broker, { payload: 'third' }, 9_000),
    ]
    // A short deadline behind a long one is looked at once a second.
    await time.pass(1_000)
    expect(await refusalOf(second!)).toEqual({ kind: 'timed-out' })
    reply.resolve()
    await Promise.all([produced(first!), produced(third!)])
    expect(await payloads(real)).toEqual(['first', 'third'])
  })

  test('leaves no timer behind once nobody waits', async () => {
    const { broker, time } = await given()
    await produced(enqueue(broker, {}, 30_000))
    await time.pass(1_000)
    expect(time.pending()).toBe(0)
  })
})

describe('a store that cannot be asked', () => {
  const away = { rejects: new StoreUnavailable('away') }

  test('is asked again, with what has arrived meanwhile behind', async () => {
    const { broker, real, between, time } = await given()
    between.next('append', away, away)
    const outcomes = ['a', 'b'].map((payload) => enqueue(broker, { payload }))
    await time.pass(150)
    outcomes.push(enqueue(broker, { payload: 'c' }))
    await time.pass(100)
    expect((await Promise.all(outcomes.map(produced))).map(({ baseOffset }) => baseOffset)).toEqual([0, 1, 2])
    expect(await payloads(real)).toEqual(['a', 'b', 'c'])
    expect(between.calls('append')).toHaveLength(3)
  })

  test.each(['loadSnapshot', 'origin', 'facts', 'segments', 'append'] as const)(
    'when %s is asked of it, for three seconds; then producers are told',
    async (method) => {
      const { broker, between, time } = await given()
      between.always(method, () => away)
      const outcome = enqueue(broker)
      let told: unknown
      outcome.catch((error: unknown) => {
        told = error
      })
      await time.pass(2_900)
      expect(told).toBeUndefined()
      await time.pass(200)
      expect(told).toBe(away.rejects)
      between.always(method, null)
      expect(await produced(enqueue(broker))).toMatchObject({ baseOffset: 0 })
    },
  )

  test.each([
    ['an outcome that cannot be known', new OutcomeUnknown('?')],
    ['a full store', new StoreFull('full')],
    ['a bug', new Error('bug')],
  ])('%s is told at once, to its group alone', async (_, error) => {
    const { broker, real, between } = await given()
    between.next('append', { rejects: error })
    const [first, second] = [enqueue(broker, { payload: 'a' }), enqueue(broker, { payload: 'b' })]
    await expect(first).rejects.toBe(error)
    expect(await produced(second!)).toMatchObject({ baseOffset: 0 })
    expect(await payloads(real)).toEqual(['b'])
  })
})

describe('a broker that is refused again and again', () => {
  test('sends producers to the hinted leader, and appended nothing', async () => {
    const { between, real } = await given()
    const time = manualTime()
    const broker = appenderOn(between.port, { ...time, leader: () => ({ id: 7, isSelf: false }) })
    between.always('append', () => taken)
    expect(await refusalOf(enqueue(broker))).toEqual({ kind: 'not-leader', leader: 7 })
    expect(between.calls('append').length).toBeGreaterThan(3)
    expect(await everyBatch(real)).toEqual([])
    between.always('append', null)
    expect(await produced(enqueue(broker))).toMatchObject({ baseOffset: 0 })
  })

  test('goes on when it is the leader itself', async () => {
    const { broker, real, between } = await given()
    const other = appenderOn(real)
    for (let i = 0; i < 20; i++) between.next('append', { after: () => produced(enqueue(other)) })
    expect(await produced(enqueue(broker))).toMatchObject({ baseOffset: 20 })
  })

  test('at what the store says is the end does not try for ever', async () => {
    const { broker, between, time } = await given()
    between.always('append', () => taken)
    const outcome = enqueue(broker)
    const told = expect(outcome).rejects.toThrow(StoreUnavailable)
    await time.pass(5_000)
    await told
    expect(between.calls('append').length).toBeLessThan(60)
  })
})

describe('a partition that was deleted', () => {
  test('is gone for those who wait and those who come', async () => {
    const { broker, real, between } = await given()
    between.next('append', { after: () => real.remove(partition) })
    const outcomes = [enqueue(broker), enqueue(broker)]
    expect(await Promise.all(outcomes.map(refusalOf))).toEqual([
      { kind: 'partition-gone' },
      { kind: 'partition-gone' },
    ])
    expect(await refusalOf(enqueue(broker))).toEqual({ kind: 'partition-gone' })
    expect(await refusalOf(enqueue(appenderOn(real)))).toEqual({ kind: 'partition-gone' })
  })

  test('is gone also for a duplicate and a refusal', async () => {
    const { broker, real } = await given()
    await produced(broker.enqueue(idempotent(0), roomy, 1_000))
    await real.remove(partition)
    for (const sequence of [0, 9])
      expect(await refusalOf(broker.enqueue(idempotent(sequence), roomy, 1_000))).toEqual({
        kind: 'partition-gone',
      })
  })
})

describe('segments', () => {
  const small = { ...roomy, segmentBytes: 250 }
  const startsOf = async (log: Awaited<ReturnType<typeof given>>['real']) => {
    const segments = await log.segments(partition)()
    return segments._tag === 'Right' ? segments.right.map(({ start }) => start) : []
  }

  test('roll before the append that would not fit, without asking for them each time', async () => {
    const { broker, real, between } = await given()
    for (let i = 0; i < 5; i++) await produced(broker.enqueue(batch({ payload: 39 }), small, 1_000))
    expect(await startsOf(real)).toEqual([0, 2, 4])
    expect(between.calls('segments')).toHaveLength(1)
    expect(await everyBatch(real)).toHaveLength(5)
  })

  test('that another broker rolled, or filled, are looked at again', async () => {
    const { broker, real } = await given()
    const other = appenderOn(real)
    for (const each of [broker, other, broker, other, broker, other])
      await produced(each.enqueue(batch({ payload: 39 }), small, 1_000))
    expect(await startsOf(real)).toEqual([0, 2, 4])
  })

  test('whose roll another broker was first to, or could not be asked for, lose nothing', async () => {
    const { broker, real, between, time } = await given()
    const other = appenderOn(real)
    await produced(broker.enqueue(batch({ payload: 200 }), small, 1_000))
    between.next('roll', { after: () => produced(enqueue(other, { payload: 'other' })) })
    between.next('roll', { rejects: new StoreUnavailable('away') })
    const outcome = broker.enqueue(batch({ payload: 'mine' }), small, 1_000)
    await time.pass(100)
    expect(await produced(outcome)).toMatchObject({ baseOffset: 2 })
    expect((await payloads(real)).slice(1)).toEqual(['other', 'mine'])
  })
})

describe('drained', () => {
  test('waits for everything that was enqueued, also meanwhile', async () => {
    const { broker, real, between } = await given()
    const replies = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    between.next('append', ...replies.map(({ promise }) => ({ waitsFor: promise })))
    expect(broker.isIdle()).toBe(true)
    void enqueue(broker, { payload: 'a' })
    expect(broker.isIdle()).toBe(false)
    let isDrained = false
    const drained = broker.drained().then(() => {
      isDrained = true
    })
    await settled()
    void enqueue(broker, { payload: 'b' })
    replies[0]!.resolve()
    await settled()
    expect(isDrained).toBe(false)
    replies[1]!.resolve()
    await drained
    expect(broker.isIdle()).toBe(true)
    expect(await payloads(real)).toEqual(['a', 'b'])
    await broker.drained()
  })
})
