import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import type { ReadBudget } from '#ports/partition-log'
import type { Store } from '#ports/store'
import { E } from '#shared/fp'
import { appendAll, emptyLog, readOn } from '#test/contract/partition-log/log-cases'
import { parseBatches, single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { newsTime, openStore, someNamespace } from './opening.ts'

const ENTRIES = 8
/** Room for one entry. */
const budget: ReadBudget = { maxBytes: 1_200, atLeastOne: true }

let server: RedisServer
let store: Store
beforeAll(async () => {
  server = await redisServer()
})
afterEach(() => store.close())
afterAll(() => server.stop())

/** A log whose entries nobody has at hand. */
const coldLog = async () => {
  store = await openStore(server.url, someNamespace(), { cacheBytes: 1 })
  const { at, start } = await emptyLog(store.log)
  const entries = Array.from({ length: ENTRIES }, () => single({ payload: 1_000 }))
  const last = (await appendAll(store.log, at, start, entries)).at(-1)
  await newsTime()
  const read = (from: number) => store.log.read(at, offset(from), budget)()
  return { at, last: last!.next, read }
}

const xranges = async () =>
  Number(/cmdstat_xrange:calls=(\d+)/.exec(String(await server.call('INFO', 'commandstats')))?.[1] ?? 0)

describe('a reader that goes on where it stopped', () => {
  test('has its next read asked before it comes, and gets all there is', async () => {
    const { at, read } = await coldLog()
    await read(0)
    const afterOne = await xranges()
    await read(1)
    // Its own, and the next.
    await expect.poll(xranges).toBe(afterOne + 2)
    await read(2)
    await expect.poll(xranges).toBe(afterOne + 3)
    expect((await readOn(store.log, at, 0, budget)).length).toBe(ENTRIES)
  })

  test('hears of what was appended since', async () => {
    const { at, last, read } = await coldLog()
    await read(0)
    await read(1)
    await appendAll(store.log, at, last, [single()])
    await newsTime()
    const slice = await read(2)
    expect(E.isRight(slice) && slice.right.bounds.highWatermark).toBe(ENTRIES + 1)
    expect(E.isRight(slice) && parseBatches(slice.right.records).map(({ baseOffset }) => baseOffset)).toEqual(
      [2],
    )
  })

  test('gets nothing of a log that was removed since', async () => {
    const { at, read } = await coldLog()
    await read(0)
    await read(1)
    await store.log.remove(at)
    await newsTime()
    expect(await read(2)).toEqual(E.left({ kind: 'partition-gone' }))
  })
})

test('a reader that seeks has nothing read ahead', async () => {
  const { read } = await coldLog()
  const before = await xranges()
  for (const from of [4, 0, 6, 2]) await read(from)
  await newsTime()
  expect(await xranges()).toBe(before + 4)
})
