import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '#ports/store'
import { StoreUnavailable } from '#ports/store-errors'
import { accepted } from '#test/contract/outcome'
import { appendAll, emptyLog, readOn } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { openStore, someNamespace } from './opening.ts'

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
