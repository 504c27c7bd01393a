import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { kedges } from '#test/support/kedge-process'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import {
  cleanerFlags,
  compacted,
  createCompacted,
  type Left,
  writeRounds,
} from '../test/e2e/compacted-topic.ts'
import { groupAdmin } from '../test/e2e/groups/admin.ts'
import { consoleConsumer } from './java.ts'

describe.for(['embedded', 'redis'] as const)('a compacted topic on %s, read by Java', (store) => {
  const kedge = kedges()
  const servers: RedisServer[] = []
  const topic = 'profiles'
  let at: string
  let left: readonly Left[]
  const end = () => left.reduce((last, { offset }) => Math.max(last, offset + 1), 0)

  beforeAll(async () => {
    if (store === 'redis') servers.push(await redisServer())
    const where = servers[0]?.url ?? `embedded:${await kedge.directory()}`
    const broker = await kedge.start([
      '--store',
      where,
      '--group-initial-rebalance-delay-ms',
      '0',
      ...cleanerFlags,
    ])
    at = broker.address
    await createCompacted(at, topic)
    left = await writeRounds(at, topic)
    await compacted(at, topic, left)
  })
  afterAll(async () => {
    await kedge.stopAll()
    await Promise.all(servers.map((server) => server.stop()))
  })

  test('is read to its end across its gaps, through fetches of any size, and committed there', async () => {
    for (const bytes of [200, 1_000_000]) {
      const group = `readers-${bytes}`
      const consumer = consoleConsumer(at, group, topic, {
        'max.partition.fetch.bytes': bytes,
        'auto.commit.interval.ms': 200,
      })
      await eventually('all is printed', () => (consumer.lines.length >= left.length ? true : undefined))
      expect(consumer.lines).toEqual(left.map(({ value }) => value))
      await eventually('the end is committed', async () =>
        (await groupAdmin(() => at).committed(group, topic)).get(0) === end() ? true : undefined,
      )
      await consumer.stop()
    }
  })
})
