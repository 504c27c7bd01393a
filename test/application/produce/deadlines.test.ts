import { describe, expect, test } from 'vitest'
import { deadlines } from '#application/produce/deadlines'
import { pendingBatch } from '#application/produce/pending'
import { E } from '#shared/fp'
import { batch } from '#test/support/batches'
import { appenderOn, produced, roomy, storeWithPartition } from '#test/support/broker-parts'
import { collectGarbage } from '#test/support/collect-garbage'
import { manualTime } from '#test/support/manual-time'

const waitingFor = (...timeouts: readonly number[]) => {
  const time = manualTime()
  const { add, remove } = deadlines(time.clock, time.timers)
  const told: number[] = []
  const all = timeouts.map((ms) => {
    const { pending, outcome } = pendingBatch(
      { batch: batch(), isLogAppendTime: false, deadline: time.clock.monotonic() + ms },
      remove,
    )
    void outcome.then((each) => E.isLeft(each) && each.left.kind === 'timed-out' && told.push(ms))
    add(pending)
    return pending
  })
  return { time, told, all }
}

describe('deadlines', () => {
  test('are told when they have passed, and not before', async () => {
    const { time, told } = waitingFor(300, 700)
    await time.pass(299)
    expect(told).toEqual([])
    await time.pass(1)
    expect(told).toEqual([300])
    await time.pass(400)
    expect(told).toEqual([300, 700])
  })

  test('that are shorter than one before them are told within a second', async () => {
    const { time, told } = waitingFor(60_000, 100)
    await time.pass(1_000)
    expect(told).toEqual([100])
  })

  test('have one timer for all, and none when nobody waits', async () => {
    const { time, told, all } = waitingFor(5_000, 6_000, 7_000)
    expect(time.pending()).toBe(1)
    for (const pending of all) pending.settle(E.left({ kind: 'partition-gone' }))
    await time.pass(1_000)
    expect(time.pending()).toBe(0)
    await time.pass(10_000)
    expect(told).toEqual([])
  })
})

test('a batch that is settled is not kept in memory until its deadline', async () => {
  const broker = appenderOn((await storeWithPartition()).log)
  const sent = await (async () => {
    const big = batch({ payload: 100_000 })
    await produced(broker.enqueue(big, roomy, 60_000))
    return new WeakRef(big)
  })()
  await collectGarbage()
  expect(sent.deref()).toBeUndefined()
  expect(broker.isIdle()).toBe(true)
})
