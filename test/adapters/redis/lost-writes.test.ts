import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TopicPartition } from '#domain/topic/types'
import type { Store } from '#ports/store'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { accepted, refused } from '#test/contract/outcome'
import { ample, appendAll, emptyLog, foldOn, readOn } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, type RedisSettings, redisServer } from '#test/support/redis-server'
import { openStore, someNamespace } from './opening.ts'

let server: RedisServer | undefined
let stores: Store[] = []
const namespace = someNamespace()

const running = async (settings: RedisSettings): Promise<RedisServer> => {
  server = await redisServer(settings)
  return server
}

const open = async (other: Parameters<typeof openStore>[2] = {}): Promise<Store> => {
  const store = await openStore(server!.url, namespace, other)
  stores.push(store)
  return store
}

beforeEach(() => {
  stores = []
})
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()))
  await server?.stop()
  server = undefined
})

/** Until the store can be asked again. */
const answered = async <A>(ask: () => Promise<A>): Promise<A> => {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await sleep(20)
    }
  }
}

const always: RedisSettings = { appendonly: 'yes', appendfsync: 'always' }
const everysec: RedisSettings = { appendonly: 'yes', appendfsync: 'everysec' }

describe('Redis is killed and started again', () => {
  test('under appendfsync always nothing acknowledged is lost, and writers go on by themselves', {
    timeout: 60_000,
  }, async () => {
    const redis = await running(always)
    const writers = await Promise.all([open(), open(), open(), open()])
    const { at, start } = await emptyLog(writers[0]!.log)
    const acknowledged: { payload: string; baseOffset: number }[] = []
    let stopped = false
    const write = async ({ log }: Store, name: string) => {
      let end = start
      for (let i = 0; !stopped; i++) {
        const payload = `${name}:${i}`
        for (;;) {
          const outcome = await answered(log.append(at, end, single({ payload })))
          if (E.isRight(outcome)) {
            acknowledged.push({ payload, baseOffset: outcome.right.baseOffset })
            end = outcome.right.next
            break
          }
          expect(outcome.left).toEqual({ kind: 'position-taken' })
          end = (await answered(() => foldOn(log, at, end, 500))).at(-1)?.next ?? end
        }
      }
    }
    const writing = writers.map((store, i) => write(store, `w${i}`))
    for (let round = 0; round < 3; round++) {
      const before = acknowledged.length
      await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 200)
      await redis.kill9()
      await redis.start()
    }
    const before = acknowledged.length
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 50)
    stopped = true
    await Promise.all(writing)
    const stored = new Map(
      (await readOn((await open()).log, at, 0)).map((b) => [b.baseOffset as number, b.payload]),
    )
    expect(acknowledged.filter(({ payload, baseOffset }) => stored.get(baseOffset) !== payload)).toEqual([])
    expect(new Set(stored.values()).size).toBe(stored.size)
  })

  test('without persistence the log is gone and never begins again at 0', async () => {
    const redis = await running({})
    const store = await open()
    const { at, start } = await emptyLog(store.log)
    const [first] = await appendAll(store.log, at, start, [single()])
    await redis.kill9()
    await redis.start()
    const gone = { kind: 'partition-gone' }
    expect(await answered(() => refused(store.log.append(at, first!.next, single())))).toEqual(gone)
    expect(await answered(() => refused(store.log.append(at, start, single())))).toEqual(gone)
    expect(await answered(() => refused(store.log.read(at, start.offset, ample)))).toEqual(gone)
    expect(await redis.call('DBSIZE')).toBe(0)
    expect(await store.history.allRemembered()).toBe(false)
  })

  const restarted = async (other: Parameters<typeof openStore>[2] = {}) => {
    const redis = await running(everysec)
    const store = await open(other)
    const { at, start } = await emptyLog(store.log)
    const [first] = await appendAll(store.log, at, start, [single({ payload: 'kept' })])
    await redis.call('CONFIG', 'SET', 'appendfsync', 'always')
    await redis.call('SET', 'flush', 'it')
    await redis.call('CONFIG', 'SET', 'appendfsync', 'everysec')
    await redis.kill9()
    await redis.start()
    return { store, at, next: first!.next, redis }
  }

  test('a changed history that nobody vouches for takes the partition offline', async () => {
    const { store, at, next } = await restarted()
    const offline = {
      kind: 'partition-offline',
      reason: expect.stringContaining('may have lost its last writes'),
    }
    expect(await answered(() => refused(store.log.append(at, next, single())))).toEqual(offline)
    expect(await answered(() => refused(store.log.read(at, next.offset, ample)))).toEqual(offline)
    expect(await answered(() => refused(store.log.facts(at, next, 1)))).toEqual(offline)
    expect(await answered(() => refused(store.log.bounds(at)))).toEqual(offline)
    expect(await answered(() => store.history.allRemembered())).toBe(true)
  })

  test('one that is vouched for is claimed, once for all brokers, and the log goes on', async () => {
    const asked: string[] = []
    const changes: unknown[] = []
    const provenHarmless = (from: string, to: string) => {
      asked.push(`${from} ${to}`)
      return Promise.resolve(true)
    }
    const { store, at, next } = await restarted({ provenHarmless })
    store.history.watch((change) => changes.push(change))
    expect(
      await answered(() => accepted(store.log.append(at, next, single({ payload: 'more' })))),
    ).toMatchObject({ baseOffset: 1 })
    expect(new Set(asked).size).toBe(1)
    expect(changes).toHaveLength(1)
    const doubting = await open()
    expect((await readOn(doubting.log, at, 0)).map(({ payload }) => payload)).toEqual(['kept', 'more'])
  })

  test('an instance that starts afterwards and remembers nothing finds the recorded history', async () => {
    const { at } = await restarted()
    const fresh = await open()
    expect(await refused(fresh.log.origin(at))).toMatchObject({ kind: 'partition-offline' })
  })

  test('producer ids are not given out again when the counter itself is lost', async () => {
    const redis = await running({})
    const store = await open()
    await redis.call('SAVE')
    const before = await store.producerIds.nextBlock()
    await redis.kill9()
    await redis.start()
    const after = await answered(() => store.producerIds.nextBlock())
    expect(after.first).toBeGreaterThanOrEqual(before.first + before.size)
    expect(after.first).toBeLessThan(2 ** 50)
  })

  test('producer ids jump beyond all that can have been lost', async () => {
    const redis = await running(everysec)
    const store = await open()
    const { first } = await store.producerIds.nextBlock()
    await redis.kill9()
    await redis.start()
    const after = await answered(() => store.producerIds.nextBlock())
    expect(after.first).toBeGreaterThanOrEqual(first + 2 ** 22)
    expect(after.first).toBeLessThan(2 ** 50)
    const next = await store.producerIds.nextBlock()
    expect(next.first).toBe(after.first + after.size)
  })
})

