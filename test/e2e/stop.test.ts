import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { createRecordsBatch } from '@platformatic/kafka'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { repository } from '#test/support/unpacked'
import { readThrough, withBroker } from './clients/kafkajs.ts'
import { rawClient, rawProduce } from './clients/raw.ts'
import { processes } from './processes.ts'

const { kedge, redisWith } = processes()

describe('SIGTERM', () => {
  test('lets what is under way finish, and ends with 0', async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url])
    await createTopic(broker.address, 'draining')
    const client = await rawClient(broker.address)
    const answers = Array.from({ length: 200 }, (_, i) =>
      produced(rawProduce(client, 'draining', 0, batchOf(i))),
    )
    await answers[0]
    const stopped = broker.stop()
    const outcomes = await Promise.all(answers)
    await stopped
    const again = await kedge.start(['--store', redis.url])
    const stored = await withBroker(again.address, (direct) => readThrough(direct, 'draining', 0))
    // Nothing is there twice or out of order, and just that was acknowledged.
    const numbers = stored.map(({ value }) => Number(value))
    expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other))
    for (const [i, outcome] of outcomes.entries())
      if (outcome?.error === 0) expect(numbers[outcome.baseOffset]).toBe(i)
    expect(outcomes.filter((outcome) => outcome?.error === 0).length).toBe(stored.length)
    expect(stored.length).toBeGreaterThan(0)
    await again.stop()
  })

  test('a second time ends it at once', async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url])
    // A Redis that does not answer keeps it from draining.
    process.kill(redis.pid(), 'SIGSTOP')
    broker.signal('SIGTERM')
    await eventually('it stops', () => (broker.output().includes('stopping') ? true : undefined))
    await longerThanAnEcho()
    broker.signal('SIGTERM')
    expect(await broker.ended).toMatchObject({ code: 143 })
    process.kill(redis.pid(), 'SIGCONT')
  })

  test('that npm passes on, after the terminal has sent it already, is the same request', async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url])
    process.kill(redis.pid(), 'SIGSTOP')
    broker.signal('SIGINT')
    await eventually('it stops', () => (broker.output().includes('stopping') ? true : undefined))
    broker.signal('SIGINT')
    await longerThanAnEcho()
    process.kill(redis.pid(), 'SIGCONT')
    expect(await broker.ended).toMatchObject({ code: 0 })
  })

  test('to `npm start` reaches the broker', async () => {
    const flags = ['--', '--store', 'memory:', '--port', '0', '--http-port', '0', '--log-format', 'json']
    const npm = spawn('npm', ['start', ...flags], { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await eventually('it is ready', () => (said.includes('"msg":"ready"') ? true : undefined))
    const ended = once(npm, 'close')
    npm.kill('SIGTERM')
    // npm's output stays open for as long as the broker lives, whatever becomes of npm.
    expect(await ended).toEqual([0, null])
    expect(said).toContain('stopping')
  })

  test('while it is still starting leaves nothing behind that is unaccounted for', async () => {
    const redis = await redisWith()
    const first = await kedge.start(['--store', redis.url])
    const second = await kedge.begin(['--store', redis.url])
    await eventually('it waits', () => (second.output().includes('broker id is taken') ? true : undefined))
    second.signal('SIGTERM')
    expect(await second.ended).toMatchObject({ code: 0 })
    await first.stop()
    const client = new Redis(redis.url)
    const events = JSON.stringify(await client.xrange('kedge:{cluster}', '-', '+'))
    client.disconnect()
    expect(events.match(/writer-enlisted/g)).toHaveLength(2)
    expect(events.match(/writer-signed-off/g)).toHaveLength(2)
  })

  test('while Redis is away still ends it with 0', async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url])
    await redis.kill9()
    await broker.stop()
  })
})

/** A second signal right after the first counts as one with it. */
const longerThanAnEcho = () => delay(300)

const createTopic = (address: string, topic: string) =>
  withBroker(address, (broker) =>
    broker.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] }),
  )

const produced = async (answer: ReturnType<typeof rawProduce>) => {
  try {
    return await answer
  } catch {
    return null
  }
}

const batchOf = (i: number): Buffer =>
  createRecordsBatch([{ topic: 'draining', partition: 0, value: Buffer.from(`${i}`) }]).buffer
