import { afterAll, beforeAll } from 'vitest'
import type { Store } from '#ports/store'
import { brokerRegistryContract } from '#test/contract/broker-registry'
import type { StoreHarness } from '#test/contract/harness'
import { journalContract } from '#test/contract/journal'
import { partitionLogContract } from '#test/contract/partition-log'
import { producerIdsContract } from '#test/contract/producer-ids'
import { storeHistoryContract } from '#test/contract/store-history'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { newsTime, openStore, someNamespace } from './opening.ts'

let server: RedisServer

beforeAll(async () => {
  server = await redisServer()
})
afterAll(() => server.stop())

const harness = (): Promise<StoreHarness> => {
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
}

partitionLogContract('redis', harness)
journalContract('redis', harness)
brokerRegistryContract('redis', harness)
producerIdsContract('redis', harness)
storeHistoryContract('redis', harness)
