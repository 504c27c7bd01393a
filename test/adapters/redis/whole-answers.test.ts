import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import type { Store } from '#ports/store'
import { accepted } from '#test/contract/outcome'
import { ample, appendAll, emptyLog } from '#test/contract/partition-log/log-cases'
import { parseBatches, single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { newsTime, openStore, someNamespace } from './opening.ts'

let server: RedisServer
let writer: Store
let reader: Store

beforeAll(async () => {
  server = await redisServer()
})
const both = async () => {
  const namespace = someNamespace()
  writer = await openStore(server.url, namespace)
  reader = await openStore(server.url, namespace)
  const { at, start } = await emptyLog(writer.log)
  await newsTime()
  const readBy = async ({ log }: Store, from: number) =>
    parseBatches((await accepted(log.read(at, offset(from), ample))).records).length
  return { at, start, readBy }
}
afterEach(() => Promise.all([writer.close(), reader.close()]))
afterAll(() => server.stop())

// Whoever waits for more bytes than a read gave is woken by what is appended, not by what was left out.
describe('a read gives all that its budget has room for', () => {
  test('also where entries are many and small, or suddenly smaller', async () => {
    const { at, start, readBy } = await both()
    const [large] = await appendAll(writer.log, at, start, [single({ payload: 500_000 })])
    const small = Array.from({ length: 700 }, () => single({ payload: 10 }))
    await appendAll(writer.log, at, large!.next, small)
    expect(await readBy(reader, 0)).toBe(701)
    expect(await readBy(reader, 1)).toBe(700)
  })

  test('also when it has the first of it at hand, and another instance appended the rest', async () => {
    const { at, start, readBy } = await both()
    const first = await appendAll(writer.log, at, start, [single(), single()])
    await newsTime()
    expect(await readBy(reader, 0)).toBe(2)
    const [own] = await appendAll(reader.log, at, first[1]!.next, [single()])
    await newsTime()
    expect(await readBy(reader, 0)).toBe(3)
    await appendAll(writer.log, at, own!.next, [single()])
    await newsTime()
    expect(await readBy(reader, 0)).toBe(4)
  })
})
