import { afterAll, beforeAll } from 'vitest'
import { modelTest } from '#test/support/model-test'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { redisHarness } from './harness.ts'

let server: RedisServer

beforeAll(async () => {
  server = await redisServer()
})
afterAll(() => server.stop())

modelTest(
  'redis',
  redisHarness(() => server),
  { numRuns: 15, timeout: 60_000 },
)
