import { expect, test } from 'vitest'
import type { Collection } from '#application/observing/collection'
import { collector } from '#application/observing/collector'
import { manualTime, settled } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'

const empty: Collection = { partitions: [], groups: [], leftOut: { partitions: 0, groups: 0, offsets: 0 } }

const collecting = (everyMs = 10_000) => {
  const time = manualTime()
  const looks: PromiseWithResolvers<Collection>[] = []
  const read = collector({
    ...time,
    logger: silentLogger,
    everyMs,
    speaks: true,
    collect: () => {
      const look = Promise.withResolvers<Collection>()
      looks.push(look)
      return look.promise
    },
    told: () => [{ name: 'kedge_partitions', labels: {}, value: looks.length }],
  })
  const values = async () => Object.fromEntries((await read()).map(({ name, value }) => [name, value]))
  return { ...time, looks, values }
}

test('looks when somebody reads, and not again before it is time', async () => {
  const { looks, values, pass } = collecting()
  expect(looks.length).toBe(0)
  const many = Promise.all(Array.from({ length: 20 }, values))
  await pass(50)
  expect(looks.length).toBe(1)
  looks[0]!.resolve(empty)
  expect((await many)[19]).toEqual({
    kedge_partitions: 1,
    kedge_collection_duration_seconds: 0.05,
    kedge_collection_age_seconds: 0,
  })
  await pass(9_000)
  expect((await values())['kedge_collection_age_seconds']).toBe(9)
  expect(looks.length).toBe(1)
  await pass(1_000)
  void values()
  await settled()
  expect(looks.length).toBe(2)
})

test('nobody waits longer than two seconds for a look; what was found last is told, with its age', async () => {
  const { looks, values, pass, pending } = collecting()
  const first = values()
  await pass(2_000)
  expect(await first).toEqual({})
  looks[0]!.resolve(empty)
  await settled()
  await pass(20_000)
  const second = values()
  await pass(2_000)
  expect((await second)['kedge_collection_age_seconds']).toBe(22)
  await pass(60_000)
  const third = values()
  await pass(2_000)
  await third
  // One look that hangs is one look.
  expect(looks.length).toBe(2)
  expect(pending()).toBe(0)
})

test('a look that fails leaves what was found before', async () => {
  const { looks, values, pass } = collecting()
  const first = values()
  await settled()
  looks[0]!.resolve(empty)
  await first
  await pass(10_000)
  const second = values()
  await settled()
  looks[1]!.reject(new Error('no store'))
  expect((await second)['kedge_collection_age_seconds']).toBe(10)
})
