import { describe, expect, test } from 'vitest'
import type { Deletion } from '#application/delete-records'
import { deleteRecordsService } from '#application/delete-records-service'
import { E } from '#shared/fp'
import { accepted } from '#test/contract/outcome'
import { appendAll } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { partition, storeWithPartition } from '#test/support/broker-parts'
import { aTopic } from '#test/support/fake-services'

const given = async (configs: Readonly<Record<string, string>> = {}) => {
  const { log } = await storeWithPartition()
  await appendAll(log, partition, await accepted(log.origin(partition)), [single({ count: 10 })])
  const cleaned: unknown[] = []
  const { below } = deleteRecordsService({ log, cleanSoon: (at) => void cleaned.push(at) })
  const topic = { ...aTopic('t'), id: partition.topicId, configs: new Map(Object.entries(configs)) }
  const remove = (to: Deletion['to'], of = 0) => below({ topic, partition: of, to })
  const logStart = async () => (await accepted(log.bounds(partition))).logStart
  return { remove, logStart, cleaned, log }
}

describe('records are deleted', () => {
  test('below an offset, durably, and the room is given back by and by', async () => {
    const { remove, logStart, cleaned } = await given()
    expect(await remove(4)).toEqual(E.right(4))
    expect(await logStart()).toBe(4)
    expect(cleaned).toEqual([partition])
  })

  test('never back: what is told is where the log starts', async () => {
    const { remove } = await given()
    await remove(4)
    expect(await remove(2)).toEqual(E.right(4))
    expect(await remove(0)).toEqual(E.right(4))
  })

  test('below the high watermark, which stays', async () => {
    const { remove, log } = await given()
    expect(await remove('high-watermark')).toEqual(E.right(10))
    expect(await accepted(log.bounds(partition))).toMatchObject({ logStart: 10, highWatermark: 10 })
  })
})

describe('a deletion is refused', () => {
  test.each([-2, 11, 2 ** 62])('of an offset that is no place in the log: %d', async (to) => {
    const { remove, logStart, cleaned } = await given()
    expect(await remove(to)).toMatchObject({ left: { kind: 'offset-out-of-range' } })
    expect(await logStart()).toBe(0)
    expect(cleaned).toEqual([])
  })

  test('where records are compacted only', async () => {
    const { remove, logStart } = await given({ 'cleanup.policy': 'compact' })
    expect(await remove(4)).toMatchObject({ left: { kind: 'policy-violation' } })
    expect(await logStart()).toBe(0)
  })

  test.each(['compact,delete', 'delete', ''])('not under cleanup.policy=%s', async (policy) => {
    const { remove } = await given({ 'cleanup.policy': policy })
    expect(await remove(4)).toEqual(E.right(4))
  })

  test('of a partition that is not there', async () => {
    const { remove, log } = await given()
    for (const odd of [-1, 1]) expect(await remove(4, odd)).toEqual(E.left({ kind: 'unknown-partition' }))
    await log.remove(partition)
    expect(await remove(4)).toEqual(E.left({ kind: 'partition-gone' }))
    expect(await remove('high-watermark')).toEqual(E.left({ kind: 'partition-gone' }))
  })
})
