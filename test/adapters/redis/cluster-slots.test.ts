import { afterAll, beforeAll, describe } from 'vitest'
import { brokerRegistryContract } from '#test/contract/broker-registry'
import { committedOffsetsContract } from '#test/contract/committed-offsets'
import { stores } from '#test/contract/harness'
import { journalContract } from '#test/contract/journal'
import { advancing } from '#test/contract/partition-log/advance-start'
import { appending } from '#test/contract/partition-log/append'
import { findingByTime } from '#test/contract/partition-log/by-time'
import { folding } from '#test/contract/partition-log/facts'
import { living } from '#test/contract/partition-log/lifecycle'
import { rolling } from '#test/contract/partition-log/segments'
import { producerIdsContract } from '#test/contract/producer-ids'
import { freePort, type RedisServer, redisServer } from '#test/support/redis-server'
import { redisHarness } from './harness.ts'
import { newsTime } from './opening.ts'

// A cluster of one node answers everything, and refuses every command and script whose keys lie in several slots.
let server: RedisServer

beforeAll(async () => {
  server = await redisServer({ 'cluster-enabled': 'yes', 'cluster-port': await freePort() })
  await server.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383)
  while (!String(await server.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await newsTime()
})
afterAll(() => server.stop())

const harness = redisHarness(() => server)

describe('redis cluster of one node', () => {
  const opened = stores(harness)
  appending(opened)
  folding(opened)
  rolling(opened)
  advancing(opened)
  findingByTime(opened)
  living(opened)
})
journalContract('redis cluster of one node', harness)
committedOffsetsContract('redis cluster of one node', harness)
brokerRegistryContract('redis cluster of one node', harness)
producerIdsContract('redis cluster of one node', harness)
