import { afterAll, describe } from 'vitest'
import { kedges } from '#test/support/kedge-process'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { limits } from './limits.ts'
import { roundTrips } from './round-trip.ts'

const kedge = kedges()
const servers: RedisServer[] = []
afterAll(async () => {
  await kedge.stopAll()
  await Promise.all(servers.map((server) => server.stop()))
})

const open = async () => {
  const redis = await redisServer()
  servers.push(redis)
  const flags = ['--store', redis.url, '--auto-create-topics', 'true', '--num-partitions', '3']
  let broker = await kedge.start(flags)
  return {
    at: () => broker.address,
    restart: async () => {
      await broker.stop()
      broker = await kedge.start(flags)
    },
  }
}

describe('on Redis', () => {
  roundTrips(open)
  limits(open)
})
