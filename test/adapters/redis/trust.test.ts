import { afterEach, describe, expect, test } from 'vitest'
import { redisLink } from '#adapters/redis/link'
import { offset } from '#domain/log/types'
import type { Store } from '#ports/store'
import { StoreUnavailable } from '#ports/store-errors'
import { accepted, refused } from '#test/contract/outcome'
import { ample, appendAll, emptyLog } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, type RedisSettings, redisServer } from '#test/support/redis-server'
import { newsTime, openStore, someNamespace, surroundings } from './opening.ts'

const namespace = someNamespace()
let server: RedisServer
let store: Store | undefined
let later = 0

const clock = { now: () => Date.now(), monotonic: () => performance.now() + later }

const opened = async (settings: RedisSettings, other: Parameters<typeof openStore>[2] = {}) => {
  server = await redisServer(settings)
  store = await openStore(server.url, namespace, { clock, ...other })
  return store
}
afterEach(async () => {
  await store?.close()
  await server.stop()
  later = 0
})

describe('a server is what it was only as long as it says so', () => {
  test('a master that was demoted tells nobody that an offset is out of range', async () => {
    const { log } = await opened({})
    const { at, start } = await emptyLog(log)
    await appendAll(log, at, start, [single()])
    await newsTime()
    expect(await refused(log.read(at, offset(5), ample))).toMatchObject({ kind: 'offset-out-of-range' })
    await server.call('REPLICAOF', '127.0.0.1', '1')
    await expect(log.read(at, offset(5), ample)()).rejects.toBeInstanceOf(StoreUnavailable)
    await expect
      .poll(async () => String(await server.call('CLIENT', 'LIST')).includes('name=kedge-append'))
      .toBe(false)
  })

  test('flushing that was relaxed under a connection is noticed within a minute of writing, and recorded', async () => {
    const { log } = await opened({ appendonly: 'yes', appendfsync: 'always' })
    const { at, start } = await emptyLog(log)
    const recorded = async () =>
      String(await server.call('HGET', `${namespace}:part:{${at.topicId}:0}`, 'history'))
    const [first] = await appendAll(log, at, start, [single()])
    expect(await recorded()).toContain('always')
    await server.call('CONFIG', 'SET', 'appendfsync', 'everysec')
    later = 60_000
    const [second] = await appendAll(log, at, first!.next, [single()])
    await newsTime()
    await appendAll(log, at, second!.next, [single()])
    expect(await recorded()).toContain('weak')
  })

  test.each([
    ['appendfsync', 'everysec'],
    ['maxmemory-policy', 'allkeys-lru'],
  ])(
    'a setting that is refused at the start is refused when it is made later: %s %s',
    async (name, value) => {
      const { log } = await opened({ appendonly: 'yes', appendfsync: 'always' }, { durability: 'always' })
      const { at, start } = await emptyLog(log)
      await appendAll(log, at, start, [single()])
      await server.call('CONFIG', 'SET', name, value)
      later = 60_000
      // Not an append: one that is under way when its connection is given up waits until the server may be used again.
      const refusal = () => log.bounds(at)().then(JSON.stringify, String)
      await expect.poll(refusal, { timeout: 10_000 }).toContain(value)
    },
  )

  test('a connection that was being opened while all were given up is given up, too', async () => {
    server = await redisServer()
    const link = redisLink({
      ...surroundings,
      url: server.url,
      role: 'x',
      opened: () => {},
      demoted: () => {},
    })
    const opening = link.get()
    link.drop()
    await expect(opening).rejects.toBeInstanceOf(StoreUnavailable)
    link.close()
  })
})

describe('the log start', () => {
  test('nothing below it is served, neither from memory nor from the store', async () => {
    const { log } = await opened({})
    const { at, start } = await emptyLog(log)
    await appendAll(log, at, start, [single(), single(), single()])
    await server.call('HSET', `${namespace}:part:{${at.topicId}:0}`, 'log-start', '2')
    await newsTime()
    const outside = { kind: 'offset-out-of-range', bounds: { logStart: 2, highWatermark: 3 } }
    for (const below of [0, 1]) {
      expect(await refused(log.read(at, offset(below), ample))).toMatchObject(outside)
      expect(await accepted(log.read(at, offset(2), ample))).toMatchObject({ bounds: { logStart: 2 } })
    }
  })
})
