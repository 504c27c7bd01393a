import { once } from 'node:events'
import { connect } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { catalogue } from '#ports/metric-catalogue'
import { eventually } from '#test/support/eventually'
import { namesIn } from '#test/support/exposed'
import type { KedgeProcess } from '#test/support/kedge-process'
import { freePort, type RedisServer } from '#test/support/redis-server'
import { readiness, scrape, scrapedText } from '#test/support/scrape'
import { consuming, withAdmin, withBroker } from './clients/kafkajs.ts'
import { processes } from './processes.ts'

const { kedge, redisWith } = processes()

const TOPIC = 'orders'
const GROUP = 'team'
/** Whatever a client may write as the name of a group. */
const HOSTILE = 'te"am\\{x="y"} 1\n# TYPE'

const produce = (address: string, values: readonly string[], partition = 0, topic = TOPIC) =>
  withBroker(address, (broker) =>
    broker.produce({
      topicData: [{ topic, partitions: [{ partition, messages: values.map((value) => ({ value })) }] }],
    }),
  )

const values = (n: number, from = 0) => Array.from({ length: n }, (_, i) => `value-${from + i}`)

describe('two brokers on one Redis, walked through', () => {
  let redis: RedisServer
  let brokers: readonly [KedgeProcess, KedgeProcess]
  let ports: readonly [number, number]

  beforeAll(async () => {
    redis = await redisWith({ appendonly: 'yes', appendfsync: 'always', maxmemory: '512mb' })
    ports = [await freePort(), await freePort()]
    const start = (id: 0 | 1) =>
      kedge.start([
        `--store=${redis.url}`,
        `--broker-id=${id}`,
        '--http-port',
        String(ports[id]),
        '--metrics-collect-interval-ms=0',
        '--group-initial-rebalance-delay-ms=0',
        '--metrics-kafka-exporter-names',
      ])
    brokers = [await start(0), await start(1)]
    await withAdmin(brokers[0].address, async (admin) => {
      await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 2, replicationFactor: 1 }] })
    })
  })

  /** Of both: each tells what it leads and coordinates. */
  const value = async (series: string): Promise<number | undefined> => {
    const all = await Promise.all(ports.map(scrape))
    const found = all.flatMap((each) => each.get(series) ?? [])
    return found.length === 0 ? undefined : found.reduce((sum, n) => sum + n, 0)
  }
  /** What is told may be a second old. */
  const is = async (series: string, wanted: number) => {
    await becomes(series, (n) => n === wanted)
  }
  const becomes = (series: string, wanted: (n: number) => boolean) =>
    eventually(series, async () => {
      const found = await value(series)
      return found !== undefined && wanted(found) ? found : undefined
    })

  test('say where health and metrics are, and that they are ready', async () => {
    expect(brokers[0].output()).toContain(`http://127.0.0.1:${ports[0]} (/health/ready, /metrics)`)
    const { status, body } = await readiness(ports[0])
    expect(status).toBe(200)
    expect(body.checks.map(({ name }) => name)).toEqual(['draining', 'store', 'metadata', 'registered'])
    expect(body.checks.every(({ status: each }) => each === 'UP')).toBe(true)
    await is('kedge_ready', 2)
    await is('kedge_store_reconnects_total{connection="append"}', 0)
    await becomes('kedge_event_loop_delay_seconds{stat="max"}', (n) => n > 0)
    await becomes('kedge_brokers', (n) => n === 4)
  })

  test('count what was produced, through whichever of them', async () => {
    await produce(brokers[0].address, values(10))
    await produce(brokers[1].address, values(10))
    await produce(brokers[0].address, values(10))
    await is(`kedge_topic_produced_records_total{topic="${TOPIC}"}`, 30)
    await is(`kedge_topic_produce_requests_total{topic="${TOPIC}"}`, 3)
    await is('kedge_produce_requests_total', 3)
    await becomes(`kedge_topic_produced_bytes_total{topic="${TOPIC}"}`, (n) => n > 30 * 7)
    await is(`kedge_partition_log_end_offset{topic="${TOPIC}",partition="0"}`, 30)
    await is(`kedge_partition_log_start_offset{topic="${TOPIC}",partition="0"}`, 0)
    // The one did not know yet what the other had written.
    await becomes('kedge_store_refused_appends_total{operation="append"}', (n) => n > 0)
    await becomes('kedge_store_append_batches_count', (n) => n >= 3)
    expect(
      await value('kedge_store_operation_duration_seconds_count{operation="append"}'),
    ).toBeGreaterThanOrEqual(3)
  })

  test('show a group that reads, then falls behind, and for how long', async () => {
    const stop = await consuming(brokers[0].address, GROUP, TOPIC, 30)
    await becomes(`kedge_group_members{group="${GROUP}"}`, (n) => n === 1)
    await becomes(`kedge_group_state{group="${GROUP}",state="Stable"}`, (n) => n === 1)
    await is('kedge_groups{state="Stable"}', 1)
    await becomes('kedge_group_rebalances_total', (n) => n > 0)
    await stop()
    const at = `{group="${GROUP}",topic="${TOPIC}",partition="0"}`
    await is(`kedge_group_committed_offset${at}`, 30)
    await is(`kedge_group_lag_records${at}`, 0)
    await is(`kedge_group_lag_seconds${at}`, 0)
    await becomes(`kedge_group_state{group="${GROUP}",state="Empty"}`, (n) => n === 1)

    await produce(brokers[0].address, values(5))
    await is(`kedge_group_lag_records${at}`, 5)
    const first = await becomes(`kedge_group_lag_seconds${at}`, (n) => n > 0)
    await becomes(`kedge_group_lag_seconds${at}`, (n) => n > first)
    await is(`kedge_topic_fetched_records_total{topic="${TOPIC}"}`, 30)
    await becomes(`kedge_topic_fetched_bytes_total{topic="${TOPIC}"}`, (n) => n > 30 * 7)
  })

  test('tell a group by the name that its clients gave it, whatever that is', async () => {
    await withAdmin(brokers[0].address, (admin) =>
      admin.setOffsets({ groupId: HOSTILE, topic: TOPIC, partitions: [{ partition: 0, offset: '3' }] }),
    )
    const escaped = HOSTILE.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
    await is(`kedge_group_lag_records{group="${escaped}",topic="${TOPIC}",partition="0"}`, 32)
  })

  test('count what they refuse', async () => {
    await expect(produce(brokers[0].address, ['x'], 7)).rejects.toMatchObject({
      type: 'UNKNOWN_TOPIC_OR_PARTITION',
    })
    const error = 'kedge_request_errors_total{api="Produce",error="UNKNOWN_TOPIC_OR_PARTITION"}'
    await is(error, 1)
    const before = (await value('kedge_protocol_violations_total')) ?? 0
    const [host, port] = brokers[0].address.split(':')
    const stranger = connect(Number(port), host).on('error', () => {})
    stranger.write('GET / HTTP/1.1\r\n\r\n')
    await once(stranger, 'close')
    await is('kedge_protocol_violations_total', before + 1)
  })

  test('count connections that Redis closed, and go on', async () => {
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await eventually('another connection', async () => {
      const found = await scrape(ports[0])
      return [...found].some(([series, n]) => series.startsWith('kedge_store_reconnects_total') && n > 0)
        ? true
        : undefined
    })
    await is('kedge_redis_memory_max_bytes', 2 * 512 * 2 ** 20)
    await becomes('kedge_redis_memory_used_bytes', (n) => n > 500_000)
  })

  test('say what kafka_exporter says, where that is asked for', async () => {
    const one = await scrape(ports[0])
    expect(one.get('kafka_brokers')).toBe(2)
    expect(one.get(`kafka_topic_partitions{topic="${TOPIC}"}`)).toBe(2)
    const at = `topic="${TOPIC}",partition="0"`
    await is(`kafka_topic_partition_current_offset{${at}}`, 35)
    await is(`kafka_consumergroup_lag{consumergroup="${GROUP}",${at}}`, 5)
    await is(`kafka_consumergroup_lag_sum{consumergroup="${GROUP}",topic="${TOPIC}"}`, 5)
  })

  test('are alive and not ready while Redis is away, and tell so at once; ready when it is back', async () => {
    await redis.kill9()
    const away = await eventually('not ready', async () => {
      const found = await readiness(ports[0])
      return found.status === 503 ? found : undefined
    })
    expect(away.body.checks.find(({ name }) => name === 'store')?.status).toBe('DOWN')
    expect((await fetch(`http://127.0.0.1:${ports[0]}/health/live`)).status).toBe(200)
    // Heartbeats that fail are counted, and what was known is told on.
    await eventually('errors of the store', async () => {
      const found = await scrape(ports[0])
      return [...found].some(([series, n]) => series.startsWith('kedge_store_errors_total') && n > 0)
        ? true
        : undefined
    })
    await becomes('kedge_ready', (n) => n < 2)
    await redis.start()
    await eventually('ready again', async () =>
      (await readiness(ports[0])).status === 200 ? true : undefined,
    )
  })

  test('have every metric of the catalogue, together with one on the embedded store', async () => {
    const port = await freePort()
    const embedded = await kedge.start(['--http-port', String(port)])
    await produce(brokers[0].address, ['more'])
    await consuming(brokers[0].address, GROUP, TOPIC, 6).then((stop) => stop())
    await withAdmin(embedded.address, (admin) =>
      admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1, replicationFactor: 1 }] }),
    )
    const texts = await Promise.all([...ports, port].map(scrapedText))
    const found = new Map(texts.flatMap((text) => [...namesIn(text)]))
    const missing = Object.entries(catalogue).filter(([name, { kind }]) => found.get(name) !== kind)
    expect(missing.map(([name]) => name)).toEqual([])
    await embedded.stop()
  })

  test('say that they drain until the end, before anything is closed', async () => {
    process.kill(redis.pid(), 'SIGSTOP')
    try {
      brokers[1].signal('SIGTERM')
      const { body } = await eventually('draining', async () => {
        const found = await readiness(ports[1])
        return found.body.checks.some(({ name, status }) => name === 'draining' && status === 'DOWN')
          ? found
          : undefined
      })
      expect(body.status).toBe('DOWN')
    } finally {
      process.kill(redis.pid(), 'SIGCONT')
    }
    expect((await brokers[1].ended).code).toBe(0)
    await expect(readiness(ports[1])).rejects.toThrow()
  })
})

