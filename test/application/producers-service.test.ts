import { expect, test } from 'vitest'
import { producersService } from '#application/producers-service'
import { topicName } from '#domain/topic/types'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { appenderOn, enqueue, partition, produced, storeWithPartition } from '#test/support/broker-parts'
import { controlled } from '#test/support/controlled'
import { MORNING, manualTime, settled } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'

const topic = {
  id: partition.topicId,
  name: topicName('orders'),
  partitions: 1,
  configs: new Map<string, string>(),
  createdAt: 0,
}

/** A partition with an appender that has a state of its own, and somebody who only asks. */
const given = async (producerExpirationMs = 1_000) => {
  const { log: real } = await storeWithPartition()
  const time = manualTime()
  const appender = appenderOn(real, time)
  const between = controlled(real)
  const producers = producersService({ log: between.port, logger: silentLogger, producerExpirationMs })
  const describe = (partition: number, abandoned = new AbortController().signal) =>
    producers.describe(topic, partition, abandoned)
  return { appender, time, between, describe }
}

test('what a partition remembers of each producer is told, the one silent for longest first', async () => {
  const { appender, time, describe } = await given()
  await produced(enqueue(appender, { producerId: 9, producerEpoch: 3, baseSequence: 0, count: 4 }))
  await produced(enqueue(appender, { producerId: 5, producerEpoch: 0, baseSequence: 0 }))
  await produced(enqueue(appender, {}))
  await time.pass(10)
  await produced(enqueue(appender, { producerId: 9, producerEpoch: 3, baseSequence: 4, count: 2 }))
  expect(await describe(0)).toEqual(
    E.right([
      { id: 5, epoch: 0, lastSequence: 0, lastTime: MORNING },
      { id: 9, epoch: 3, lastSequence: 5, lastTime: MORNING + 10 },
    ]),
  )
})

test('who has been silent for longer than producers are remembered is not among them', async () => {
  const { appender, time, describe } = await given()
  await produced(enqueue(appender, { producerId: 9, producerEpoch: 0, baseSequence: 0 }))
  await time.pass(1_000)
  await produced(enqueue(appender, { producerId: 5, producerEpoch: 0, baseSequence: 0 }))
  expect(await describe(0)).toMatchObject({ right: [{ id: 5 }] })
})

test('nor where a broker that remembers for longer has left it in a snapshot', async () => {
  const { appender, time, between, describe } = await given()
  await produced(enqueue(appender, { producerId: 9, producerEpoch: 0, baseSequence: 0 }))
  await time.pass(1_000)
  for (let i = 0; i < 999; i++) await produced(enqueue(appender, {}))
  await settled()
  expect((await between.port.loadSnapshot(partition))?.position.offset).toBe(1_000)
  expect(await describe(0)).toEqual(E.right([]))
})

test('nothing is written, however much is read', async () => {
  const { appender, between, describe } = await given()
  for (let i = 0; i < 1_100; i++) await produced(enqueue(appender, {}))
  await describe(0)
  await settled()
  expect(between.calls('facts').length).toBeGreaterThan(0)
  expect(between.calls('saveSnapshot')).toHaveLength(0)
  expect(between.calls('append')).toHaveLength(0)
})

test('one partition is read at a time, whoever asks; one that fails fails alone', async () => {
  const { between, describe } = await given()
  between.next('facts', { rejects: new StoreUnavailable('away') })
  const all = await Promise.allSettled([1, 2, 3].map(() => describe(0)))
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(between.mostAtOnce('facts')).toBe(1)
})

test('a partition that is not there is refused, a store that is away rejects', async () => {
  const { between, describe } = await given()
  for (const none of [-1, 1]) expect(await describe(none)).toEqual(E.left({ kind: 'unknown-partition' }))
  between.next('facts', { rejects: new StoreUnavailable('away') })
  await expect(describe(0)).rejects.toThrow(StoreUnavailable)
})

test('nothing is read for who is gone when their turn comes', async () => {
  const { between, describe } = await given()
  const first = Promise.withResolvers<void>()
  between.next('loadSnapshot', { waitsFor: first.promise })
  const gone = new AbortController()
  const asked = [describe(0), describe(0, gone.signal), describe(0)]
  gone.abort()
  first.resolve()
  expect(await Promise.all(asked)).toEqual([E.right([]), E.left({ kind: 'timed-out' }), E.right([])])
  expect(between.calls('loadSnapshot')).toHaveLength(2)
})
