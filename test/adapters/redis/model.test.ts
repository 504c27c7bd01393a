import { afterAll, beforeAll } from 'vitest'
import type { Store } from '#ports/store'
import { modelTest } from '#test/support/model-test'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { newsTime, openStore, someNamespace } from './opening.ts'

let server: RedisServer

beforeAll(async () => {
  server = await redisServer()
})
afterAll(() => server.stop())

modelTest(
  'redis',
  () => {
    const namespace = someNamespace()
    const opened: Store[] = []
    return Promise.resolve({
      open: async () => {
        const store = await openStore(server.url, namespace)
        opened.push(store)
        return store
      },
      separateInstances: true,
      settle: newsTime,
      close: async () => {
        await Promise.all(opened.map((store) => store.close()))
      },
    })
  },
  { numRuns: 15, timeout: 60_000 },
)
