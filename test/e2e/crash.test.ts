import { describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import type { RedisServer } from '#test/support/redis-server'
import { type DirectBroker, directBroker, readThrough, withBroker } from './clients/kafkajs.ts'
import { processes } from './processes.ts'

const { kedge, redisWith } = processes()

const topic = 'survivors'
const createTopic = (address: string) =>
  withBroker(address, (broker) =>
    broker.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] }),
  )
const readAll = (address: string) => withBroker(address, (broker) => readThrough(broker, topic, 0))

/** Writes one record after another, and knows where the broker said it put each. */
const writerTo = (address: string, name: string) => {
  const acknowledged = new Map<number, string>()
  let stopping = false
  let sent = 0
  const done = (async () => {
    let broker: DirectBroker | null = null
    while (!stopping) {
      const value = `${name} ${sent++}`
      try {
        broker ??= await directBroker(address)
        const partitions = [{ partition: 0, messages: [{ value }] }]
        const answer = await broker.produce({ topicData: [{ topic, partitions }] })
        acknowledged.set(Number(answer.topics[0]?.partitions[0]?.baseOffset), value)
      } catch {
        await broker?.disconnect()
        broker = null
      }
    }
    await broker?.disconnect()
  })()
  return {
    acknowledged,
    atLeast: (count: number) =>
      eventually(`${name}: ${count} acknowledgements`, () => (acknowledged.size >= count ? true : undefined)),
    stop: async () => {
      stopping = true
      await done
    },
  }
}

const expectKept = async (address: string, acknowledged: ReadonlyMap<number, string>) => {
  const stored = await readAll(address)
  expect(stored.map(({ offset }) => offset)).toEqual([...stored.keys()])
  expect(new Set(stored.map(({ value }) => value)).size).toBe(stored.length)
  for (const [offset, value] of acknowledged) expect(stored[offset]?.value).toBe(value)
}

describe('the embedded store', () => {
  test.each([
    { mode: 'strict', more: [] },
    { mode: 'relaxed', more: ['--embedded-relaxed'] },
  ])('loses nothing acknowledged when its broker is killed ($mode)', async ({ more }) => {
    const flags = ['--store', `embedded:${await kedge.directory()}`, ...more]
    let broker = await kedge.start(flags)
    await createTopic(broker.address)
    const acknowledged = new Map<number, string>()
    for (const round of ['first', 'second', 'third']) {
      const writers = [0, 1, 2].map((n) => writerTo(broker.address, `${round} ${n}`))
      await Promise.all(writers.map((writer) => writer.atLeast(100)))
      await broker.kill9()
      for (const writer of writers) {
        await writer.stop()
        for (const [offset, value] of writer.acknowledged) acknowledged.set(offset, value)
      }
      broker = await kedge.start(flags)
      await expectKept(broker.address, acknowledged)
    }
    await broker.stop()
  })

  test('whose directory is taken refuses the second broker with 73, and serves the first on', async () => {
    const store = `embedded:${await kedge.directory()}`
    const first = await kedge.start(['--store', store])
    const { code, stderr } = await kedge.run(['--store', store])
    expect(stderr).toContain(String(first.pid))
    expect(code).toBe(73)
    await createTopic(first.address)
    await first.stop()
    const next = await kedge.start(['--store', store])
    expect(await readAll(next.address)).toEqual([])
    await next.stop()
  })
})

describe('a Redis', () => {
  const always = { appendonly: 'yes', appendfsync: 'always' }

  test('that is killed and restarted under a running broker, with appendfsync always, loses nothing', async () => {
    const redis = await redisWith(always)
    const broker = await kedge.start(['--store', redis.url, '--durability', 'always'])
    await createTopic(broker.address)
    const writer = writerTo(broker.address, 'on and on')
    for (let restarts = 0; restarts < 3; restarts++) {
      await writer.atLeast(writer.acknowledged.size + 100)
      await redis.kill9()
      await redis.start()
    }
    await writer.atLeast(writer.acknowledged.size + 100)
    await writer.stop()
    await expectKept(broker.address, writer.acknowledged)
    await broker.stop()
  })

  test('that is killed with all brokers, with appendfsync always, loses nothing', async () => {
    const redis = await redisWith(always)
    const flags = ['--store', redis.url, '--durability', 'always']
    let broker = await kedge.start(flags)
    await createTopic(broker.address)
    const writer = writerTo(broker.address, 'before')
    await writer.atLeast(200)
    await Promise.all([redis.kill9(), broker.kill9()])
    await writer.stop()
    await redis.start()
    broker = await kedge.start(flags)
    await expectKept(broker.address, writer.acknowledged)
    const after = writerTo(broker.address, 'after')
    await after.atLeast(100)
    await after.stop()
    await expectKept(broker.address, new Map([...writer.acknowledged, ...after.acknowledged]))
    await broker.stop()
  })

  test.for([
    ['that saves when it stops', { save: '3600 1' }],
    ['with appendfsync everysec', { appendonly: 'yes', appendfsync: 'everysec' }],
  ] as const)('%s, stopped after its brokers and started again, goes on', async ([, settings]) => {
    const redis = await redisWith(settings)
    let broker = await kedge.start(['--store', redis.url])
    await createTopic(broker.address)
    const writer = writerTo(broker.address, 'before')
    await writer.atLeast(100)
    await writer.stop()
    await broker.stop()
    await stopCleanly(redis)
    await redis.start()
    broker = await kedge.start(['--store', redis.url])
    const after = writerTo(broker.address, 'after')
    await after.atLeast(100)
    await after.stop()
    await expectKept(broker.address, new Map([...writer.acknowledged, ...after.acknowledged]))
    await broker.stop()
  })
})

const stopCleanly = async (redis: RedisServer): Promise<void> => {
  const pid = redis.pid()
  process.kill(pid, 'SIGTERM')
  await eventually('Redis has stopped', () => (isRunning(pid) ? undefined : true))
  await redis.kill9()
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
