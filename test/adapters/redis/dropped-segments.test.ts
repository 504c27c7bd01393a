import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import type { Store } from '#ports/store'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { accepted, refused } from '#test/contract/outcome'
import {
  ample,
  cover,
  foldOn,
  readOn,
  segmented,
  segmentStarts,
} from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, type RedisSettings, redisServer } from '#test/support/redis-server'
import { tcpProxy } from '#test/support/tcp-proxy'
import { newsTime, openStore, someNamespace } from './opening.ts'

let server: RedisServer
let stores: Store[] = []
const namespace = someNamespace()

const running = async (settings: RedisSettings = {}) => {
  server = await redisServer(settings)
  return async (url = server.url) => {
    const store = await openStore(url, namespace)
    stores.push(store)
    return store
  }
}
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()))
  stores = []
  await server.stop()
})

const three = [1, 2, 3].map((i) => single({ payload: `entry ${i}` }))
const keysOf = async (): Promise<readonly string[]> =>
  ((await server.call('KEYS', `${namespace}:log:*`)) as string[])
    .map((key) => key.split('}:')[1] ?? '')
    .toSorted()

/** Ids of the connections that hear news. */
const listening = async (): Promise<readonly string[]> =>
  String(await server.call('CLIENT', 'LIST'))
    .split('\n')
    .filter((client) => client.includes('name=kedge-wake-up'))
    .map((client) => /id=(\d+)/.exec(client)?.[1] ?? '')

/** With all that was there. */
const restart = async () => {
  await server.call('CONFIG', 'SET', 'appendfsync', 'always')
  await server.call('SET', 'flush', 'it')
  await server.kill9()
  await server.start({ appendfsync: 'everysec' })
}

/** Once the server is reached again. */
const rememberedBy = async ({ history }: Store): Promise<unknown> => {
  for (;;) {
    const remembered = await history.allRemembered().catch((error: unknown) => error)
    if (!(remembered instanceof StoreUnavailable)) return remembered
    await sleep(20)
  }
}

describe('a segment that was dropped is not a tail that was lost', () => {
  test('to whoever wrote the last entry of it, and heard or did not hear of it', async () => {
    const open = await running()
    const [writer, other] = [await open(), await open()]
    for (const isHeard of [true, false]) {
      const { at, end } = await segmented(writer.log, three)
      await newsTime()
      if (!isHeard) await server.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
      await accepted(other.log.roll(at, end, 9))
      await cover(other.log, at, end)
      await accepted(other.log.advanceStart(at, end.offset))
      expect(await writer.history.allRemembered()).toBe(true)
      expect(await accepted(writer.log.append(at, end, single()))).toMatchObject({ baseOffset: 3 })
      await writer.log.remove(at)
    }
  })

  test('also when Redis starts again after it was heard of', async () => {
    const open = await running({ appendonly: 'yes', appendfsync: 'everysec' })
    const [writer, other] = [await open(), await open()]
    const { at, end } = await segmented(writer.log, three)
    await newsTime()
    await accepted(other.log.roll(at, end, 9))
    await cover(other.log, at, end)
    await accepted(other.log.advanceStart(at, end.offset))
    await newsTime()
    await restart()
    expect(await rememberedBy(writer)).toBe(true)
  })

  test('nor when it starts again after the news of it were missed', async () => {
    const open = await running({ appendonly: 'yes', appendfsync: 'everysec' })
    const [writer, other] = [await open(), await open()]
    const { at, end } = await segmented(writer.log, three)
    await accepted(other.log.roll(at, end, 9))
    await cover(other.log, at, end)
    await expect.poll(async () => (await listening()).length).toBe(2)
    await newsTime()
    let missed = 0
    writer.log.watch((told) => {
      if (told === null) missed++
    })
    for (const id of await listening()) await server.call('CLIENT', 'KILL', 'ID', id)
    await accepted(other.log.advanceStart(at, end.offset))
    await expect.poll(() => missed).toBeGreaterThan(0)
    await newsTime()
    await restart()
    expect(await rememberedBy(writer)).toBe(true)
  })

  test('but an entry that is missing from a segment in the list was lost, as before', async () => {
    const open = await running()
    const writer = await open()
    const { at, end } = await segmented(writer.log, three)
    await cover(writer.log, at, end)
    await accepted(writer.log.advanceStart(at, offset(2)))
    expect(await writer.history.allRemembered()).toBe(true)
    const [live = ''] = await keysOf()
    await server.call('DEL', `${namespace}:log:{${at.topicId}:0}:${live}`)
    expect(await writer.history.allRemembered()).toBe(false)
    expect(await refused(writer.log.read(at, offset(2), ample))).toMatchObject({ kind: 'partition-offline' })
  })
})

