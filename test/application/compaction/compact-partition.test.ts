import { describe, expect, test } from 'vitest'
import { sweeping } from '#application/compaction/sweeping'
import { partitionFromText } from '#application/produce/stored-partition'
import { initialPartition } from '#domain/log/partition-state'
import type { PartitionLog } from '#ports/partition-log'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { accepted } from '#test/contract/outcome'
import { partition } from '#test/support/broker-parts'
import { foldAll } from '#test/support/model-partition'
import { world } from './world.ts'

const set = (key: string, value: string | null) => ({ key, value })
const shown = (found: readonly Readonly<{ key: string | null; value: string | null }>[]) =>
  found.map(({ key, value }) => `${key}=${value}`)

describe('a compacted log', () => {
  test('has the last value of each key, where it was', async () => {
    const { append, roll, compact, found, cleanable } = await world()
    await append([set('a', '1'), set('b', '1')])
    await append([set('a', '2'), set('c', '1')])
    await roll()
    await append([set('b', '2')])
    await roll()
    await append([set('a', '3')])
    await compact()
    expect((await found()).map(({ key, value, offset }) => [key, value, offset])).toEqual([
      ['a', '2', 2],
      ['c', '1', 3],
      ['b', '2', 4],
      ['a', '3', 5],
    ])
    expect(await cleanable()).toMatchObject({ cleanTo: 5, sealed: [{ start: 0, end: 5 }] })
  })

  test('is not touched where the topic is not compacted, nor by another broker', async () => {
    const { append, roll, compact, written, found, configure, cleanable } = await world()
    await append([set('a', '1'), set('a', '2')])
    await roll()
    await compact({ isMine: () => false })
    configure({ 'cleanup.policy': 'delete' })
    await compact()
    expect(await found()).toEqual(written)
    expect((await cleanable()).cleanTo).toBe(0)
    configure({ 'cleanup.policy': 'compact,delete' })
    await compact()
    expect(shown(await found())).toEqual(['a=2'])
  })

  test('goes by the configs that are in force when it is changed', async () => {
    const { append, roll, compact, written, found, configure } = await world()
    await append([set('a', '1'), set('a', '2')])
    await roll()
    let passes = 0
    await compact({
      breathe: () => {
        if (passes++ === 2) configure({ 'cleanup.policy': 'delete' })
        return Promise.resolve()
      },
    })
    expect(passes).toBeGreaterThan(2)
    expect(await found()).toEqual(written)
  })

  test('waits until it is worth it, or nobody knows what time it is', async () => {
    const { append, roll, compact, cleanable } = await world({ 'min.cleanable.dirty.ratio': '0.6' })
    await append([set('a', '1'), set('b', '2')])
    await roll()
    await compact({ time: () => Promise.resolve(null) })
    expect((await cleanable()).cleanTo).toBe(0)
    await compact()
    expect((await cleanable()).cleanTo).toBe(2)
    await append([set('a', '3')])
    await roll()
    await compact()
    expect((await cleanable()).cleanTo).toBe(2)
    await append([set('a', '4'), set('a', '5'), set('a', '6')])
    await roll()
    await compact()
    expect((await cleanable()).cleanTo).toBe(6)
  })

  test('drops records without a key', async () => {
    const { append, roll, compact, found } = await world()
    await append([{ key: null, value: 'x' }, set('a', '1'), { key: null, value: 'y' }])
    await roll()
    await append([{ key: null, value: 'live' }])
    await compact()
    expect(shown(await found())).toEqual(['a=1', 'null=live'])
  })

  test('keeps an empty batch at its end, by which consumers get there', async () => {
    const { append, roll, compact, log, found } = await world()
    await append([set('a', '1')])
    await append([{ key: null, value: 'x' }])
    await roll()
    await compact()
    expect(shown(await found())).toEqual(['a=1'])
    const end = (await accepted(log.read(partition, 1 as never, { maxBytes: 1, atLeastOne: true }))).records
    expect(end).toHaveLength(1)
    expect(end[0]).toHaveLength(61)
    await append([set('b', '1')])
    await roll()
    await compact()
    expect(
      (await accepted(log.read(partition, 1 as never, { maxBytes: 9, atLeastOne: true }))).bytes,
    ).toBeGreaterThan(61)
  })
})

