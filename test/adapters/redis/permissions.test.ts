import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '#ports/store'
import { StoreUnavailable } from '#ports/store-errors'
import { accepted } from '#test/contract/outcome'
import { appendAll, emptyLog, readOn } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { newsTime, openStore, someNamespace } from './opening.ts'

let server: RedisServer
let store: Store | undefined

beforeAll(async () => {
  server = await redisServer()
})
afterEach(async () => {
  await store?.close()
  store = undefined
})
afterAll(() => server.stop())

const openedWithout = async (...forbidden: readonly string[]): Promise<Store> => {
  await server.call('ACL', 'SETUSER', 'kedge', 'reset', 'on', '>secret', '~*', '&*', '+@all', ...forbidden)
  store = await openStore(server.url.replace('redis://', 'redis://kedge:secret@'), someNamespace())
  return store
}

describe('a user of Redis that may not do everything', () => {
  test('without MULTI an append that was executed is never said to have failed', async () => {
    const { log } = await openedWithout('-multi')
    const { at, start } = await emptyLog(log)
    await appendAll(log, at, start, [single({ payload: 'a' }), single({ payload: 'b' })])
    expect(await log.append(at, start, single())()).toMatchObject({ left: { kind: 'position-taken' } })
    expect((await readOn(log, at, 0)).map(({ payload }) => payload)).toEqual(['a', 'b'])
  })

  test('without EXEC nothing is appended, and nothing is said to be, also by the next on that connection', async () => {
    const { log } = await openedWithout('-exec')
    const { at, start } = await emptyLog(log)
    for (let i = 0; i < 2; i++)
      await expect(accepted(log.append(at, start, single()))).rejects.toBeInstanceOf(StoreUnavailable)
    expect(await readOn(log, at, 0)).toEqual([])
  })

  test('who may not hear the news does not believe that there are none', async () => {
    const namespace = someNamespace()
    const writer = await openStore(server.url, namespace)
    // No channel, which is the default of Redis 7.
    await server.call('ACL', 'SETUSER', 'kedge', 'reset', 'on', '>secret', '~*', '+@all')
    store = await openStore(server.url.replace('redis://', 'redis://kedge:secret@'), namespace)
    try {
      const { at, start } = await emptyLog(writer.log)
      await newsTime()
      expect(await readOn(store.log, at, 0)).toEqual([])
      await appendAll(writer.log, at, start, [single({ payload: 'a' })])
      await newsTime()
      expect(store.journal.toldUntil()).toBe(Number.NEGATIVE_INFINITY)
      expect((await readOn(store.log, at, 0)).map(({ payload }) => payload)).toEqual(['a'])
    } finally {
      await writer.close()
    }
  })

  test('a database that there is not is refused, not exchanged for the first', async () => {
    await expect(openStore(`${server.url}/99`, someNamespace())).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining('DB index'),
    })
  })

  test('who must give a password is told so', async () => {
    await server.call('CONFIG', 'SET', 'requirepass', 'secret')
    try {
      await expect(openStore(server.url, 'x')).rejects.toMatchObject({
        name: 'StoreUnavailable',
        message: expect.stringContaining('NOAUTH'),
      })
    } finally {
      await server.call('CONFIG', 'SET', 'requirepass', '')
    }
  })
})
