import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { histories } from '#adapters/redis/history'
import { keysOf } from '#adapters/redis/keys'
import { redisLink } from '#adapters/redis/link'
import { memories } from '#adapters/redis/memories'
import { partitions } from '#adapters/redis/partitions'
import type { Store } from '#ports/store'
import { StoreUnavailable } from '#ports/store-errors'
import { refused } from '#test/contract/outcome'
import { appendAll, emptyLog, somePartition } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, type RedisSettings, redisServer } from '#test/support/redis-server'
import { newsTime, openStore, someNamespace, surroundings } from './opening.ts'

let server: RedisServer
let stores: Store[] = []

const running = async (settings: RedisSettings = {}) => {
  server = await redisServer(settings)
  const namespace = someNamespace()
  const open = async () => {
    const store = await openStore(server.url, namespace)
    stores.push(store)
    return store
  }
  return { open, namespace }
}
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()))
  stores = []
  await server.stop()
})

const untilDone = async (change: () => Promise<void>): Promise<void> => {
  for (;;) {
    try {
      return await change()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await sleep(20)
    }
  }
}

describe('a log that was removed is not a log that was lost', () => {
  test('by another instance: whoever wrote to it forgets it with the news, before Redis starts again', async () => {
    const { open } = await running({ appendonly: 'yes', appendfsync: 'everysec' })
    const [writer, other] = [await open(), await open()]
    const { at, start } = await emptyLog(writer.log)
    await appendAll(writer.log, at, start, [single()])
    await newsTime()
    await other.log.remove(at)
    await newsTime()
    await server.call('CONFIG', 'SET', 'appendfsync', 'always')
    await server.call('SET', 'flush', 'it')
    await server.kill9()
    await server.start({ appendfsync: 'everysec' })
    await untilDone(async () => expect(await writer.history.allRemembered()).toBe(true))
  })

  test('by another instance, unheard of: as long as the history is the same it was removed', async () => {
    const { open } = await running()
    const [writer, other] = [await open(), await open()]
    const { at, start } = await emptyLog(writer.log)
    await appendAll(writer.log, at, start, [single()])
    await newsTime()
    await server.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await other.log.remove(at)
    expect(await writer.history.allRemembered()).toBe(true)
  })

  test('by this one, under another history than it was written in', async () => {
    const { open } = await running({ appendonly: 'yes', appendfsync: 'always' })
    const writer = await open()
    const { at, start } = await emptyLog(writer.log)
    await appendAll(writer.log, at, start, [single()])
    await server.kill9()
    await server.start()
    await untilDone(() => writer.log.remove(at))
    expect(await writer.history.allRemembered()).toBe(true)
  })

  test('that was there under a later history is remembered of that one', async () => {
    const { open } = await running({ appendonly: 'yes', appendfsync: 'everysec' })
    const [writer, other] = [await open(), await open()]
    const { at, start } = await emptyLog(writer.log)
    await appendAll(writer.log, at, start, [single()])
    await server.call('CONFIG', 'SET', 'appendfsync', 'always')
    await server.call('SET', 'flush', 'it')
    await server.kill9()
    await server.start({ appendfsync: 'everysec' })
    await untilDone(async () => expect(await writer.history.allRemembered()).toBe(true))
    await untilDone(() => other.log.remove(at))
    expect(await writer.history.allRemembered()).toBe(true)
  })
})

describe('a log is removed', () => {
  test('with more segments than Lua can unpack', async () => {
    const { open, namespace } = await running()
    const { log } = await open()
    const { at } = await emptyLog(log)
    const key = `${namespace}:part:{${at.topicId}:0}`
    const record = String(await server.call('HGET', key, 'segment:0.0'))
    const more = Array.from({ length: 9_000 }, (_, i) => [`segment:${i + 1}.${i + 1}`, record])
    await server.call('HSET', key, ...more.flat())
    await log.remove(at)
    expect(await server.call('DBSIZE')).toBe(0)
  })

  test('nothing of it is kept in memory, nor of one that never was', async () => {
    const { open, namespace } = await running()
    const store = await open()
    const link = redisLink({
      ...surroundings,
      url: server.url,
      role: 'x',
      opened: () => {},
      demoted: () => {},
    })
    const known = memories()
    const { logger } = surroundings
    const past = histories({ link, memories: known, provenHarmless: () => Promise.resolve(false), logger })
    const all = partitions(keysOf(namespace), past, known)
    const { at } = await emptyLog(store.log)
    const on = await link.get()
    await all.head(all.of(at), on)
    await all.head(all.of(somePartition()), on)
    expect([...all.all()]).toHaveLength(1)
    await refused(store.log.bounds(somePartition()))
    await store.log.remove(at)
    const late = all.inTurn(all.of(at), () => all.reload(all.of(at), on))
    await all.lookAfter(all.of(at), on)
    expect([...all.all()]).toHaveLength(1)
    await late
    expect([...all.all()]).toHaveLength(0)
    link.close()
  })
})