describe('a replica is attached', () => {
  test('the replid changes: connections from before and after claim in no turns, and everything goes on', async () => {
    const redis = await running({})
    const store = await open()
    const { at, start } = await emptyLog(store.log)
    const [first] = await appendAll(store.log, at, start, [single()])
    const replica = await redisServer({})
    try {
      await replica.call('REPLICAOF', '127.0.0.1', redis.port)
      await expect
        .poll(async () => String(await redis.call('INFO', 'replication')))
        .toContain('connected_slaves:1')
      const key = `${namespace}:part:{${at.topicId}:${at.partition}}`
      const recorded = async () => String(await redis.call('HGET', key, 'history'))
      const before = await recorded()
      const newer = await open()
      const [second] = await appendAll(newer.log, at, first!.next, [single()])
      const after = await recorded()
      expect(after).not.toBe(before)
      const [third] = await appendAll(store.log, at, second!.next, [single()])
      await appendAll(newer.log, at, third!.next, [single()])
      expect(await readOn(store.log, at, 0)).toHaveLength(4)
      expect(await recorded()).toBe(after)
    } finally {
      await replica.stop()
    }
  })
})

describe('keys are lost behind our back', () => {
  const prepared = async () => {
    const redis = await running({})
    const [store, other] = [await open(), await open()]
    const { at, start } = await emptyLog(store.log)
    const done = await appendAll(store.log, at, start, [single(), single()])
    return { redis, store, other, at, start, next: done[1]!.next, stream: segmentKey(at) }
  }
  const segmentKey = (at: TopicPartition) => `${namespace}:log:{${at.topicId}:${at.partition}}:0.0`
  const offline = { kind: 'partition-offline', reason: expect.any(String) }

  test('a deleted segment takes the partition offline: no append makes another, no offset is 0 again', async () => {
    const { redis, store, other, at, start, next, stream } = await prepared()
    await redis.call('DEL', stream)
    expect(await refused(store.log.append(at, next, single()))).toEqual(offline)
    expect(await refused(store.log.append(at, next, single()))).toEqual(offline)
    expect(await refused(other.log.append(at, start, single()))).toEqual(offline)
    expect(await refused(other.log.read(at, start.offset, ample))).toEqual(offline)
    expect(await redis.call('EXISTS', stream)).toBe(0)
    expect(await store.history.allRemembered()).toBe(false)
    expect(await refused((await open()).log.bounds(at))).toEqual(offline)
  })

  test('an entry that went away from a live segment is noticed by the next append, which is not acknowledged', async () => {
    const { redis, store, at, next, stream } = await prepared()
    await redis.call('XDEL', stream, '1-0')
    expect(await refused(store.log.append(at, next, single()))).toEqual(offline)
    expect(await refused(store.log.append(at, next, single()))).toEqual(offline)
  })

  test('a log that ends below where it was seen is offline', async () => {
    const { redis, store, at, start, stream } = await prepared()
    await redis.call('XDEL', stream, '2-0')
    expect(await refused(store.log.bounds(at))).toEqual(offline)
    expect(await refused(store.log.append(at, start, single()))).toEqual(offline)
  })

  test('FLUSHALL: every partition is gone, watchers are woken, nothing is told from memory', async () => {
    const { redis, store, at, start } = await prepared()
    await accepted(store.log.read(at, start.offset, ample))
    let woken = 0
    store.log.watch((told) => {
      if (told === null) woken++
    })
    await redis.call('FLUSHALL')
    await expect.poll(() => woken).toBeGreaterThan(0)
    expect(await answered(() => refused(store.log.read(at, start.offset, ample)))).toEqual({
      kind: 'partition-gone',
    })
  })
})
