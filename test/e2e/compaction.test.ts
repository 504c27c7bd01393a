import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kedges } from '#test/support/kedge-process'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { clients } from './clients/all.ts'
import { kcatClient } from './clients/kcat.ts'
import { cleanerFlags, compacted, createCompacted, type Left, shown, writeRounds } from './compacted-topic.ts'

const kedge = kedges()
const servers: RedisServer[] = []
afterAll(async () => {
  await kedge.stopAll()
  await Promise.all(servers.map((server) => server.stop()))
})

const stores = {
  redis: async () => {
    const redis = await redisServer()
    servers.push(redis)
    return ['--store', redis.url]
  },
  embedded: async () => ['--store', `embedded:${await kedge.directory()}`],
} as const

describe.for(['embedded', 'redis'] as const)('a compacted topic on %s', (store) => {
  const topic = 'profiles'
  let flags: readonly string[]
  let broker: Awaited<ReturnType<typeof kedge.start>>
  let left: readonly Left[]

  beforeAll(async () => {
    flags = [...(await stores[store]()), ...cleanerFlags]
    broker = await kedge.start(flags)
    await createCompacted(broker.address, topic)
    left = await writeRounds(broker.address, topic)
    await compacted(broker.address, topic, left)
  })

  test.for(clients)('is read to its end across its gaps by $name', async (client) => {
    expect(shown(await client.read(broker.address, topic, 0))).toEqual(left)
    const end = left.at(-1)!.offset
    // Offsets in the middle of what is gone, of a batch of which something is left, and of the last of them.
    for (const from of [1, 100, 1_900, left[3]!.offset, left[3]!.offset + 1, end]) {
      const expected = left.filter(({ offset }) => offset >= from)
      expect(shown(await client.read(broker.address, topic, 0, from))).toEqual(expected)
    }
  })

  test('takes no record without a key', async () => {
    const keyless = kcatClient.produce(broker.address, topic, 0, 'lz4', [
      { key: null, value: 'x', headers: [], timestamp: null },
    ])
    await expect(keyless).rejects.toThrow(/failed|invalid/i)
    expect(shown(await kcatClient.read(broker.address, topic, 0))).toEqual(left)
  })

  test('is the same after a restart, and is written and compacted on', async () => {
    await broker.stop()
    broker = await kedge.start(flags)
    expect(shown(await kcatClient.read(broker.address, topic, 0))).toEqual(left)
    const before = left.at(-1)!
    const more = await writeRounds(broker.address, topic, 'the other end')
    const moved = [before, ...more.map((each) => ({ ...each, offset: each.offset + before.offset + 1 }))]
    await compacted(broker.address, topic, moved)
    for (const client of clients) expect(shown(await client.read(broker.address, topic, 0))).toEqual(moved)
  })
})
