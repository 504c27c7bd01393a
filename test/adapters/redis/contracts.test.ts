import { afterAll, beforeAll, expect, test } from 'vitest'
import { brokerRegistryContract } from '#test/contract/broker-registry'
import { committedOffsetsContract } from '#test/contract/committed-offsets'
import { journalContract } from '#test/contract/journal'
import { partitionLogContract } from '#test/contract/partition-log'
import { producerIdsContract } from '#test/contract/producer-ids'
import { storeContract } from '#test/contract/store'
import { storeHistoryContract } from '#test/contract/store-history'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { redisHarness } from './harness.ts'
import { openStore } from './opening.ts'

let server: RedisServer

beforeAll(async () => {
  server = await redisServer()
})
afterAll(() => server.stop())

const harness = redisHarness(() => server)

partitionLogContract('redis', harness)
journalContract('redis', harness)
committedOffsetsContract('redis', harness)
brokerRegistryContract('redis', harness)
producerIdsContract('redis', harness)
storeHistoryContract('redis', harness)
storeContract('redis', harness)

test('the directory that stands for Redis names the server, database and namespace, and no password', async () => {
  await server.call('ACL', 'SETUSER', 'kedge', 'reset', 'on', '>secret', '~*', '&*', '+@all')
  const store = await openStore(`${server.url.replace('redis://', 'redis://kedge:secret@')}/0`, 'ns')
  expect(store.directory).toBe(`/redis/127.0.0.1:${server.port}/0/ns`)
  expect(await store.time()).not.toBeNull()
  await store.close()
})