describe('a tombstone', () => {
  test('stays for delete.retention.ms after the pass that saw it first, with its time', async () => {
    const { append, roll, compact, found, pass, now } = await world({ 'delete.retention.ms': '1000' })
    await append([set('a', '1')])
    await append([{ ...set('a', null), timestamp: 5 }, set('b', '1')])
    await roll()
    pass(50_000)
    await compact()
    const since = now()
    const left = [
      { key: 'a', value: null, offset: 1, timestamp: 5 },
      { key: 'b', value: '1', offset: 2 },
    ]
    expect(await found()).toMatchObject(left)
    for (const [later, expected] of [
      [999, left],
      [1_000, left.slice(1)],
    ] as const) {
      pass(since + later - now())
      await append([set('c', `${later}`)])
      await roll()
      await compact()
      expect((await found()).slice(0, expected.length)).toMatchObject(expected)
    }
    expect(shown(await found())).toEqual(['b=1', 'c=1000'])
  })
})

describe('a map that is too small', () => {
  test('cleans as far as it reaches, and the next pass goes on there', async () => {
    const { append, roll, compact, found, cleanable } = await world()
    await append([set('a', '1'), set('b', '1'), set('a', '2'), set('c', '1'), set('b', '2'), set('a', '3')])
    await roll()
    await append([set('live', '1')])
    await compact({ mostKeys: 2 })
    expect((await cleanable()).cleanTo).toBe(3)
    expect(shown(await found())).toEqual(['b=1', 'a=2', 'c=1', 'b=2', 'a=3', 'live=1'])
    await compact({ mostKeys: 2 })
    await compact({ mostKeys: 2 })
    expect((await cleanable()).cleanTo).toBe(6)
    expect(shown(await found())).toEqual(['c=1', 'b=2', 'a=3', 'live=1'])
  })
})

describe('producers', () => {
  const producer = (baseSequence: number) => ({ producerId: 7, producerEpoch: 2, baseSequence })

  test('are remembered by who folds what is left, and by who begins at the snapshot', async () => {
    const { append, roll, compact, log, found } = await world()
    for (let i = 0; i < 8; i++) await append([set('a', `${i}`)], producer(i))
    await append([set('a', 'last')])
    await roll()
    const state = foldAll(
      initialPartition(await accepted(log.origin(partition))),
      await accepted(log.facts(partition, await accepted(log.origin(partition)), 100)),
    )
    await compact()
    expect(shown(await found())).toEqual(['a=last'])
    const origin = await accepted(log.origin(partition))
    const folded = foldAll(initialPartition(origin), await accepted(log.facts(partition, origin, 100)))
    expect(folded.position.offset).toBe(9)
    expect(folded.producers.get(7)?.batches).toEqual(state.producers.get(7)?.batches)
    expect(folded.producers.get(7)).toMatchObject({ epoch: 2 })
    expect((await log.loadSnapshot(partition))?.position.offset).toBe(9)
  })

  test('are remembered for as long as the broker is told to', async () => {
    const { append, roll, compact, pass, log } = await world()
    const producerExpirationMs = 7 * 86_400_000
    await append([set('a', '1')], producer(0))
    pass(2 * 86_400_000)
    await append([set('a', 'last')])
    await roll()
    await compact({ producerExpirationMs })
    const origin = initialPartition(await accepted(log.origin(partition)), producerExpirationMs)
    const folded = foldAll(origin, await accepted(log.facts(partition, origin.position, 100)))
    expect(folded.producers.get(7)?.batches).toMatchObject([{ baseOffset: 0, firstSequence: 0 }])
    const stored = await log.loadSnapshot(partition)
    expect(partitionFromText(stored!, producerExpirationMs).producers.has(7)).toBe(true)
  })

  test('leave nothing of batches that they have gone on from', async () => {
    const { append, roll, compact, log } = await world()
    for (let i = 0; i < 8; i++) await append([set('a', `${i}`)], producer(i))
    await roll()
    await compact()
    for (let i = 8; i < 20; i++) await append([set('a', `${i}`)], producer(i))
    await roll()
    await compact()
    const facts = await accepted(log.facts(partition, await accepted(log.origin(partition)), 100))
    const sequences = facts.flatMap(({ batches }) => batches.map(({ baseSequence }) => baseSequence))
    expect(sequences).toEqual([-1, 15, 16, 17, 18, 19])
  })
})

