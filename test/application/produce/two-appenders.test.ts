import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { memoryData } from '#adapters/memory/data'
import { memoryStore } from '#adapters/memory/store'
import type { Appender } from '#application/produce/appender'
import { partitionFold } from '#application/produce/partition-fold'
import type { Store } from '#ports/store'
import { E } from '#shared/fp'
import { batch } from '#test/support/batches'
import { appenderOn, everyBatch, partition, produced, roomy } from '#test/support/broker-parts'
import { contentsOf } from '#test/support/model-partition'
import { scheduled } from '#test/support/scheduled'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

const small = { ...roomy, segmentBytes: 400 }

/** To which of two brokers each of a producer's batches goes, and whether it goes to the other one too. */
const sends = fc.array(
  fc.record({ to: fc.nat({ max: 1 }), twice: fc.boolean(), count: fc.integer({ min: 1, max: 3 }) }),
  {
    minLength: 1,
    maxLength: 5,
  },
)

const stateOf = async ({ log }: Store) => {
  const state = await partitionFold(log, partition, silentLogger).open()
  if (E.isLeft(state)) throw new Error(state.left.kind)
  return contentsOf(state.right)
}

test.prop([fc.scheduler(), sends, sends, sends], { numRuns: 200 })(
  'two brokers that append to one partition, interleaved at every await: each record once, in order, none lost',
  async (scheduler, first, second, anonymous) => {
    const data = memoryData()
    const store = memoryStore(stampingCodec, data)
    await store.log.create(partition, { createdAt: 0 })
    const brokers = [0, 1].map(() => appenderOn(scheduled(scheduler, memoryStore(stampingCodec, data).log)))
    const acknowledged = new Map<string, number>()

    const told = async (payload: string, to: Appender, spec: Parameters<typeof batch>[0]) => {
      const { baseOffset } = await produced(to.enqueue(batch({ ...spec, payload }), small, 1_000))
      expect(acknowledged.get(payload) ?? baseOffset).toBe(baseOffset)
      acknowledged.set(payload, baseOffset)
    }
    const idempotent = async (producerId: number, batches: typeof first) => {
      let baseSequence = 2 ** 31 - 3
      for (const { to, twice, count } of batches) {
        const spec = { producerId, producerEpoch: 0, baseSequence, count }
        const targets = twice ? brokers : [brokers[to]!]
        await Promise.all(targets.map((each) => told(`${producerId}:${baseSequence}`, each, spec)))
        baseSequence = (baseSequence + count) % 2 ** 31
      }
    }
    const all = [
      idempotent(1, first),
      idempotent(2, second),
      ...anonymous.map(({ to, count }, i) => told(`anonymous ${i}`, brokers[to]!, { count })),
    ]
    await scheduler.waitFor(Promise.all(all))

    const batches = await everyBatch(store.log)
    expect(new Map(batches.map(({ payload, baseOffset }) => [payload, baseOffset]))).toEqual(acknowledged)
    expect(batches).toHaveLength(first.length + second.length + anonymous.length)
    for (const producer of ['1:', '2:']) {
      const offsets = [...acknowledged].filter(([name]) => name.startsWith(producer)).map(([, at]) => at)
      expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
    }
    expect(await stateOf(store)).toMatchObject({ offset: batches.reduce((sum, { count }) => sum + count, 0) })
  },
)

test.prop([fc.scheduler(), fc.array(fc.nat({ max: 1 }), { minLength: 2, maxLength: 8 })], { numRuns: 200 })(
  'a producer that pipelines to both, and repeats what is refused as out of order, gets every batch in once',
  async (scheduler, route) => {
    const data = memoryData()
    const store = memoryStore(stampingCodec, data)
    await store.log.create(partition, { createdAt: 0 })
    const brokers = [0, 1].map(() => appenderOn(scheduled(scheduler, memoryStore(stampingCodec, data).log)))
    const begins = batch({ producerId: 1, producerEpoch: 0, baseSequence: 0 })
    await scheduler.waitFor(produced(brokers[0]!.enqueue(begins, roomy, 1_000)))

    const offsets = route.map(async (to, i) => {
      for (let attempt = 0; ; attempt++) {
        const spec = { producerId: 1, producerEpoch: 0, baseSequence: i + 1, payload: `${i + 1}` }
        const outcome = await brokers[(to + attempt) % 2]!.enqueue(batch(spec), roomy, 1_000)
        if (E.isRight(outcome)) return outcome.right.baseOffset
        expect(outcome.left.kind).toBe('out-of-order-sequence')
      }
    })
    expect(await scheduler.waitFor(Promise.all(offsets))).toEqual(route.map((_, i) => i + 1))
    expect((await everyBatch(store.log)).map(({ payload }) => payload).slice(1)).toEqual(
      route.map((_, i) => `${i + 1}`),
    )
  },
)
