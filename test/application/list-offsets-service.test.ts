import { describe, expect, test } from 'vitest'
import { buildPlainBatch } from '#adapters/kafka/records/build'
import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import type { OffsetQuery } from '#application/list-offsets'
import { listOffsetsService } from '#application/list-offsets-service'
import type { Topic } from '#domain/cluster/topic'
import { offset } from '#domain/log/types'
import { topicName } from '#domain/topic/types'
import type { RecordCodec } from '#ports/record-codec'
import { E } from '#shared/fp'
import { accepted } from '#test/contract/outcome'
import { parseBatches } from '#test/support/batches'
import { appenderOn, enqueue, partition, produced, storeWithPartition } from '#test/support/broker-parts'
import { controlled } from '#test/support/controlled'
import { stampingCodec } from '#test/support/stamping-codec'

const topic: Topic = {
  id: partition.topicId,
  name: topicName('t'),
  partitions: 1,
  configs: new Map(),
  createdAt: 0,
}

/** Finds the first batch of an entry, with the time that was asked for. */
const codec: RecordCodec = {
  ...stampingCodec,
  findByTime: async (records, time) => ({
    offset: parseBatches([records])[0]!.baseOffset,
    timestamp: time === 'highest' ? 777 : time,
  }),
}

const given = async (...times: readonly number[]) => {
  const { log } = await storeWithPartition()
  const broker = appenderOn(log)
  for (const maxTimestamp of times) await produced(enqueue(broker, { maxTimestamp, count: 10 }))
  const between = controlled(log)
  const { find } = listOffsetsService({ log: between.port, codec })
  const ask = (at: OffsetQuery['at'], some: Partial<OffsetQuery> = {}) =>
    find({ topic, partition: 0, leaderEpoch: -1, at, ...some })
  return { log, between, ask }
}
const nothing = { offset: -1, timestamp: -1, leaderEpoch: -1 }

describe('an offset', () => {
  test('by place is that of the bounds', async () => {
    const { ask } = await given(1, 2, 3)
    expect(await ask('earliest')).toEqual(E.right({ offset: 0, timestamp: -1, leaderEpoch: 0 }))
    expect(await ask('latest')).toEqual(E.right({ offset: 30, timestamp: -1, leaderEpoch: 0 }))
  })

  test('by time is that of the record, -1 where there is none', async () => {
    const { ask } = await given(100, 300, 200)
    expect(await ask({ time: 150 })).toEqual(E.right({ offset: 10, timestamp: 150, leaderEpoch: 0 }))
    expect(await ask('highest-timestamp')).toEqual(E.right({ offset: 10, timestamp: 777, leaderEpoch: 0 }))
    expect(await ask({ time: 301 })).toEqual(E.right(nothing))
  })

  test('of an empty partition', async () => {
    const { ask } = await given()
    expect(await ask('highest-timestamp')).toEqual(E.right(nothing))
    expect(await ask('latest')).toMatchObject({ right: { offset: 0 } })
  })
})

test('is refused', async () => {
  const { ask, between, log } = await given(1)
  for (const odd of [-1, 1])
    expect(await ask('latest', { partition: odd })).toEqual(E.left({ kind: 'unknown-partition' }))
  expect(await ask('latest', { leaderEpoch: 1 })).toEqual(E.left({ kind: 'unknown-leader-epoch' }))
  const bounds = { logStart: offset(0), highWatermark: offset(1), leaderEpoch: 3 }
  const fenced = listOffsetsService({
    log: { ...log, bounds: () => () => Promise.resolve(E.right(bounds)) },
    codec,
  })
  expect(await fenced.find({ topic, partition: 0, leaderEpoch: 2, at: { time: 0 } })).toEqual(
    E.left({ kind: 'fenced-leader-epoch' }),
  )
  between.next('entryByTime', { refuses: { kind: 'partition-gone' } })
  expect(await ask({ time: 0 })).toEqual(E.left({ kind: 'partition-gone' }))
  await log.remove(partition)
  expect(await ask('latest')).toEqual(E.left({ kind: 'partition-gone' }))
})

describe('of a log whose start lies inside an entry', () => {
  const stored = async (...entries: readonly (readonly (readonly number[])[])[]) => {
    const { log } = await storeWithPartition()
    let end = await accepted(log.origin(partition))
    for (const batches of entries) {
      const built = batches.map((times) => buildPlainBatch(times.map((timestamp) => ({ timestamp }))))
      const sound = built.map((records) => kafkaRecordCodec.inspect(records))
      const appended = await accepted(
        log.append(partition, end, {
          appendTime: 1,
          batches: sound.map((each) => (E.isRight(each) ? each.right : expect.fail('unsound'))),
        }),
      )
      end = appended.next
    }
    const { find } = listOffsetsService({ log, codec: kafkaRecordCodec })
    const ask = async (at: OffsetQuery['at']) => {
      const found = await find({ topic, partition: 0, leaderEpoch: -1, at })
      return E.isRight(found) ? [found.right.offset, found.right.timestamp] : expect.fail(found.left.kind)
    }
    return { log, ask }
  }

  test('no record below it is told, and those behind the entry are', async () => {
    const { log, ask } = await stored(
      [
        [900, 100],
        [200, 800],
      ],
      [[300, 700]],
    )
    expect(await ask('highest-timestamp')).toEqual([0, 900])
    await accepted(log.advanceStart(partition, offset(1)))
    expect(await ask({ time: 0 })).toEqual([1, 100])
    expect(await ask({ time: 101 })).toEqual([2, 200])
    expect(await ask('highest-timestamp')).toEqual([3, 800])
    expect(await ask({ time: 801 })).toEqual([-1, -1])
    await accepted(log.advanceStart(partition, offset(3)))
    expect(await ask({ time: 0 })).toEqual([3, 800])
    await accepted(log.advanceStart(partition, offset(4)))
    expect(await ask({ time: 250 })).toEqual([4, 300])
    expect(await ask({ time: 701 })).toEqual([-1, -1])
    expect(await ask('highest-timestamp')).toEqual([5, 700])
    await accepted(log.advanceStart(partition, offset(6)))
    expect(await ask('highest-timestamp')).toEqual([-1, -1])
  })

  test('the search goes on behind an entry whose record of that time was cleaned away', async () => {
    const { log } = await stored([[100]], [[700]])
    const { find } = listOffsetsService({
      log: {
        ...log,
        entryByTime: (at, time, from = offset(0)) => log.entryByTime(at, from === 0 ? 0 : time, from),
      },
      codec: kafkaRecordCodec,
    })
    const ask = (time: number) => find({ topic, partition: 0, leaderEpoch: -1, at: { time } })
    expect(await ask(500)).toMatchObject({ right: { offset: 1, timestamp: 700 } })
    expect(await ask(701)).toEqual(E.right(nothing))
  })

  test('of equals the first that is there is told', async () => {
    const { log, ask } = await stored([[500, 500]], [[500]], [[400]])
    expect(await ask('highest-timestamp')).toEqual([0, 500])
    await accepted(log.advanceStart(partition, offset(1)))
    expect(await ask('highest-timestamp')).toEqual([1, 500])
    await accepted(log.advanceStart(partition, offset(2)))
    expect(await ask('highest-timestamp')).toEqual([2, 500])
  })
})
