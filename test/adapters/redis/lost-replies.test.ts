import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Position } from '#domain/log/types'
import type { Store } from '#ports/store'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import { accepted } from '#test/contract/outcome'
import { emptyLog, foldOn, readOn } from '#test/contract/partition-log/log-cases'
import { batch, entry, single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy'
import { openStore, someNamespace } from './opening.ts'

let server: RedisServer
let proxy: TcpProxy
let namespace: string
let direct: Store
let shaky: Store

beforeAll(async () => {
  server = await redisServer()
})
afterAll(() => server.stop())

beforeEach(async () => {
  namespace = someNamespace()
  proxy = await tcpProxy({ host: '127.0.0.1', port: server.port })
  direct = await openStore(server.url, namespace)
  shaky = await openStore(`redis://127.0.0.1:${proxy.port}`, namespace)
})
afterEach(async () => {
  await Promise.all([direct.close(), shaky.close()])
  await proxy.close()
})

/** An append fails only when nothing of it was sent; then it may be repeated. */
const untilSent = async <A>(append: () => Promise<A>): Promise<A> => {
  for (;;) {
    try {
      return await append()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await sleep(20)
    }
  }
}

const isAppend = (chunk: Buffer) => chunk.includes('NOMKSTREAM')

describe('a reply that is lost', () => {
  test('2,000 appends with cuts before and after the reply: each once, in order', {
    timeout: 60_000,
  }, async () => {
    const { log } = shaky
    const { at, start } = await emptyLog(log)
    const seed = { value: 42 }
    const dice = () => {
      seed.value = (seed.value * 1_103_515_245 + 12_345) % 2 ** 31
      return seed.value / 2 ** 31
    }
    let cuts = 0
    const often = (rate: number) => () => {
      if (dice() > rate) return 'pass' as const
      cuts++
      return 'cut' as const
    }
    proxy.onRequest((chunk) => (isAppend(chunk) ? often(1 / 100)() : 'pass'))
    proxy.onReply(often(1 / 150))
    let end: Position = start
    for (let i = 0; i < 2_000; i++) {
      const outcome = await untilSent(log.append(at, end, single({ payload: `#${i}`, count: 1 + (i % 3) })))
      if (E.isLeft(outcome)) throw new Error(`append ${i}: ${JSON.stringify(outcome.left)}`)
      end = outcome.right.next
    }
    proxy.onRequest(null)
    proxy.onReply(null)
    expect(cuts).toBeGreaterThan(10)
    const payloads = (await readOn(direct.log, at, 0)).map(({ payload }) => payload)
    expect(payloads).toEqual(Array.from({ length: 2_000 }, (_, i) => `#${i}`))
  })

  test('bytes that arrive after the append was repeated and the log went on change nothing', async () => {
    const { log } = shaky
    const { at, start } = await emptyLog(log)
    for (const rolled of [false, true]) {
      const before = await foldOn(log, at, start)
      let end = before.at(-1)?.next ?? start
      let holding = true
      proxy.onRequest((chunk) => {
        if (!holding || !isAppend(chunk)) return 'pass'
        holding = false
        return 'hold'
      })
      const first = await accepted(
        log.append(at, end, entry([batch({ payload: 'first' }), batch({ payload: 'half' })])),
      )
      expect(proxy.held()).toBe(1)
      end = first.next
      if (rolled) end = await accepted(log.roll(at, end, 1))
      end = (await accepted(log.append(at, end, single({ payload: 'second' })))).next
      await proxy.release()
      end = (await accepted(log.append(at, end, single({ payload: 'third' })))).next
      const written = (await readOn(direct.log, at, before.at(-1)?.next.offset ?? 0)).map(
        ({ payload }) => payload,
      )
      expect(written).toEqual(['first', 'half', 'second', 'third'])
    }
  })

  test('somebody else appends meanwhile: the lost append is refused, and arrives for nothing', async () => {
    const { at, start } = await emptyLog(shaky.log)
    let holding = true
    let reconnects = false
    proxy.onRequest((chunk) => {
      if (isAppend(chunk) && holding) {
        holding = false
        return 'hold'
      }
      return reconnects || holding ? 'pass' : 'cut'
    })
    const late = shaky.log.append(at, start, single({ payload: 'late' }))()
    await expect.poll(() => proxy.held()).toBe(1)
    const other = await accepted(direct.log.append(at, start, single({ payload: 'other' })))
    reconnects = true
    expect(await late).toEqual(E.left({ kind: 'position-taken' }))
    await proxy.release()
    await accepted(direct.log.append(at, other.next, single({ payload: 'more' })))
    expect((await readOn(direct.log, at, 0)).map(({ payload }) => payload)).toEqual(['other', 'more'])
  })

  test('a seal resolves it: never executed, it goes into the next segment once', async () => {
    const { at, start } = await emptyLog(shaky.log)
    const first = await accepted(shaky.log.append(at, start, single({ payload: 'zero' })))
    let holding = true
    let reconnects = false
    proxy.onRequest((chunk) => {
      if (isAppend(chunk) && holding) {
        holding = false
        return 'hold'
      }
      return reconnects || holding ? 'pass' : 'cut'
    })
    const appended = shaky.log.append(at, first.next, single({ payload: 'one' }))()
    await expect.poll(() => proxy.held()).toBe(1)
    await accepted(direct.log.roll(at, first.next, 1))
    reconnects = true
    expect(E.isRight(await appended)).toBe(true)
    await proxy.release()
    expect((await readOn(direct.log, at, 0)).map(({ payload }) => payload)).toEqual(['zero', 'one'])
    expect(await accepted(direct.log.segments(at))).toMatchObject([{ entries: 1 }, { start: 1, entries: 1 }])
  })

  test('the outcome is unknown when the log is removed meanwhile', async () => {
    const { at, start } = await emptyLog(shaky.log)
    let reconnects = false
    let sent = false
    proxy.onRequest((chunk) => {
      if (isAppend(chunk)) sent = true
      return sent && !reconnects ? 'cut' : 'pass'
    })
    const lost = shaky.log.append(at, start, single())()
    await expect.poll(() => sent).toBe(true)
    await direct.log.remove(at)
    reconnects = true
    await expect(lost).rejects.toMatchObject({ name: 'OutcomeUnknown' })
  })

  test('the outcome is unknown when Redis comes back with a history that nobody vouches for', async () => {
    const weak = await redisServer({ appendonly: 'yes', appendfsync: 'everysec' })
    const between = await tcpProxy({ host: '127.0.0.1', port: weak.port })
    const store = await openStore(`redis://127.0.0.1:${between.port}`, namespace)
    try {
      const { at, start } = await emptyLog(store.log)
      const first = await accepted(store.log.append(at, start, single()))
      await weak.call('CONFIG', 'SET', 'appendfsync', 'always')
      await weak.call('SET', 'flush', 'it')
      await weak.call('CONFIG', 'SET', 'appendfsync', 'everysec')
      let sent = false
      between.onRequest((chunk) => {
        sent ||= isAppend(chunk)
        return sent ? 'cut' : 'pass'
      })
      const lost = store.log.append(at, first.next, single())()
      await expect.poll(() => sent).toBe(true)
      await weak.kill9()
      await weak.start()
      between.onRequest(null)
      await expect(lost).rejects.toMatchObject({ name: 'OutcomeUnknown' })
    } finally {
      await store.close()
      await between.close()
      await weak.stop()
    }
  })

  test('journal appends: each once', async () => {
    const { journal } = shaky
    const name = { kind: 'cluster' } as const
    const event = (i: number) => [{ decider: 'test', version: 1, event: i }]
    let n = 0
    proxy.onReply((chunk) => (chunk.includes('appended') && ++n % 7 === 0 ? 'cut' : 'pass'))
    let end = await accepted(journal.append(name, null, event(0)))
    for (let i = 1; i < 100; i++) {
      const outcome = await untilSent(journal.append(name, end, event(i)))
      if (E.isLeft(outcome)) throw new Error(JSON.stringify(outcome.left))
      end = outcome.right
    }
    proxy.onReply(null)
    const page = await accepted(direct.journal.read(name, null))
    expect(page.events.map(({ event: value }) => value)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(n).toBeGreaterThan(100)
  })
})
