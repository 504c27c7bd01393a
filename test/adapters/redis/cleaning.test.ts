import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import type { TopicPartition } from '#domain/topic/types'
import type { Store } from '#ports/store'
import { StoreUnavailable } from '#ports/store-errors'
import { accepted, refused } from '#test/contract/outcome'
import {
  clean,
  cleaned,
  entriesOf,
  payloadsFrom,
  sealedLog,
  sealedOf,
  staged,
} from '#test/contract/partition-log/cleaning-cases'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy'
import { openStore, someNamespace } from './opening.ts'

let server: RedisServer
let namespace: string
let one: Store
let two: Store

beforeAll(async () => {
  server = await redisServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  namespace = someNamespace()
  one = await openStore(server.url, namespace)
  two = await openStore(server.url, namespace)
})
afterEach(async () => {
  await one.close()
  await two.close()
})

const segments = [0, 3].map((from) => [0, 1, 2].map((i) => ({ payload: `${from + i}` })))
const only =
  (...kept: readonly string[]) =>
  (payload: string) =>
    kept.includes(payload)

/** Names of the streams that are there, by their start; of the list, and of what else the hash remembers. */
const streams = async (at: TopicPartition) => {
  const prefix = `${namespace}:log:{${at.topicId}:${at.partition}}:`
  const keys = (await server.call('KEYS', `${namespace}:log:*`)) as readonly string[]
  const names = (await server.call('HKEYS', `${namespace}:part:{${at.topicId}:${at.partition}}`)) as string[]
  return {
    there: keys.map((key) => key.slice(prefix.length)).toSorted(),
    listed: names
      .filter((name) => name.startsWith('segment:'))
      .map((name) => name.slice(8))
      .toSorted(),
    copies: names.filter((name) => name.startsWith('copy:')).map((name) => name.slice(5)),
    replaced: names
      .filter((name) => name.startsWith('replaced:'))
      .map((name) => name.slice(9))
      .toSorted(),
  }
}

describe('a cleaner that dies', () => {
  test('before the flip has changed nothing, and the next one removes what it left', async () => {
    const { at } = await sealedLog(one.log, segments)
    const before = await streams(at)
    await staged(one.log, at, await sealedOf(one.log, at), only('2'))
    await one.close()
    const left = await streams(at)
    expect(left.listed).toEqual(before.listed)
    expect(left.copies).toHaveLength(1)
    expect(left.there).toHaveLength(before.there.length + 1)
    expect(await payloadsFrom(two.log, at)).toEqual(['0', '1', '2', '3', '4', '5', 'live'])

    await staged(two.log, at, await sealedOf(two.log, at), only('2'))
    const next = await streams(at)
    expect(next.copies).toHaveLength(1)
    expect(next.copies).not.toEqual(left.copies)
    expect(next.there).toEqual([...before.there, ...next.copies].toSorted())
  })

  test('after the flip leaves streams that the next one gives back in time, and no earlier', async () => {
    const { at } = await sealedLog(one.log, segments)
    const before = await streams(at)
    await clean(one.log, at, await sealedOf(one.log, at), only('2'))
    await one.close()
    const flipped = await streams(at)
    expect(flipped.replaced).toEqual(before.listed.slice(0, 2))
    expect(flipped.there).toEqual([...flipped.listed, ...flipped.replaced].toSorted())
    expect(flipped.copies).toEqual([])

    await accepted(two.log.sweep(at, 9_999))
    expect((await streams(at)).there).toEqual(flipped.there)
    await accepted(two.log.sweep(at, 10_000))
    const swept = await streams(at)
    expect(swept).toEqual({ there: flipped.listed, listed: flipped.listed, copies: [], replaced: [] })
    expect(await payloadsFrom(two.log, at)).toEqual(['2', 'live'])
  })
})

describe('a cleaner whose copy is taken away', () => {
  test('cannot put anything else in its place', async () => {
    const { at } = await sealedLog(one.log, segments)
    const all = await sealedOf(one.log, at)
    const entries = await entriesOf(one.log, at, all)
    const late = await accepted(
      one.log.replace(
        at,
        all.map(({ name }) => name),
      ),
    )
    await accepted(late.add(cleaned(entries.slice(0, 3), only('1'))))
    const { copies } = await streams(at)
    await server.call('DEL', `${namespace}:log:{${at.topicId}:${at.partition}}:${copies[0]}`)
    expect(await refused(late.add(cleaned(entries.slice(3), only('5'))))).toEqual({
      kind: 'segments-changed',
    })
    expect(await payloadsFrom(two.log, at)).toHaveLength(7)
  })
})

