import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import { partitionKey } from '#domain/topic/types'
import type { Store } from '#ports/store'
import { StoreUnavailable } from '#ports/store-errors'
import { committed, setting } from '#test/contract/committed-offsets/offset-cases'
import { group, journalOf } from '#test/contract/journal/journal-cases'
import { accepted } from '#test/contract/outcome'
import { ample, appendAll, emptyLog, somePartition } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy'
import { newsTime, openStore, someNamespace } from './opening.ts'

let server: RedisServer
let proxy: TcpProxy
let stores: Store[] = []

beforeAll(async () => {
  server = await redisServer()
  proxy = await tcpProxy({ host: '127.0.0.1', port: server.port })
})
afterEach(async () => {
  proxy.onReply(null)
  await Promise.all(stores.map((store) => store.close()))
  stores = []
})
afterAll(async () => {
  await proxy.close()
  await server.stop()
})

const two = async () => {
  const namespace = someNamespace()
  const writer = await openStore(server.url, namespace)
  const reader = await openStore(`redis://127.0.0.1:${proxy.port}`, namespace)
  stores = [writer, reader]
  return [writer, reader] as const
}

describe('wake-ups', () => {
  test('an append of one instance wakes those who wait on another, for that partition only', async () => {
    const [writer, reader] = await two()
    const { at, start } = await emptyLog(writer.log)
    const { at: quiet } = await emptyLog(writer.log)
    await newsTime()
    const woken: string[] = []
    reader.log.watch((told) => woken.push(told === null ? 'all' : partitionKey(told)))
    await appendAll(writer.log, at, start, [single()])
    await expect.poll(() => woken).toContain(partitionKey(at))
    expect(woken).not.toContain(partitionKey(quiet))
    expect((await accepted(reader.log.read(at, offset(0), ample))).bytes).toBeGreaterThan(0)
  })

  test('a lost connection wakes everybody, and nothing that was remembered hides what was appended meanwhile', async () => {
    const [writer, reader] = await two()
    const { at, start } = await emptyLog(writer.log)
    await newsTime()
    expect((await accepted(reader.log.read(at, offset(0), ample))).bytes).toBe(0)
    let all = 0
    reader.log.watch((told) => {
      if (told === null) all++
    })
    proxy.cut()
    await appendAll(writer.log, at, start, [single()])
    await expect
      .poll(async () => {
        const slice = await accepted(reader.log.read(at, offset(0), ample)).catch((error: unknown) => {
          if (error instanceof StoreUnavailable) return { bytes: 0 }
          throw error
        })
        return slice.bytes
      })
      .toBeGreaterThan(0)
    await expect.poll(() => all, { timeout: 5_000 }).toBeGreaterThan(0)
  })

  test('a lost connection of appends, over which news of logs were asked for, wakes everybody as well', async () => {
    const [writer, reader] = await two()
    const { at, start } = await emptyLog(writer.log)
    await newsTime()
    const read = async () => (await accepted(reader.log.read(at, offset(0), ample))).bytes
    expect(await read()).toBe(0)
    let all = 0
    reader.log.watch((told) => {
      if (told === null) all++
    })
    const clients = String(await server.call('CLIENT', 'LIST')).split('\n')
    const ids = clients.flatMap((line) =>
      line.includes('name=kedge-append') ? (/^id=(\d+)/.exec(line)?.[1] ?? []) : [],
    )
    expect(ids.length).toBeGreaterThanOrEqual(2)
    for (const id of ids) await server.call('CLIENT', 'KILL', 'ID', id)
    const [first] = await appendAll(writer.log, at, start, [single()])
    await expect.poll(read).toBeGreaterThan(0)
    await expect.poll(() => all, { timeout: 5_000 }).toBeGreaterThan(0)
    // And once it is there again, the reader is told of what others append.
    const then = performance.now()
    await expect.poll(reader.journal.toldUntil, { timeout: 8_000 }).toBeGreaterThan(then)
    const woken: unknown[] = []
    reader.log.watch((told) => woken.push(told === null ? 'all' : partitionKey(told)))
    await appendAll(writer.log, at, first!.next, [single()])
    await expect.poll(() => woken).toContain(partitionKey(at))
  })

  test('an own append is told of once, and Redis brings no news of it', async () => {
    const [writer, reader] = await two()
    const { at, start } = await emptyLog(writer.log)
    await newsTime()
    const told: string[] = []
    writer.log.watch((by) => told.push(`writer ${by?.partition}`))
    reader.log.watch((by) => told.push(`reader ${by?.partition}`))
    await appendAll(writer.log, at, start, [single()])
    await newsTime()
    expect(told.filter((each) => each.startsWith('writer'))).toHaveLength(1)
    expect(told.filter((each) => each.startsWith('reader'))).toHaveLength(1)
  })

  test('a connection that says nothing any more is not trusted', { timeout: 20_000 }, async () => {
    const [writer, reader] = await two()
    const { at, start } = await emptyLog(writer.log)
    await newsTime()
    const read = async () => (await accepted(reader.log.read(at, offset(0), ample))).bytes
    expect(await read()).toBe(0)
    let all = 0
    reader.log.watch((told) => {
      if (told === null) all++
    })
    // The reader's socket stays open, and hears neither news nor PONGs; XRANGE is still answered.
    proxy.onReply((chunk) => (chunk.includes('message') || chunk.includes('pong') ? 'lose' : 'pass'))
    await appendAll(writer.log, at, start, [single()])
    await expect.poll(read, { timeout: 8_000, interval: 200 }).toBeGreaterThan(0)
    proxy.onReply(null)
    await expect.poll(() => all, { timeout: 8_000 }).toBeGreaterThan(0)
  })

  test('are told up to a time that goes on, until nothing is heard any more', {
    timeout: 20_000,
  }, async () => {
    const [, reader] = await two()
    const before = performance.now()
    await expect.poll(reader.journal.toldUntil, { timeout: 8_000 }).toBeGreaterThan(before)
    proxy.onReply((chunk) => (chunk.includes('message') || chunk.includes('pong') ? 'lose' : 'pass'))
    await expect
      .poll(reader.journal.toldUntil, { timeout: 10_000, interval: 100 })
      .toBe(Number.NEGATIVE_INFINITY)
    proxy.onReply(null)
    const after = performance.now()
    await expect.poll(reader.journal.toldUntil, { timeout: 8_000 }).toBeGreaterThan(after)
  })

  test('tell of a group that was removed, and not of what is committed', async () => {
    const [writer, reader] = await two()
    const g = group('g')
    const [end] = await journalOf(writer.journal, g, ['x'])
    await newsTime()
    const told: unknown[] = []
    reader.journal.watch((name) => told.push(name))
    const fence = { journal: end!, sequence: 1 }
    await accepted(writer.offsets.change('g', fence, setting(committed(somePartition(), 1))))
    await accepted(writer.journal.remove(g, end!))
    await expect.poll(() => told).toEqual([g])
  })

  test('a server that became a replica is left: every connection is closed', async () => {
    const [writer] = await two()
    const { at, start } = await emptyLog(writer.log)
    const [first] = await appendAll(writer.log, at, start, [single()])
    await server.call('REPLICAOF', '127.0.0.1', '1')
    await expect(accepted(writer.log.append(at, first!.next, single()))).rejects.toBeInstanceOf(
      StoreUnavailable,
    )
    await expect
      .poll(async () => String(await server.call('CLIENT', 'LIST')).includes('name=kedge-append'))
      .toBe(false)
    await server.call('REPLICAOF', 'NO', 'ONE')
  })
})
