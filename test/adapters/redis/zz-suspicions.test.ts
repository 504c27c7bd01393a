import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import type { Store } from '#ports/store'
import { E } from '#shared/fp'
import { accepted } from '#test/contract/outcome'
import { ample, appendAll, born, emptyLog, readOn, somePartition } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, type RedisSettings, redisServer } from '#test/support/redis-server'
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy'
import { newsTime, openStore, someNamespace } from './opening.ts'

let servers: RedisServer[] = []
let stores: Store[] = []
let proxies: TcpProxy[] = []
const run = async (s: RedisSettings = {}) => { const r = await redisServer(s); servers.push(r); return r }
const open = async (url: string, ns: string, o = {}) => { const s = await openStore(url, ns, o); stores.push(s); return s }
afterEach(async () => {
  await Promise.race([Promise.all(stores.map((s) => s.close())), sleep(3000)])
  await Promise.all(proxies.map((p) => p.close()))
  await Promise.all(servers.map((s) => s.stop()))
  servers = []; stores = []; proxies = []
})

describe('suspicions', () => {
  test('T1 MULTI not permitted', async () => {
    const redis = await run()
    await redis.call('ACL', 'SETUSER', 'k', 'on', '>s', '~*', '&*', '+@all', '-multi')
    const ns = someNamespace()
    const store = await open(redis.url.replace('redis://', 'redis://k:s@'), ns)
    const { at, start } = await emptyLog(store.log)
    const out = await store.log.append(at, start, single())().catch((e) => String(e))
    const len = await redis.call('XLEN', `${ns}:log:{${at.topicId}:0}:0.0`)
    console.log('T1', out, len)
    expect(E.isEither(out) || len === 1).toBe(true)
  })
  test('T2 removed by another', async () => {
    const redis = await run()
    const ns = someNamespace()
    const [a, b] = [await open(redis.url, ns), await open(redis.url, ns)]
    const { at, start } = await emptyLog(a.log)
    await appendAll(a.log, at, start, [single()])
    await newsTime()
    await b.log.remove(at)
    await newsTime()
    expect(await a.history.allRemembered()).toBe(true)
  })
  test('T3 close with unresolved and OOM', { timeout: 20000 }, async () => {
    const redis = await run()
    const proxy = await tcpProxy({ host: '127.0.0.1', port: redis.port }); proxies.push(proxy)
    const store = await open(`redis://127.0.0.1:${proxy.port}`, someNamespace())
    const { at, start } = await emptyLog(store.log)
    let n = 0
    proxy.onRequest((chunk) => (chunk.includes('NOMKSTREAM') && n++ === 0 ? 'cut' : 'pass'))
    await redis.call('CONFIG', 'SET', 'maxmemory', '1')
    const lost = store.log.append(at, start, single())().catch((e) => e.name)
    await expect.poll(() => n).toBeGreaterThan(1)
    const closed = await Promise.race([store.close().then(() => 'closed'), sleep(8000, 'hangs')])
    stores = []
    console.log('T3', closed, await Promise.race([lost, sleep(100, 'pending')]))
    expect(closed).toBe('closed')
  })
  test('T4 many segments', async () => {
    const redis = await run()
    const ns = someNamespace()
    const store = await open(redis.url, ns)
    const { at } = await emptyLog(store.log)
    const key = `${ns}:part:{${at.topicId}:0}`
    const rec = String(await redis.call('HGET', key, 'segment:0.0'))
    for (let i = 1; i < 9000; i++) void redis.call('HSET', key, `segment:${i}.${i}`, rec)
    await store.log.remove(at)
    expect(await redis.call('EXISTS', key)).toBe(0)
  })
  test('T5 durability lowered live', async () => {
    const redis = await run({ appendonly: 'yes', appendfsync: 'always' })
    const ns = someNamespace()
    const store = await open(redis.url, ns)
    const { at, start } = await emptyLog(store.log)
    await redis.call('CONFIG', 'SET', 'appendfsync', 'everysec')
    await appendAll(store.log, at, start, [single()])
    console.log('T5', await redis.call('HGET', `${ns}:part:{${at.topicId}:0}`, 'history'))
  })
  test('T6 out of range from a demoted master', async () => {
    const redis = await run()
    const ns = someNamespace()
    const store = await open(redis.url, ns)
    const { at, start } = await emptyLog(store.log)
    await appendAll(store.log, at, start, [single()])
    await newsTime()
    await redis.call('REPLICAOF', '127.0.0.1', '1')
    const out = await store.log.read(at, offset(5), ample)().catch((e) => String(e))
    console.log('T6', out)
    expect(typeof out).toBe('string')
  })
  test('T7 log start', async () => {
    const redis = await run()
    const ns = someNamespace()
    const store = await open(redis.url, ns)
    const { at, start } = await emptyLog(store.log)
    await appendAll(store.log, at, start, [single(), single(), single()])
    await redis.call('HSET', `${ns}:part:{${at.topicId}:0}`, 'log-start', '2')
    await newsTime()
    const out = await store.log.read(at, offset(0), ample)()
    console.log('T7', JSON.stringify(out).slice(0, 200))
    expect(E.isLeft(out)).toBe(true)
  })
  test('T9 producer ids after an old snapshot', async () => {
    const redis = await run()
    const ns = someNamespace()
    const store = await open(redis.url, ns)
    await redis.call('SAVE')
    const a = await store.producerIds.nextBlock()
    await redis.kill9()
    await redis.start()
    await sleep(300)
    const s2 = await open(redis.url, ns)
    const b = await s2.producerIds.nextBlock()
    console.log('T9', a, b)
    expect(b.first).toBeGreaterThanOrEqual(a.first + a.size)
  })
  test('T10 NOAUTH', async () => {
    const redis = await run()
    await redis.call('CONFIG', 'SET', 'requirepass', 'x')
    await expect(openStore(redis.url, 'x')).rejects.toThrow(/NOAUTH/)
  })
  test('T11 own removal after the history moved on', async () => {
    const redis = await run({ appendonly: 'yes', appendfsync: 'always' })
    const ns = someNamespace()
    const store = await open(redis.url, ns)
    const { at, start } = await emptyLog(store.log)
    await appendAll(store.log, at, start, [single()])
    await redis.kill9()
    await redis.start()
    await sleep(300)
    for (;;) { try { await store.log.remove(at); break } catch { await sleep(50) } }
    expect(await store.history.allRemembered()).toBe(true)
  })
  test('T13 facts over large entries', async () => {
    const redis = await run()
    const ns = someNamespace()
    const store = await open(redis.url, ns)
    const { at, start } = await emptyLog(store.log)
    const big = () => single({ payload: 'x'.repeat(1_000_000) })
    await appendAll(store.log, at, start, Array.from({ length: 40 }, big))
    await redis.call('CONFIG', 'SET', 'slowlog-log-slower-than', '2000')
    await redis.call('SLOWLOG', 'RESET')
    for (let i = 0; i < 3; i++) await accepted(store.log.facts(at, start, 1000))
    await accepted((await open(redis.url, ns)).log.read(at, offset(0), ample))
    const slow = (await redis.call('SLOWLOG', 'GET', '100')) as unknown[][]
    console.log('T13', slow.map((s) => [s[2], (s[3] as string[])[0]]))
  })
  test('T16 silent from the beginning', { timeout: 40000 }, async () => {
    const redis = await run()
    const proxy = await tcpProxy({ host: '127.0.0.1', port: redis.port }); proxies.push(proxy)
    proxy.onReply(() => 'lose')
    const t = Date.now()
    await expect(openStore(`redis://127.0.0.1:${proxy.port}`, 'x')).rejects.toMatchObject({ name: 'StoreUnavailable' })
    console.log('T16', Date.now() - t)
  })
})
