import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openEmbeddedStore } from '#adapters/embedded/store'
import { kafkaRecordCodec } from '#adapters/kafka/records/record-codec'
import { memoryStore } from '#adapters/memory/store'
import { gatedLevels } from '#adapters/pino/levels'
import { openLogging } from '#adapters/pino/logger'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { openRedisStore } from '#adapters/redis/store'
import { systemClock } from '#adapters/system/clock'
import { systemRandom } from '#adapters/system/random'
import { systemTimers } from '#adapters/system/timers'
import { startBroker } from '#broker'
import { configure } from '#config'
import { readFlags } from '#config/flags'
import { emptySegment } from '#domain/log/segments'
import { offset, recordCount } from '#domain/log/types'
import type { Store } from '#ports/store'
import { E } from '#shared/fp'
import { redisServer } from '#test/support/redis-server'
import type { Limit, LimitTable } from '../results.ts'
import { limitOf } from './measure.ts'
import { PARTITIONS, recordBatch } from './workload.ts'

const REQUESTS = 3_000
const TOPIC = 'bench'

const system = {
  codec: kafkaRecordCodec,
  clock: systemClock,
  timers: systemTimers,
  random: systemRandom,
  logger: openLogging({ level: 'warn', format: 'json', timers: systemTimers }).logger,
  metrics: prometheusMetrics(),
}

/** Produce over a socket, acks=all, one producer with five requests in flight, against each store. */
export const wireLimits = async (rounds: number, share: number): Promise<LimitTable> => {
  const everysec = await redisServer({
    appendonly: 'yes',
    appendfsync: 'everysec',
    'auto-aof-rewrite-percentage': 0,
  })
  const noAof = await redisServer()
  const dir = await mkdtemp(join(tmpdir(), 'kedge-bench-'))
  const redis = (url: string) => () =>
    openRedisStore({
      ...system,
      url,
      namespace: 'bench',
      durability: 'any',
      provenHarmless: () => Promise.resolve(false),
    })
  try {
    const figures: Limit[] = []
    const cases: readonly (readonly [string, () => Promise<Store>])[] = [
      [`no store: parse and answer (limit)`, () => Promise.resolve(nullStore())],
      [`Redis without AOF`, redis(noAof.url)],
      [`Redis, appendfsync everysec`, redis(everysec.url)],
      [`embedded, fdatasync before the answer`, () => openEmbeddedStore({ ...system, dir })],
      // Last: what it keeps makes every later garbage collection slower.
      [`memory`, () => Promise.resolve(memoryStore(system.codec))],
    ]
    for (const [name, open] of cases)
      for (const records of [16, 100])
        figures.push(await produced(`${name}, ${records} KB a batch`, open, records, rounds, share))
    const title = `Produce over TCP by a driver of our own, ${PARTITIONS} partitions, 1 KB records, a request brings ${PARTITIONS} batches`
    return { id: 'wire', title, figures }
  } finally {
    await everysec.stop()
    await noAof.stop()
    await rm(dir, { recursive: true })
  }
}

const produced = async (
  name: string,
  open: () => Promise<Store>,
  records: number,
  rounds: number,
  share: number,
): Promise<Limit> => {
  const configuration = configure(
    readFlags(['--port', '0', '--http-port', '0', '--num-partitions', `${PARTITIONS}`]),
    {},
    () => ({ kind: 'absent' }),
  )
  if (E.isLeft(configuration)) throw new Error('the bench has bad settings')
  const { settings } = configuration.right
  const broker = await startBroker({
    ...system,
    settings,
    levels: gatedLevels('warn'),
    nth: 0,
    openStore: open,
    onFatal: (error) => {
      throw error
    },
  })
  const requests = Math.ceil(((REQUESTS * 16) / records) * share)
  const seconds: number[] = []
  for (let round = 0; round < rounds; round++) seconds.push(await drive(broker.entry.port, requests, records))
  await broker.stop()
  const bytes = requests * PARTITIONS * recordBatch(records).length
  return limitOf(name, { bytes, operations: requests * PARTITIONS * records }, seconds)
}

const drive = async (port: number, requests: number, records: number): Promise<number> => {
  const driver = join(import.meta.dirname, 'driver.ts')
  const args = [driver, String(port), TOPIC, String(requests), String(records)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return Number(stdout)
}

/** Topics are real, appends are not: what is left is the broker's own work. */
const nullStore = (): Store => {
  const store = memoryStore(system.codec)
  return {
    ...store,
    log: {
      ...store.log,
      append:
        (_at, expected, { batches }) =>
        async () => {
          const next = offset(expected.offset + recordCount(batches.map(({ facts }) => facts)))
          return E.right({
            baseOffset: expected.offset,
            next: { ...expected, offset: next },
            bounds: { logStart: offset(0), highWatermark: next, leaderEpoch: 0 },
            segment: emptySegment(offset(0), 0),
          })
        },
    },
  }
}