describe('dropping', () => {
  test('gives the memory of many segments back, some at a time', async () => {
    const open = await running()
    const { log } = await open()
    const { at, end } = await segmented(
      log,
      Array.from({ length: 150 }, () => single()),
    )
    await cover(log, at, end)
    const counter = () => server.call('HGET', `${namespace}:part:{${at.topicId}:0}`, 'next-segment')
    const before = Number(await counter())
    expect(await accepted(log.advanceStart(at, offset(148)))).toMatchObject({ logStart: 148 })
    expect(Number(await counter()) - before).toBe(3)
    expect(await segmentStarts(log, at)).toEqual([148, 149])
    expect(await keysOf()).toEqual(['148.148', '149.149'])
  })

  test('whose reply is lost is done once, and told', async () => {
    const open = await running()
    const proxy = await tcpProxy({ host: '127.0.0.1', port: server.port })
    const shaky = await open(`redis://127.0.0.1:${proxy.port}`)
    const direct = await open()
    const { at, end } = await segmented(direct.log, three)
    await cover(direct.log, at, end)
    const seen = await accepted(direct.log.segments(at))
    let cuts = 0
    proxy.onReply((chunk) => (chunk.includes('advanced') && cuts++ === 0 ? 'cut' : 'pass'))
    expect(await accepted(shaky.log.advanceStart(at, offset(2)))).toMatchObject({ logStart: 2 })
    expect(cuts).toBe(1)
    expect(await segmentStarts(direct.log, at)).toEqual([2])
    proxy.onReply(null)
    expect(await refused(shaky.log.advanceStart(at, offset(2), seen))).toEqual({ kind: 'segments-changed' })
    await shaky.close()
    await proxy.close()
  })

  test('bytes that arrive after their sender gave up change nothing that was decided since', async () => {
    const open = await running()
    const proxy = await tcpProxy({ host: '127.0.0.1', port: server.port })
    const shaky = await open(`redis://127.0.0.1:${proxy.port}`)
    const direct = await open()
    const { at, end } = await segmented(direct.log, three)
    await cover(direct.log, at, end)
    let isHeld = false
    let reconnects = false
    proxy.onRequest((chunk) => {
      if (!isHeld && chunk.includes('EVAL') && chunk.includes('segment:1.1')) {
        isHeld = true
        return 'hold'
      }
      return reconnects || !isHeld ? 'pass' : 'cut'
    })
    const late = shaky.log.advanceStart(at, offset(2))()
    await expect.poll(() => proxy.held()).toBe(1)
    await accepted(direct.log.roll(at, end, 9))
    reconnects = true
    expect(await late).toMatchObject({ right: { logStart: 2 } })
    await proxy.release()
    expect(await segmentStarts(direct.log, at)).toEqual([2, 3])
    expect(await keysOf()).toEqual(['2.2', '3.3'])
    await shaky.close()
    await proxy.close()
  })
})

describe('a reader', () => {
  test('in the tail that it remembers is told that its segment is gone once it has heard of it', async () => {
    const open = await running()
    const [reader, other] = [await open(), await open()]
    const { at, start, end } = await segmented(reader.log, three)
    expect(await readOn(reader.log, at, 0)).toHaveLength(3)
    expect(await foldOn(reader.log, at, start)).toHaveLength(3)
    await newsTime()
    await accepted(other.log.roll(at, end, 9))
    await cover(other.log, at, end)
    await accepted(other.log.advanceStart(at, end.offset))
    await expect.poll(async () => E.isLeft(await reader.log.read(at, offset(2), ample)())).toBe(true)
    expect(await refused(reader.log.read(at, offset(2), ample))).toEqual({
      kind: 'offset-out-of-range',
      bounds: { logStart: 3, highWatermark: 3, leaderEpoch: 0 },
    })
    expect(await readOn(reader.log, at, 3)).toEqual([])
  })
})
