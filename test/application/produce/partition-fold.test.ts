import { describe, expect, test } from 'vitest'
import { partitionFold } from '#application/produce/partition-fold'
import { offset, type Position } from '#domain/log/types'
import type { PartitionLog } from '#ports/partition-log'
import { StoreCorrupt, StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { entryAt, sent } from '#test/support/batch-facts'
import { batch } from '#test/support/batches'
import { partition, storeWithPartition } from '#test/support/broker-parts'
import { controlled } from '#test/support/controlled'
import { settled } from '#test/support/manual-time'
import { contentsOf } from '#test/support/model-partition'
import { silentLogger } from '#test/support/silent-logger'

const given = async () => {
  const { log: real } = await storeWithPartition()
  const between = controlled(real)
  return { real, between, fold: partitionFold(between.port, partition, silentLogger) }
}

/** Appends so many entries of one producer each, from an offset on. */
const append = async (log: PartitionLog, from: number, count: number): Promise<void> => {
  for (let at = from; at < from + count; at++) {
    const expected: Position = { ...(await originOf(log)), offset: offset(at) }
    const one = batch({ producerId: at % 3, producerEpoch: 0, baseSequence: Math.floor(at / 3) })
    const outcome = await log.append(partition, expected, { batches: [one], appendTime: 1_000 + at })()
    if (E.isLeft(outcome)) throw new Error(outcome.left.kind)
  }
}
const originOf = async (log: PartitionLog): Promise<Position> => {
  const origin = await log.origin(partition)()
  if (E.isLeft(origin)) throw new Error(origin.left.kind)
  return origin.right
}
const opened = async (fold: ReturnType<typeof partitionFold>) => {
  const state = await fold.open()
  if (E.isLeft(state)) throw new Error(state.left.kind)
  return state.right
}

describe('a fold', () => {
  test('of any number of entries, in pages, is at the end', async () => {
    for (const count of [0, 1, 999, 1_000, 1_001, 2_500]) {
      const { real, fold, between } = await given()
      await append(real, 0, count)
      expect((await opened(fold)).position.offset).toBe(count)
      expect(await fold.catchUp()).toEqual(E.right(false))
      await append(real, count, 1)
      expect(await fold.catchUp()).toEqual(E.right(true))
      expect((await opened(fold)).position.offset).toBe(count + 1)
      expect(between.calls('facts').length).toBe(Math.floor(count / 1_000) + 3)
    }
  })

  test('from a snapshot and what came after equals one from the beginning', async () => {
    const { real, fold, between } = await given()
    await append(real, 0, 1_500)
    await opened(fold)
    await settled()
    expect(between.calls('saveSnapshot')).toHaveLength(1)
    await append(real, 1_500, 7)
    const again = controlled(real)
    const second = await opened(partitionFold(again.port, partition, silentLogger))
    expect(again.calls('origin')).toHaveLength(0)
    await fold.catchUp()
    expect(contentsOf(second)).toEqual(contentsOf(await opened(fold)))
  })

  test('stores no snapshot while one is under way, and lives without', async () => {
    const { real, fold, between } = await given()
    const reply = Promise.withResolvers<void>()
    between.next('saveSnapshot', { waitsFor: reply.promise }, { rejects: new StoreUnavailable('away') })
    await append(real, 0, 3_500)
    await opened(fold)
    expect(between.calls('saveSnapshot')).toHaveLength(1)
    reply.resolve()
    await settled()
    await append(real, 3_500, 1)
    await fold.catchUp()
    await settled()
    expect(between.calls('saveSnapshot')).toHaveLength(2)
    expect((await opened(fold)).position.offset).toBe(3_501)
  })
})

test('a fold that only looks on stores nothing, and sees the same', async () => {
  const { real, between } = await given()
  await append(real, 0, 2_500)
  const looking = partitionFold(between.port, partition, silentLogger, { savesSnapshots: false })
  const seen = contentsOf(await opened(looking))
  await settled()
  expect(between.calls('saveSnapshot')).toHaveLength(0)
  expect(seen).toEqual(contentsOf(await opened(partitionFold(real, partition, silentLogger))))
})

test('a fold forgets producers after the time it is told, from a snapshot too', async () => {
  const { real } = await given()
  await append(real, 0, 1_500)
  await opened(partitionFold(real, partition, silentLogger))
  await settled()
  expect(await real.loadSnapshot(partition)).not.toBeNull()
  const forgetful = partitionFold(real, partition, silentLogger, { producerExpirationMs: 2 })
  // Append times are a millisecond apart, and three producers take turns.
  await append(real, 1_500, 1)
  expect([...(await opened(forgetful)).producers.keys()]).toEqual([2, 0])
})

describe('a fold that the log does not go on from', () => {
  const lost = { refuses: { kind: 'position-lost' } }

  test('is read anew from the snapshot', async () => {
    const { real, fold, between } = await given()
    await append(real, 0, 1_200)
    await opened(fold)
    await settled()
    between.next('facts', lost)
    expect(await fold.catchUp()).toEqual(E.right(true))
    expect((await opened(fold)).position.offset).toBe(1_200)
    expect(between.calls('origin')).toHaveLength(1)
  })

  test('nor from the snapshot, is read anew from the origin', async () => {
    const { real, fold, between } = await given()
    await append(real, 0, 1_200)
    await opened(fold)
    await settled()
    between.next('facts', lost, lost)
    await fold.catchUp()
    expect((await opened(fold)).position.offset).toBe(1_200)
    expect(between.calls('origin')).toHaveLength(2)
  })

  test('nor from anything, is corrupt; it is tried again the next time', async () => {
    const { real, fold, between } = await given()
    await append(real, 0, 3)
    between.next('facts', lost, lost, lost)
    await expect(fold.open()).rejects.toThrow(StoreCorrupt)
    expect((await opened(fold)).position.offset).toBe(3)
  })

  test('because of a gap, is read anew at once', async () => {
    const { real } = await given()
    await append(real, 0, 4)
    let skips = 0
    const fold = partitionFold(
      {
        ...real,
        facts: (at, after, limit) =>
          skips-- > 0
            ? () => Promise.resolve(E.right([entryAt(after.offset + 1, [sent({})], 1_000)]))
            : real.facts(at, after, limit),
      },
      partition,
      silentLogger,
    )
    await opened(fold)
    skips = 1
    expect(await fold.catchUp()).toEqual(E.right(true))
    expect(contentsOf(await opened(fold))).toEqual(
      contentsOf(await opened(partitionFold(real, partition, silentLogger))),
    )
  })
})

test('what can be asked for no longer leaves the fold as it was', async () => {
  const { real, fold, between } = await given()
  await append(real, 0, 5)
  await opened(fold)
  await append(real, 5, 1)
  between.next('facts', { rejects: new StoreUnavailable('away') })
  await expect(fold.catchUp()).rejects.toThrow(StoreUnavailable)
  expect((await opened(fold)).position.offset).toBe(5)
  expect(await fold.catchUp()).toEqual(E.right(true))
  expect((await opened(fold)).position.offset).toBe(6)
})

test('a partition that is gone is not opened', async () => {
  const { real, fold } = await given()
  await real.remove(partition)
  expect(await fold.open()).toEqual(E.left({ kind: 'partition-gone' }))
})
