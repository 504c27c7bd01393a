import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { kcat } from '#test/support/debian-tools'
import { eventually } from '#test/support/eventually'
import { freePort } from '#test/support/redis-server'
import { readiness, scrape } from '#test/support/scrape'
import { withBroker } from './clients/kafkajs.ts'
import { run } from './clients/run.ts'
import { processes } from './processes.ts'

const { kedge, redisWith } = processes()

describe('a start', () => {
  test('prints where it listens, what an acknowledgement means and what to try', async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url])
    expect(broker.address).toMatch(/^127\.0\.0\.1:[1-9]\d*$/)
    expect(broker.output()).toContain(redis.url)
    expect(broker.output()).toMatch(/acks=all .* lost when Redis stops \(appendonly no\)/)
    expect(broker.output()).toContain(`kcat -b ${broker.address} -P`)
    expect(await metadataOf(broker.address)).toEqual([broker.address])
    await broker.stop()
  })

  test('without flags keeps its data in ./data, and the line to try works as it is printed', async () => {
    const cwd = await kedge.directory()
    const broker = await kedge.start([], { cwd })
    expect(await readdir(cwd)).toEqual(['data'])
    const line = /^ {2}try +(.*)$/m.exec(broker.output())?.[1] ?? ''
    const { path, env } = kcat()
    const shell = { path: '/bin/sh', env: { ...env, PATH: `${dirname(path)}:${env['PATH'] ?? ''}` } }
    expect((await run(shell, ['-c', line])).toString()).toBe('hello\n')
    await broker.stop()
  })

  test('on Redis creates no topic on demand unless it is told to', async () => {
    const redis = await redisWith()
    for (const flags of [[], ['--auto-create-topics', 'true']]) {
      const broker = await kedge.start(['--store', redis.url, ...flags])
      const asked = withBroker(broker.address, (direct) => direct.metadata(['on-demand']))
      if (flags.length === 0)
        await expect(asked).rejects.toMatchObject({ type: 'UNKNOWN_TOPIC_OR_PARTITION' })
      else expect((await asked).topicMetadata.length).toBe(1)
      await broker.stop()
    }
  })

  test.for([
    ['everysec', /about 2 s/],
    ['always', /on disk/],
  ] as const)('on a Redis with appendfsync %s may demand it', async ([appendfsync, meaning]) => {
    const redis = await redisWith({ appendonly: 'yes', appendfsync })
    const broker = await kedge.start(['--store', redis.url, '--durability', appendfsync])
    expect(broker.output()).toMatch(meaning)
    await broker.stop()
  })

  test.for(['everysec', 'always'])('that demands %s of a Redis without AOF is refused', async (demanded) => {
    const redis = await redisWith()
    const { code, stdout, stderr } = await kedge.run(['--store', redis.url, '--durability', demanded])
    expect(stderr).toMatch(/durability|append/)
    expect(stderr).toContain(demanded)
    expect(stdout).toBe('')
    expect(code).toBe(78)
  })

  test('on a Redis that evicts is refused', async () => {
    const redis = await redisWith({ 'maxmemory-policy': 'allkeys-lru' })
    const { code, stderr } = await kedge.run(['--store', redis.url])
    expect(stderr).toMatch(/maxmemory-policy.*noeviction/)
    expect(code).toBe(78)
  })

  test('with no Redis there ends with 69, and says so', async () => {
    const port = await nobodysPort()
    const { code, stderr } = await kedge.run(['--store', `redis://127.0.0.1:${port}`])
    expect(stderr).toContain(String(port))
    expect(code).toBe(69)
  })

  test('on a port that is taken ends with 69, and says which', async () => {
    const first = await kedge.start(['--store', 'memory:'])
    const port = first.address.split(':')[1] ?? ''
    const { code, stderr } = await kedge.run(['--store', 'memory:', '--port', port])
    expect(stderr).toContain(port)
    expect(code).toBe(69)
    await first.stop()
  })

  test('on an HTTP port that is taken, and was chosen, ends with 69 before it joins', async () => {
    const redis = await redisWith()
    const first = await kedge.start(['--store', 'memory:'])
    const port = first.address.split(':')[1] ?? ''
    const { code, stderr } = await kedge.run(['--store', redis.url, '--http-port', port])
    expect(stderr).toContain(`127.0.0.1:${port}, for health and metrics, cannot be listened on`)
    expect(code).toBe(69)
    expect(await redis.call('KEYS', 'kedge:*')).toEqual([])
    await first.stop()
  })

  test('answers probes while its store keeps it waiting: it lives, and is not ready', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const address = silent.address()
    const storePort = typeof address === 'object' ? address?.port : 0
    const port = await freePort()
    await kedge.begin(['--store', `redis://127.0.0.1:${storePort}`, '--http-port', String(port)])
    const asked = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
    const live = await eventually('it lives', () => asked('/health/live').catch(() => undefined))
    expect(live.status).toBe(200)
    expect(await readiness(port)).toEqual({
      status: 503,
      body: {
        status: 'DOWN',
        checks: [{ name: 'starting', status: 'DOWN', why: 'it does not serve yet' }],
      },
    })
    expect((await scrape(port)).get('kedge_ready')).toBe(0)
  })

  test('with wrong flags names every fault at once', async () => {
    const wrong = ['--port', '99999', '--store', 'tape:', '--brokers', 'many', '--nonsense']
    const { code, stdout, stderr } = await kedge.run(wrong)
    for (const named of ['--port', '--store', '--brokers', '--nonsense']) expect(stderr).toContain(named)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  test('with a wrong environment or file names every fault at once', async () => {
    const cwd = await kedge.directory()
    await writeFile(join(cwd, 'kedge.yaml'), 'server:\n  brokers: many\n  hots: 127.0.0.1\n')
    const { code, stderr } = await kedge.run(['--store', 'memory:'], {
      cwd,
      env: { KEDGE_SERVER_NUM_PARTITIONS: '0' },
    })
    for (const named of ['brokers', 'hots', 'KEDGE_SERVER_NUM_PARTITIONS']) expect(stderr).toContain(named)
    expect(code).toBe(78)
  })

  test('with --brokers 3 serves on three ports, as one cluster', async () => {
    const three = await kedge.start(['--store', 'memory:', '--brokers', '3'])
    expect(new Set(three.addresses).size).toBe(3)
    for (const address of three.addresses)
      await eventually(`${address} knows all three`, async () =>
        (await metadataOf(address)).join() === three.addresses.join() ? true : undefined,
      )
    await withBroker(three.addresses[0]!, (broker) =>
      broker.createTopics({ topics: [{ topic: 'shared', numPartitions: 1, replicationFactor: 1 }] }),
    )
    for (const [i, address] of three.addresses.entries())
      await withBroker(address, async (broker) => {
        const partitions = [{ partition: 0, messages: [{ value: `through ${i}` }] }]
        const answer = await broker.produce({ topicData: [{ topic: 'shared', partitions }] })
        expect(Number(answer.topics[0]?.partitions[0]?.baseOffset)).toBe(i)
      })
    await three.stop()
  })
})

const metadataOf = (address: string): Promise<readonly string[]> =>
  withBroker(address, async (broker) =>
    (await broker.metadata([])).brokers
      .toSorted((one, other) => one.nodeId - other.nodeId)
      .map(({ host, port }) => `${host}:${port}`),
  )

const nobodysPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
