import { afterAll } from 'vitest'
import { kedges } from '#test/support/kedge-process'
import { type RedisServer, type RedisSettings, redisServer } from '#test/support/redis-server'

/** Brokers and Redis servers of one test file, all stopped when it ends. */
export const processes = () => {
  const kedge = kedges()
  const servers: RedisServer[] = []
  afterAll(async () => {
    await kedge.stopAll()
    await Promise.all(servers.map((server) => server.stop()))
  })
  const redisWith = async (settings: RedisSettings = {}): Promise<RedisServer> => {
    const server = await redisServer(settings)
    servers.push(server)
    return server
  }
  return { kedge, redisWith }
}
