import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { cleanPartition } from '#application/cleaning/clean-partition'
import { offset } from '#domain/log/types'
import { accepted } from '#test/contract/outcome'
import { partition } from '#test/support/broker-parts'
import { silentLogger } from '#test/support/silent-logger'
import { type Found, type Written, world } from './world.ts'

const DAY = 86_400_000
const HOUR = DAY / 24
const set = (key: string, value: string | null) => ({ key, value })

/** A log under `cleanup.policy=compact,delete` that is kept for an hour, with both cleaners. */
const both = async (configs: Readonly<Record<string, string>> = {}) => {
  const it = await world({ 'cleanup.policy': 'compact,delete', 'retention.ms': `${HOUR}`, ...configs })
  const retain = (log = it.log) => {
    const { now } = it
    const time = { here: now, everywhere: () => Promise.resolve(now()) }
    const clock = { now, monotonic: () => 0 }
    const topics = { known: it.topic, refresh: () => Promise.resolve() }
    return cleanPartition(
      { log, topics, clock, time, logger: silentLogger, producerExpirationMs: DAY },
      partition,
    )
  }
  return { ...it, retain, logStart: async () => (await accepted(it.log.bounds(partition))).logStart }
}

describe('compact,delete', () => {
  test('keeps the last value of each key until it is too old', async () => {
    const { append, roll, compact, retain, pass, found, logStart } = await both()
    await append([set('a', '1'), set('b', '1'), set('a', '2')])
    await roll()
    pass(HOUR / 2)
    await append([set('a', '3'), set('c', '1')])
    await roll()
    await append([set('live', '1')])
    await compact()
    await retain()
    const values = async () => (await found(await logStart())).map(({ key, value }) => `${key}=${value}`)
    expect(await values()).toEqual(['b=1', 'a=3', 'c=1', 'live=1'])
    expect(await logStart()).toBe(0)
    // What was cleaned together goes together, by the newest of its records, as in Kafka.
    pass(HOUR / 2 + 1)
    await retain()
    expect(await logStart()).toBe(0)
    pass(HOUR / 2)
    await append([set('d', '1')])
    await retain()
    expect(await values()).toEqual(['live=1', 'd=1'])
    expect(await logStart()).toBe(5)
    await roll()
    await compact()
    expect(await values()).toEqual(['live=1', 'd=1'])
  })

  test('a pass during which the segments go comes to nothing, and the next is as ever', async () => {
    const { append, roll, compact, retain, pass, found, cleanable } = await both()
    for (const value of ['1', '2', '3']) {
      await append([set('a', value), set(`only-${value}`, value)])
      await roll()
      pass(HOUR / 2)
    }
    await append([set('b', '1')])
    let breaths = 0
    const breathe = async () => {
      if (breaths++ === 4) await retain()
    }
    pass(1)
    await compact({ breathe })
    expect(breaths).toBeGreaterThan(4)
    const { logStart, cleanTo } = await cleanable()
    expect([logStart, cleanTo]).toEqual([4, 0])
    expect((await found(logStart)).map(({ value }) => value)).toEqual(['3', '3', '1'])
    await compact()
    expect((await cleanable()).cleanTo).toBe(6)
  })
})

type Step = Readonly<
  | { do: 'append'; records: readonly Written[] }
  | { do: 'roll' }
  | { do: 'pass'; ms: number }
  | { do: 'delete'; share: number }
  | { do: 'compact'; retainAt: number | null }
  | { do: 'retain' }
>
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      records: fc.array(
        fc.record({
          key: fc.constantFrom('a', 'b', 'c', 'd'),
          value: fc.nat({ max: 99 }).map(String),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'roll' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat({ max: HOUR / 2 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('delete' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('compact' as const),
      retainAt: fc.option(fc.nat({ max: 10 })),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'retain' as const }) },
)

/** Nothing is there that was not written, where it was written; no last value is gone that is not below the log start. */
const holds = (written: readonly Found[], found: readonly Found[], logStart: number) => {
  const kept = found.filter((record) => record.offset >= logStart)
  for (const record of kept) expect(record).toEqual(written[record.offset])
  const last = new Map<string | null, Found>()
  for (const record of written) last.set(record.key, record)
  const offsets = kept.map((record) => record.offset)
  expect(offsets).toEqual([...new Set(offsets)].toSorted((a, b) => a - b))
  for (const record of last.values()) if (record.offset >= logStart) expect(offsets).toContain(record.offset)
}

property.prop([fc.array(anyStep, { maxLength: 40 })], { numRuns: 300 })(
  'compaction and deletion of one log, in any order and in the middle of each other, lose nothing that is to be kept',
  async (steps) => {
    const it = await both()
    let before = 0
    for (const step of steps) {
      if (step.do === 'append') await it.append(step.records)
      if (step.do === 'roll') await it.roll()
      if (step.do === 'pass') it.pass(step.ms)
      if (step.do === 'retain') await it.retain()
      if (step.do === 'delete')
        await accepted(it.log.advanceStart(partition, offset(Math.floor(step.share * it.written.length))))
      if (step.do === 'compact') {
        let breaths = 0
        const breathe = async () => {
          if (breaths++ === step.retainAt) await it.retain()
        }
        await it.compact({ breathe })
      }
      const logStart = await it.logStart()
      expect(logStart).toBeGreaterThanOrEqual(before)
      before = logStart
      holds(it.written, await it.found(logStart), logStart)
      // Of what retention took, all is older than it keeps.
      const young = it.written.findIndex(({ timestamp }) => timestamp >= it.now() - HOUR)
      if (!steps.some(({ do: what }) => what === 'delete') && young >= 0)
        expect(logStart).toBeLessThanOrEqual(young)
    }
  },
)
