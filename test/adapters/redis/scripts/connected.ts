import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { type Connection, openConnection } from '#adapters/redis/connection'
import type { Command, Reply } from '#adapters/redis/resp'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { surroundings } from '../opening.ts'

export interface Connected {
  readonly on: () => Connection
  readonly call: (...command: Command) => Promise<Reply>
  /** A key that no other test has. */
  readonly key: (name: string) => string
}

/** A Redis of the file's own, with one connection of the adapter. */
export const connected = (): Connected => {
  let server: RedisServer
  let connection: Connection
  beforeAll(async () => {
    server = await redisServer()
    connection = await openConnection({
      ...surroundings,
      url: server.url,
      role: 'test',
      closed: () => {},
      demoted: () => {},
    })
  })
  afterAll(async () => {
    connection.close()
    await server.stop()
  })
  return {
    on: () => connection,
    call: async (...command) => {
      const [reply] = await connection.run([command])
      if (reply instanceof Error) throw reply
      return reply ?? null
    },
    key: (name) => `${randomBytes(6).toString('hex')}:${name}`,
  }
}
