import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { PartitionLog } from '#ports/partition-log'
import { StoreUnavailable } from '#ports/store-errors'
import { type Found, readAll, type Written, world } from './world.ts'

const anyRecord: fc.Arbitrary<Written> = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e', null),
  value: fc.option(fc.nat({ max: 999 }).map(String), { freq: 4 }),
})

type Step = Readonly<
  | { do: 'append'; records: readonly Written[]; compression: 'none' | 'gzip' | 'lz4' }
  | { do: 'roll' }
  | { do: 'pass'; ms: number }
  | { do: 'compact'; mostKeys: number; crashAfter: number | null }
>

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      records: fc.array(anyRecord, { minLength: 1, maxLength: 6 }),
      compression: fc.constantFrom('none' as const, 'gzip' as const, 'lz4' as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'roll' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat({ max: 2_000 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('compact' as const),
      mostKeys: fc.integer({ min: 1, max: 6 }),
      crashAfter: fc.option(fc.nat({ max: 12 })),
    }),
  },
)

const RETENTION = 1_000

/** A log whose store goes away after some calls of a cleaner. */
const crashing = (log: PartitionLog, after: number | null): PartitionLog => {
  if (after === null) return log
  let calls = 0
  const fails = <A>(act: () => Promise<A>): Promise<A> =>
    calls++ >= after ? Promise.reject(new StoreUnavailable('away')) : act()
  return {
    ...log,
    sealedEntries:
      (...args) =>
      () =>
        fails(log.sealedEntries(...args)),
    markClean:
      (...args) =>
      () =>
        fails(log.markClean(...args)),
    replace:
      (...args) =>
      async () => {
        const begun = await fails(log.replace(...args))
        if (begun._tag === 'Left') return begun
        const { add, commit, abandon } = begun.right
        return {
          ...begun,
          right: {
            add: (entry) => () => fails(add(entry)),
            commit: (now) => () => fails(commit(now)),
            abandon,
          },
        }
      },
  }
}

/** What Kafka promises of a log at any time, whoever was interrupted where. */
const holds = (written: readonly Found[], found: readonly Found[], cleanTo: number, mayForget: boolean) => {
  const byOffset = new Map(written.map((record) => [record.offset, record]))
  for (const record of found) expect(record).toEqual(byOffset.get(record.offset))
  const offsets = found.map(({ offset }) => offset)
  expect(offsets).toEqual([...new Set(offsets)].toSorted((a, b) => a - b))
  const kept = new Set(offsets)
  const last = new Map<string, Found>()
  for (const record of written) if (record.key !== null) last.set(record.key, record)
  for (const record of last.values())
    if (!kept.has(record.offset)) expect([record.value, mayForget]).toEqual([null, true])
  // Below what is clean no key is there twice, and nothing without one.
  const clean = found.filter(({ offset }) => offset < cleanTo).map(({ key }) => key)
  expect(clean).not.toContain(null)
  expect(clean).toHaveLength(new Set(clean).size)
}

describe('whatever happens to a compacted log', () => {
  test.prop([fc.array(anyStep, { maxLength: 40 })], { numRuns: 300 })(
    'the last value of each key stays, where it was written',
    async (steps) => {
      const it = await world({ 'delete.retention.ms': `${RETENTION}` })
      let elapsed = 0
      for (const step of steps) {
        if (step.do === 'append') await it.append(step.records, { compression: step.compression })
        if (step.do === 'roll') await it.roll()
        if (step.do === 'pass') {
          elapsed += step.ms
          it.pass(step.ms)
        }
        if (step.do !== 'compact') continue
        const log = crashing(it.log, step.crashAfter)
        await it.compact({ log, mostKeys: step.mostKeys }).catch((error: unknown) => {
          if (!(error instanceof StoreUnavailable)) throw error
        })
        holds(it.written, await it.found(), (await it.cleanable()).cleanTo, elapsed >= RETENTION)
      }
      await it.roll()
      for (let i = 0; i < 60; i++) await it.compact({ mostKeys: 1 + (i % 3) })
      const { cleanTo, live } = await it.cleanable()
      expect(cleanTo).toBe(live.start)
      const once = await it.found()
      holds(it.written, once, cleanTo, elapsed >= RETENTION)
      await it.compact()
      expect(await it.found()).toEqual(once)
    },
  )

  test.prop(
    [
      fc.array(fc.array(anyRecord, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 30 }),
      fc.nat({ max: 20 }),
    ],
    {
      numRuns: 100,
    },
  )('appends, rolls and readers that race with a cleaner lose nothing', async (batches, rollEvery) => {
    const it = await world()
    let isWriting = true
    const writing = (async () => {
      for (const [i, records] of batches.entries()) {
        await it.append(records)
        if (i % (1 + rollEvery) === 0) await it.roll()
      }
      isWriting = false
    })()
    const cleaning = (async () => {
      while (isWriting) {
        await it.compact({ mostKeys: 3 })
        await Promise.resolve()
      }
    })()
    while (isWriting) {
      const soFar = it.written.length
      const found = await readAll(it.log)
      const read = new Set(found.map(({ offset }) => offset))
      // What was the last of its key before the read began, and is so still, was read.
      const last = new Map<string, Found>()
      for (const record of it.written) if (record.key !== null) last.set(record.key, record)
      for (const { offset } of last.values()) if (offset < soFar) expect(read).toContain(offset)
    }
    await Promise.all([writing, cleaning])
    holds(it.written, await it.found(), (await it.cleanable()).cleanTo, false)
  })
})