test('nothing of a removed partition is left, whatever its cleaner was doing', async () => {
  const { at } = await sealedLog(one.log, segments)
  const [first, second] = await sealedOf(one.log, at)
  await clean(one.log, at, [first!], only())
  await staged(one.log, at, [second!], only('4'))
  expect((await streams(at)).there.length).toBeGreaterThan(4)
  await two.log.remove(at)
  expect(await server.call('KEYS', `${namespace}:*${at.topicId}*`)).toEqual([])
})

test('what was written to a copy wakes nobody for good: it is not the end of the log', async () => {
  const { at } = await sealedLog(one.log, segments)
  await payloadsFrom(two.log, at)
  await clean(one.log, at, await sealedOf(one.log, at), only('0'))
  for (const { log } of [one, two])
    expect(await accepted(log.bounds(at))).toMatchObject({ logStart: 0, highWatermark: 7 })
})

describe('a reply that is lost', () => {
  let proxy: TcpProxy
  let shaky: Store
  beforeEach(async () => {
    proxy = await tcpProxy({ host: '127.0.0.1', port: server.port })
    shaky = await openStore(`redis://127.0.0.1:${proxy.port}`, namespace)
  })
  afterEach(async () => {
    await shaky.close()
    await proxy.close()
  })

  /** Cuts the connection before the first answer with this word. */
  const losing = (word: string) => {
    let cuts = 0
    proxy.onReply((chunk) => (chunk.includes(word) && cuts++ === 0 ? 'cut' : 'pass'))
    return () => cuts
  }

  test('of a flip is asked for again, and it was one flip', async () => {
    const { at } = await sealedLog(one.log, segments)
    const lost = losing('flipped')
    await clean(shaky.log, at, await sealedOf(shaky.log, at), only('2'))
    expect(lost()).toBe(1)
    expect(await payloadsFrom(two.log, at)).toEqual(['2', 'live'])
    const { listed, copies, replaced } = await streams(at)
    expect([listed.length, copies.length, replaced.length]).toEqual([2, 0, 2])
  })

  test('of an entry ends the copy, and another can be made', async () => {
    const { at } = await sealedLog(one.log, segments)
    const all = await sealedOf(shaky.log, at)
    const entries = await entriesOf(shaky.log, at, all)
    const copy = await accepted(
      shaky.log.replace(
        at,
        all.map(({ name }) => name),
      ),
    )
    const lost = losing('added')
    await expect(copy.add(cleaned(entries, only('2')))()).rejects.toThrow(StoreUnavailable)
    expect(lost()).toBe(1)
    expect(await payloadsFrom(two.log, at)).toHaveLength(7)
    await clean(shaky.log, at, all, only('3'))
    expect(await payloadsFrom(two.log, at)).toEqual(['3', 'live'])
    expect((await streams(at)).copies).toEqual([])
  })
})

describe('a full Redis', () => {
  test('is still cleaned: that is what makes room', async () => {
    const big = Array.from({ length: 3 }, (_, i) => ({ payload: `${i}`.padEnd(300_000, 'x') }))
    const { at } = await sealedLog(one.log, [big])
    const used = /used_memory:(\d+)/.exec(String(await server.call('INFO', 'memory')))?.[1]
    await server.call('CONFIG', 'SET', 'maxmemory', String(used))
    try {
      const all = await sealedOf(one.log, at)
      await clean(one.log, at, all, (payload) => payload.startsWith('2'))
      await accepted(one.log.markClean(at, all[0]!.end))
      await accepted(one.log.sweep(at, Number.MAX_SAFE_INTEGER))
    } finally {
      await server.call('CONFIG', 'SET', 'maxmemory', '0')
    }
    expect((await payloadsFrom(two.log, at)).map((payload) => payload.slice(0, 2))).toEqual(['2x', 'li'])
  })
})

test('what a cleaner left says nothing of how large the entries behind it are', async () => {
  const small = Array.from({ length: 50 }, (_, i) => ({ payload: `${i}` }))
  const large = Array.from({ length: 40 }, () => ({ payload: 100_000 }))
  const { at } = await sealedLog(one.log, [small], large)
  await accepted((await staged(one.log, at, await sealedOf(one.log, at), only('49'))).commit(1))
  const sent = async () =>
    Number(/total_net_output_bytes:(\d+)/.exec(String(await server.call('INFO', 'stats')))?.[1])
  for (const isFolded of [false, true]) {
    const fresh = await openStore(server.url, namespace, { cacheBytes: 1 })
    // A page that ends inside the cleaned segment.
    if (isFolded) await accepted(fresh.log.facts(at, await accepted(fresh.log.origin(at)), 10))
    const before = await sent()
    await accepted(fresh.log.read(at, offset(isFolded ? 50 : 0), { maxBytes: 200_000, atLeastOne: true }))
    expect((await sent()) - before).toBeLessThan(2_000_000)
    await fresh.close()
  }
})