describe('several brokers in one process', () => {
  test('have one port, ready when all of them are', async () => {
    const port = await freePort()
    const broker = await kedge.start(['--store', 'memory:', '--brokers', '2', '--http-port', String(port)])
    const { status, body } = await readiness(port)
    expect(status).toBe(200)
    expect(body.checks.map(({ name }) => name)).toEqual([
      'draining',
      ...[0, 1].flatMap((id) => ['store', 'metadata', 'registered'].map((check) => `broker ${id}: ${check}`)),
    ])
    const found = await scrape(port)
    expect(found.get('kedge_connections_limit')).toBe(20_000)
    expect([...found.keys()].filter((name) => name.startsWith('kafka_'))).toEqual([])
    await broker.stop()
  })
})

describe('the port for HTTP', () => {
  test('that is taken ends the start with 69, and says which setting to change', async () => {
    const port = await freePort()
    const first = await kedge.start(['--store', 'memory:', '--http-port', String(port)])
    const { code, stderr } = await kedge.run(['--store', 'memory:', '--http-port', String(port)])
    expect(code).toBe(69)
    expect(stderr).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}.*--http-port`))
    await first.stop()
  })

  test('of every address is warned of', async () => {
    const port = await freePort()
    const broker = await kedge.start([
      '--store',
      'memory:',
      '--http-port',
      String(port),
      '--http-host',
      '0.0.0.0',
    ])
    expect(broker.output()).toMatch(/--http-host: whoever reaches 0\.0\.0\.0 may read health and metrics/)
    await broker.stop()
  })
})
