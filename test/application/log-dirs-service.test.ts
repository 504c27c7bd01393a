import { expect, test } from 'vitest'
import { logDirsService } from '#application/log-dirs-service'
import { offset } from '#domain/log/types'
import { accepted } from '#test/contract/outcome'
import { cover, emptyLog, segmented } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { storeWithPartition } from '#test/support/broker-parts'
import { aBroker, aTopic } from '#test/support/fake-services'

test('a partition is as large as its segments, on the broker that leads it', async () => {
  const { log } = await storeWithPartition()
  const { at, end } = await segmented(
    log,
    [39, 139, 239].map((payload) => single({ payload })),
  )
  const topic = { ...aTopic('t'), id: at.topicId }
  const on = (leader: number) =>
    logDirsService({
      log,
      path: '/memory',
      cluster: { self: aBroker(1), leaderOf: () => aBroker(leader) },
    })
  const { sizeOf, path } = on(1)
  expect(path).toBe('/memory')
  expect(await sizeOf(topic, 0)).toBe(600)
  expect(await on(2).sizeOf(topic, 0)).toBeNull()
  for (const odd of [-1, 1]) expect(await sizeOf(topic, odd)).toBeNull()
  await cover(log, at, end)
  await accepted(log.advanceStart(at, offset(2)))
  expect(await sizeOf(topic, 0)).toBe(300)
  const empty = await emptyLog(log)
  expect(await sizeOf({ ...topic, id: empty.at.topicId }, 0)).toBe(0)
  await log.remove(at)
  expect(await sizeOf(topic, 0)).toBeNull()
})
