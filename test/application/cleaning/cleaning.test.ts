import { describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import type { PartitionLog } from '#ports/partition-log'
import { StoreUnavailable } from '#ports/store-errors'
import { accepted } from '#test/contract/outcome'
import { single } from '#test/support/batches'
import { appenderOn, enqueue, partition, produced, refusalOf } from '#test/support/broker-parts'
import { controlled } from '#test/support/controlled'
import { MORNING, settled } from '#test/support/manual-time'
import { cleaningWorld, DAY, FIRST, HOUR, MINUTE, ROUND } from './world.ts'

describe('retention', () => {
  test('drops a segment at the first round after its last record is too old, and rolls the last when it is', async () => {
    const world = await cleaningWorld()
    for (const at of [0, 20 * MINUTE, 40 * MINUTE]) await world.segment(at)
    await world.time.pass(HOUR)
    expect(await world.starts()).toEqual([0, 10, 20])
    await world.time.pass(ROUND)
    expect(await world.starts()).toEqual([10, 20])
    expect(await world.logStart()).toBe(10)
    await world.time.pass(20 * MINUTE)
    expect(await world.starts()).toEqual([20])
    await world.time.pass(20 * MINUTE)
    expect(await accepted(world.log.segments(partition))).toMatchObject([{ start: 30, entries: 0 }])
    expect(await accepted(world.log.bounds(partition))).toMatchObject({ logStart: 30, highWatermark: 30 })
    await world.time.pass(DAY)
    expect(await world.starts()).toEqual([30])
    expect(world.warnings).toEqual([])
  })

  test('by size at the first round, some time after the start', async () => {
    const world = await cleaningWorld()
    world.know({ 'retention.bytes': '100', 'retention.ms': '-1' })
    for (const at of [0, 1, 2, 3]) await world.segment(at)
    await world.time.pass(FIRST - 1)
    expect(await world.starts()).toEqual([0, 10, 20, 30])
    await world.time.pass(1)
    await settled()
    expect(await world.starts()).toEqual([20, 30])
  })

  test('leaves what is only compacted alone', async () => {
    const world = await cleaningWorld()
    world.know({ 'cleanup.policy': 'compact', 'retention.ms': '1', 'retention.bytes': '1' })
    for (const at of [0, 1, 2]) await world.segment(at)
    await world.time.pass(DAY)
    expect(await world.starts()).toEqual([0, 10, 20])
  })

  test('what a log remembers of its producers outlives their records', async () => {
    const world = await cleaningWorld()
    const writer = appenderOn(world.log, { clock: world.time.clock, timers: world.time.timers })
    const sent = { producerId: 9, producerEpoch: 0, maxTimestamp: MORNING }
    await produced(enqueue(writer, { ...sent, baseSequence: 0, count: 5 }))
    await produced(enqueue(writer, { ...sent, baseSequence: 5, count: 5 }))
    await world.time.pass(2 * HOUR)
    expect(await world.logStart()).toBe(10)
    const successor = appenderOn(world.log, { clock: world.time.clock, timers: world.time.timers })
    expect(await produced(enqueue(successor, { ...sent, baseSequence: 5, count: 5 }))).toMatchObject({
      baseOffset: 5,
    })
    expect(await refusalOf(enqueue(successor, { ...sent, baseSequence: 20 }))).toMatchObject({
      kind: 'out-of-order-sequence',
    })
    expect(await produced(enqueue(successor, { ...sent, baseSequence: 10 }))).toMatchObject({
      baseOffset: 10,
    })
  })

  test('what is stored before a drop remembers producers for as long as the broker is told to', async () => {
    const producerExpirationMs = 7 * DAY
    const world = await cleaningWorld({ producerExpirationMs })
    const { clock, timers } = world.time
    const writer = appenderOn(world.log, { clock, timers, producerExpirationMs })
    const sent = { producerId: 9, producerEpoch: 0, maxTimestamp: MORNING, baseSequence: 0, count: 5 }
    await produced(enqueue(writer, sent))
    await world.time.pass(2 * DAY)
    await produced(enqueue(writer, { maxTimestamp: clock.now() }))
    await world.time.pass(2 * HOUR)
    expect(await world.logStart()).toBe(6)
    const successor = appenderOn(world.log, { clock, timers, producerExpirationMs })
    expect(await produced(enqueue(successor, sent))).toMatchObject({ baseOffset: 0 })
  })

  test('a segment that is appended to while it is rolled is not dropped', async () => {
    const world = await cleaningWorld({
      between: (log) => {
        const { port, next } = controlled(log)
        next('end', {
          after: async () => {
            const end = await accepted(log.end(partition))
            await accepted(log.append(partition, end, single({ maxTimestamp: MORNING + 2 * HOUR })))
          },
        })
        return port
      },
    })
    await world.segment(0)
    await world.time.pass(HOUR + ROUND)
    expect(await world.starts()).toEqual([0])
    expect(await world.logStart()).toBe(0)
  })
})

describe('the clock', () => {
  test('that jumps a day ahead, and an hour later back, deletes nothing early', async () => {
    const world = await cleaningWorld()
    await world.segment(0)
    await world.segment(30 * MINUTE)
    await world.time.pass(10 * MINUTE)
    world.time.set(world.time.clock.now() + DAY)
    await world.time.pass(49 * MINUTE)
    expect(await world.starts()).toEqual([0, 10])
    world.time.set(world.time.clock.now() - DAY)
    await world.time.pass(2 * ROUND)
    // What is due by the time that went by without a jump goes all the same.
    expect(await world.starts()).toEqual([10])
  })

  test('that is a day ahead for good deletes nothing while the store knows better', async () => {
    let asked = 0
    const world = await cleaningWorld({
      storeTime: () => {
        asked++
        return Promise.resolve(world.time.clock.now() - DAY)
      },
    })
    world.time.set(MORNING + DAY)
    await world.segment(2 * HOUR)
    await world.time.pass(2 * HOUR)
    expect(asked).toBeGreaterThan(0)
    expect(await world.starts()).toEqual([0])
    expect(world.warnings).toHaveLength(1)
    await world.time.pass(HOUR + ROUND)
    expect(await world.logStart()).toBe(10)
  })
})

describe('a cleaner that is late', () => {
  const late = async (meanwhile: (log: PartitionLog, world: { sleep: () => void }) => Promise<unknown>) => {
    let sleep = () => {}
    const world = await cleaningWorld({
      between: (log) => {
        const { port, next } = controlled(log)
        next('advanceStart', { after: () => meanwhile(log, { sleep }) })
        next('loadSnapshot', { after: async () => sleep() })
        return port
      },
    })
    return {
      ...world,
      sleepWhileDeciding: (ms: number) => {
        sleep = () => world.time.freeze(ms)
      },
    }
  }

  test('does nothing when it slept since it decided, and decides anew', async () => {
    const world = await late(async () => {})
    await world.segment(0)
    await world.segment(2 * HOUR)
    world.sleepWhileDeciding(11_000)
    await world.time.pass(HOUR + ROUND)
    expect(await world.starts()).toEqual([0, 10])
    world.sleepWhileDeciding(0)
    await world.time.pass(ROUND)
    expect(await world.starts()).toEqual([10])
  })

  test('does nothing when somebody else has changed the segments', async () => {
    const world = await late(async (log) =>
      accepted(log.roll(partition, await accepted(log.end(partition)), 1)),
    )
    await world.segment(0)
    await world.segment(2 * HOUR)
    await world.time.pass(HOUR + ROUND)
    expect(await world.logStart()).toBe(0)
    await world.time.pass(ROUND)
    expect(await world.starts()).toEqual([10, 20])
  })

  test('goes by the configs that the store has, not by those it knew', async () => {
    const world = await cleaningWorld()
    await world.segment(0)
    world.change({ 'retention.ms': '-1' })
    await world.time.pass(DAY)
    expect(await world.starts()).toEqual([0])
    world.change({ 'retention.ms': '1' })
    await world.time.pass(DAY)
    expect(await world.starts()).toEqual([0])
    world.know({ 'retention.ms': '1' })
    await world.time.pass(ROUND)
    expect(await world.starts()).toEqual([10])
  })
})

describe('rounds', () => {
  const at = (n: number) => ({ ...partition, partition: n })

  test('are of the partitions that this broker leads', async () => {
    const world = await cleaningWorld({ partitions: 4, leads: (each) => each.partition % 2 === 0 })
    for (let n = 0; n < 4; n++) await world.segment(0, at(n))
    await world.time.pass(HOUR + ROUND)
    expect(await Promise.all([0, 1, 2, 3].map((n) => world.logStart(at(n))))).toEqual([10, 0, 10, 0])
  })

  test('a partition that cannot be looked at does not keep it from the others, and is one line in the log', async () => {
    let away = true
    const world = await cleaningWorld({
      partitions: 3,
      between: (log) => ({
        ...log,
        bounds: (of) => async () => {
          if (of.partition < 2 && away) throw new StoreUnavailable('away')
          return log.bounds(of)()
        },
      }),
    })
    for (let n = 0; n < 3; n++) await world.segment(0, at(n))
    await world.time.pass(FIRST)
    await settled()
    expect(world.warnings).toMatchObject([{ partitions: 2 }])
    await world.time.pass(HOUR)
    expect(await Promise.all([0, 1, 2].map((n) => world.logStart(at(n))))).toEqual([0, 0, 10])
    away = false
    await world.time.pass(ROUND)
    expect(await Promise.all([0, 1, 2].map((n) => world.logStart(at(n))))).toEqual([10, 10, 10])
  })

  test('stop with the look that is under way', async () => {
    const gate = Promise.withResolvers<void>()
    let looks = 0
    const world = await cleaningWorld({
      partitions: 3,
      between: (log) => ({
        ...log,
        bounds: (of) => async () => {
          looks++
          await gate.promise
          return log.bounds(of)()
        },
      }),
    })
    await world.time.pass(FIRST)
    expect(looks).toBe(1)
    let stopped = false
    const stopping = world.cleaning.stop().then(() => {
      stopped = true
    })
    await settled()
    expect(stopped).toBe(false)
    gate.resolve()
    await stopping
    await world.time.pass(DAY)
    world.cleaning.soon(partition)
    await settled()
    expect(looks).toBe(1)
    expect(world.time.pending()).toBe(0)
  })

  test('what somebody asks for is looked at before long, whoever leads it, once', async () => {
    const looked: number[] = []
    const world = await cleaningWorld({
      partitions: 2,
      leads: () => false,
      between: (log) => ({
        ...log,
        bounds: (of) => {
          looked.push(of.partition)
          return log.bounds(of)
        },
      }),
    })
    await world.segment(0, at(1))
    await world.segment(1, at(1))
    await accepted(world.log.advanceStart(at(1), offset(15)))
    expect(await world.starts(at(1))).toEqual([0, 10])
    for (const n of [1, 0, 1]) world.cleaning.soon(at(n))
    await world.time.pass(1)
    expect(looked).toEqual([1, 0])
    expect(await world.starts(at(1))).toEqual([10])
    world.cleaning.soon(at(1))
    await world.time.pass(1)
    expect(looked).toEqual([1, 0, 1])
  })
})
