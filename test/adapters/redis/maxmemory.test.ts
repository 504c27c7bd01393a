import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openCleaning } from '#application/cleaning/open-cleaning'
import { deleteRecordsService } from '#application/delete-records-service'
import { produceService } from '#application/produce/service'
import type { Topic } from '#domain/cluster/topic'
import { offset } from '#domain/log/types'
import { topicName } from '#domain/topic/types'
import type { Logger } from '#ports/logger'
import type { Store } from '#ports/store'
import { StoreFull } from '#ports/store-errors'
import { E } from '#shared/fp'
import { committed, setting } from '#test/contract/committed-offsets/offset-cases'
import { accepted } from '#test/contract/outcome'
import { emptyLog, readOn } from '#test/contract/partition-log/log-cases'
import { batch } from '#test/support/batches'
import { aBroker } from '#test/support/fake-services'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { silentLogger } from '#test/support/silent-logger'
import { trustingCodec } from '#test/support/trusting-codec'
import { openStore, someNamespace, surroundings } from './opening.ts'

const MiB = 2 ** 20
const { clock, timers } = surroundings

let server: RedisServer
let store: Store
let warnings: string[] = []

beforeEach(async () => {
  server = await redisServer()
  const used = Number(/used_memory:(\d+)/.exec(String(await server.call('INFO', 'memory')))?.[1])
  await server.call('CONFIG', 'SET', 'maxmemory', used + 24 * MiB)
  warnings = []
  const logger: Logger = { ...silentLogger, warn: (_, message) => void warnings.push(message) }
  store = await openStore(server.url, someNamespace(), { logger })
})
afterEach(async () => {
  await store.close()
  await server.stop()
})

const broker = async (configs: Readonly<Record<string, string>>) => {
  const { log } = store
  const { at } = await emptyLog(log)
  const topic: Topic = {
    id: at.topicId,
    name: topicName('t'),
    partitions: 1,
    configs: new Map(Object.entries({ 'segment.bytes': `${4 * MiB}`, ...configs })),
    createdAt: 0,
  }
  const produce = produceService({
    log,
    clock,
    timers,
    logger: silentLogger,
    codec: trustingCodec,
    leader: () => ({ id: 1, isSelf: true }),
  })
  let sent = 0
  const append = async (bytes = 900_000) => {
    const payload = `${sent++}:`.padEnd(bytes, 'x')
    const { records } = batch({ payload, maxTimestamp: Date.now() })
    return produce.append({ topic, partition: 0, records, timeoutMs: 30_000, allowsZstd: true })
  }
  const fill = async (): Promise<number> => {
    for (let acknowledged = 0; ; acknowledged++) {
      const outcome = await append().catch((error: unknown) => error)
      if (outcome instanceof StoreFull) return acknowledged
      expect(outcome).toMatchObject({ right: { baseOffset: acknowledged } })
    }
  }
  const cleaning = openCleaning({
    log,
    clock,
    timers,
    logger: silentLogger,
    topics: { all: () => [topic], known: () => topic, refresh: () => Promise.resolve() },
    cluster: { self: aBroker(1), isRegistered: () => true, leaderOf: () => aBroker(1) },
    storeTime: store.time,
    everyMs: 3_600_000,
    producerExpirationMs: 86_400_000,
  })
  return { log, at, topic, append, fill, cleaning }
}

const payloadsFrom = async (from: number, at: Parameters<typeof readOn>[1]): Promise<readonly number[]> =>
  (await readOn(store.log, at, from)).map(({ payload }) => Number.parseInt(payload, 10))
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('when maxmemory is reached', { timeout: 60_000 }, () => {
  test('producers are refused, consumers and commits go on, and what was acknowledged is there', async () => {
    const { at, fill, append, cleaning } = await broker({})
    const acknowledged = await fill()
    expect(acknowledged).toBeGreaterThan(5)
    await expect(append()).rejects.toBeInstanceOf(StoreFull)
    expect(await payloadsFrom(0, at)).toEqual(numbered(0, acknowledged))
    const group = { kind: 'group', groupId: 'g' } as const
    const founded = await accepted(store.journal.append(group, null, []))
    for (const sequence of [1, 2, 3]) {
      const fence = { journal: founded, sequence }
      expect(E.isRight(await store.offsets.change('g', fence, setting(committed(at, sequence)))())).toBe(true)
    }
    expect(await store.offsets.read('g', null)).toMatchObject({ offsets: [{ offset: 3 }] })
    await server.call('CONFIG', 'SET', 'maxmemory', 0)
    // The numbers of those that were refused are gone with them.
    expect(await append()).toMatchObject({ right: { baseOffset: acknowledged } })
    expect(await payloadsFrom(0, at)).toEqual([...numbered(0, acknowledged), acknowledged + 2])
    await cleaning.stop()
  })

  test('DeleteRecords makes room, also of the segment that is written', async () => {
    const { log, at, topic, fill, append, cleaning } = await broker({})
    const acknowledged = await fill()
    const { below } = deleteRecordsService({ log, cleanSoon: cleaning.soon })
    expect(await below({ topic, partition: 0, to: 10 })).toEqual(E.right(10))
    await expect.poll(async () => (await accepted(log.segments(at)))[0]?.start).toBeGreaterThan(0)
    expect(await payloadsFrom(10, at)).toEqual(numbered(10, acknowledged))
    expect(await below({ topic, partition: 0, to: 'high-watermark' })).toEqual(E.right(acknowledged))
    await expect.poll(() => accepted(log.segments(at))).toMatchObject([{ start: acknowledged, entries: 0 }])
    for (let i = 0; i < 10; i++)
      expect(await append()).toMatchObject({ right: { baseOffset: acknowledged + i } })
    await cleaning.stop()
  })

  test('retention makes room', async () => {
    const { log, at, fill, append, cleaning } = await broker({ 'retention.bytes': `${6 * MiB}` })
    const acknowledged = await fill()
    cleaning.soon(at)
    await expect.poll(async () => (await accepted(log.bounds(at))).logStart).toBeGreaterThan(0)
    await cleaning.stop()
    const { logStart } = await accepted(log.bounds(at))
    expect(await payloadsFrom(logStart, at)).toEqual(numbered(logStart, acknowledged))
    expect(await append()).toMatchObject({ right: { baseOffset: acknowledged } })
    expect(await accepted(log.read(at, offset(logStart), { maxBytes: 10, atLeastOne: true }))).toMatchObject({
      bounds: { highWatermark: acknowledged + 1 },
    })
  })

  test('it is told beforehand', async () => {
    const { fill, cleaning } = await broker({})
    await fill()
    const next = await openStore(server.url, someNamespace(), {
      logger: { ...silentLogger, warn: (_, message) => void warnings.push(message) },
    })
    const { warnings: told } = await next.describe()
    await next.close()
    await cleaning.stop()
    expect(warnings).toEqual([expect.stringMatching(/of \d+ MiB \(maxmemory\), \d+ %/)])
    expect(told).toEqual(warnings)
  })
})
