import { afterAll, beforeAll } from 'vitest'
import { brokerRegistryContract } from '#test/contract/broker-registry'
import { committedOffsetsContract } from '#test/contract/committed-offsets'
import { journalContract } from '#test/contract/journal'
import { partitionLogContract } from '#test/contract/partition-log'
import { producerIdsContract } from '#test/contract/producer-ids'
import { storeHistoryContract } from '#test/contract/store-history'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { redisHarness } from './harness.ts'

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