describe('what cannot be read', () => {
  test('stays as it is, and the rest is cleaned', async () => {
    const { append, roll, compact, log } = await world()
    await append([set('a', '1')])
    await append([set('a', 'x'.repeat(500))], { compression: 'zstd' })
    await append([set('a', '3'), set('b', '1')])
    await roll()
    await append([set('live', '1')])
    const [, torn] = (await accepted(log.cleanable(partition))).sealed
    expect(torn).toBeUndefined()
    const broken = {
      open: async (batch: Buffer) => {
        const { kafkaRecordCodec } = await import('#adapters/kafka/records/record-codec')
        const opened = await kafkaRecordCodec.open(batch)
        return opened.judged.end === 2 ? { ...opened, records: null } : opened
      },
    }
    await compact({ codec: broken })
    const slice = await accepted(log.read(partition, 0 as never, { maxBytes: 10_000, atLeastOne: true }))
    expect(slice.records.map((batch) => Number(batch.readBigInt64BE(0)))).toEqual([1, 2, 4])
  })
})

describe('what was replaced', () => {
  test('has the time of its replacement, and is swept within the pass once readers had theirs', async () => {
    const { append, roll, compact, log, pass, now } = await world({
      'file.delete.delay.ms': '1000',
      'segment.bytes': '1',
    })
    for (const value of ['1', '2', '3']) {
      await append([set('a', value)])
      await roll()
    }
    const began = now()
    const told: unknown[] = []
    const slow: PartitionLog = {
      ...log,
      replace: (at, names) => async () => {
        pass(700)
        const begun = await log.replace(at, names)()
        if (E.isLeft(begun)) return begun
        const { commit } = begun.right
        return E.right({
          ...begun.right,
          commit: (when: number) => {
            told.push(['commit', when - began])
            return commit(when)
          },
        })
      },
      sweep: (at, before) => {
        told.push(['sweep', before - began])
        return log.sweep(at, before)
      },
    }
    await compact({ log: slow, replaced: (_, when) => void told.push(['replaced', when - began]) })
    expect(told).toEqual([
      ['commit', 700],
      ['replaced', 700],
      ['sweep', -300],
      ['commit', 1_400],
      ['replaced', 1_400],
      ['sweep', 400],
    ])
  })

  test('in another partition is swept when its time has come, once', async () => {
    const { deps, log, pass, now, configure } = await world({ 'file.delete.delay.ms': '1000' })
    const swept: number[] = []
    const { remember, sweepDue } = sweeping()
    const watched: PartitionLog = {
      ...log,
      sweep: (at, before) => {
        swept.push(before)
        return log.sweep(at, before)
      },
    }
    const began = now()
    const sweep = () => sweepDue(deps({ log: watched }))
    remember(partition, began)
    pass(999)
    await sweep()
    expect(swept).toEqual([])
    configure({ 'file.delete.delay.ms': '1500' })
    pass(1)
    await sweep()
    expect(swept).toEqual([])
    pass(501)
    await sweep()
    await sweep()
    expect(swept).toEqual([began + 1])
  })
})

describe('a store that fails', () => {
  test('leaves a log that can be cleaned again', async () => {
    const { append, roll, compact, found, log, cleanable } = await world()
    await append([set('a', '1'), set('a', '2'), set('b', '1')])
    await roll()
    const failing = {
      ...log,
      markClean: () => () => Promise.reject(new StoreUnavailable('away')),
    }
    await expect(compact({ log: failing })).rejects.toThrow(StoreUnavailable)
    expect((await cleanable()).cleanTo).toBe(0)
    expect(shown(await found())).toEqual(['a=2', 'b=1'])
    await compact()
    expect((await cleanable()).cleanTo).toBe(3)
    expect(shown(await found())).toEqual(['a=2', 'b=1'])
  })
})
