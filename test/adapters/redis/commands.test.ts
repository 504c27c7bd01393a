import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { offset } from '#domain/log/types'
import type { Store } from '#ports/store'
import { committed, founded, setting } from '#test/contract/committed-offsets/offset-cases'
import { journalOf } from '#test/contract/journal/journal-cases'
import { accepted } from '#test/contract/outcome'
import { ample, appendAll, emptyLog, foldOn, readOn } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { newsTime, openStore, someNamespace } from './opening.ts'

let server: RedisServer
let store: Store
let namespace: string

beforeAll(async () => {
  server = await redisServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  namespace = someNamespace()
  store = await openStore(server.url, namespace)
})
afterEach(() => store.close())

/** The commands Redis executed meanwhile, by name; those of the test and the PINGs that prove freshness are left out. */
const executed = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
  await server.call('CONFIG', 'RESETSTAT')
  await work()
  const info = String(await server.call('INFO', 'commandstats'))
  const calls = [...info.matchAll(/cmdstat_([^:]+):calls=(\d+)/g)].map(
    ([, name = '', n]) => [name, Number(n)] as const,
  )
  return Object.fromEntries(calls.filter(([name]) => !['config|resetstat', 'info', 'ping'].includes(name)))
}

describe('commands', () => {
  test('an append is one MULTI, XADD, XLEN, EXEC', async () => {
    const { at, start } = await emptyLog(store.log)
    await newsTime()
    const [first] = await appendAll(store.log, at, start, [single()])
    const appends = Array.from({ length: 100 }, () => single())
    const commands = await executed(() => appendAll(store.log, at, first!.next, appends))
    expect(commands).toEqual({ multi: 100, xadd: 100, xlen: 100, exec: 100 })
  })

  test('a consumer at the end of the log, also on another broker, costs a command per append at most', async () => {
    const { at, start } = await emptyLog(store.log)
    const done = await appendAll(store.log, at, start, [single(), single()])
    await newsTime()
    await accepted(store.log.read(at, offset(2), ample))
    const idle = await executed(async () => {
      for (let i = 0; i < 100; i++) await accepted(store.log.read(at, offset(2), ample))
    })
    expect(idle).toEqual({})
    const tail = await executed(async () => {
      for (let i = 0; i < 100; i++)
        expect((await accepted(store.log.read(at, offset(i % 2), ample))).bytes).toBeGreaterThan(0)
    })
    expect(tail).toEqual({})
    const busy = await executed(async () => {
      let end = done[1]!.next
      for (let i = 0; i < 20; i++) {
        end = (await accepted(store.log.append(at, end, single()))).next
        expect((await accepted(store.log.read(at, offset(end.offset - 1), ample))).bytes).toBeGreaterThan(0)
      }
    })
    expect(busy).toEqual({ multi: 20, xadd: 20, xlen: 20, exec: 20 })
  })

  test('a reader elsewhere sends one XRANGE a fetch, and none at the end until it is told of more', async () => {
    const { at, start } = await emptyLog(store.log)
    const entries = Array.from({ length: 30 }, () => single({ payload: 1_000 }))
    const done = await appendAll(store.log, at, start, entries)
    const reader = await openStore(server.url, namespace)
    try {
      await newsTime()
      await readOn(reader.log, at, 0)
      await newsTime()
      const again = await executed(() => readOn(reader.log, at, 20, { maxBytes: 5_000, atLeastOne: true }))
      expect(again).toEqual({})
      await appendAll(store.log, at, done.at(-1)!.next, [single()])
      await expect
        .poll(async () => (await accepted(reader.log.read(at, offset(30), ample))).bytes)
        .toBeGreaterThan(0)
    } finally {
      await reader.close()
    }
    const cold = await openStore(server.url, namespace, { cacheBytes: 1 })
    try {
      await foldOn(cold.log, at, start)
      // What it knew before it heard any news is looked after once.
      await newsTime()
      const commands = await executed(() =>
        accepted(cold.log.read(at, offset(0), { maxBytes: 5_000, atLeastOne: true })),
      )
      expect(commands).toMatchObject({ xrange: 1, exists: 1 })
    } finally {
      await cold.close()
    }
  })

  test('an idle instance sends nothing but PINGs', async () => {
    const { at, start } = await emptyLog(store.log)
    await appendAll(store.log, at, start, [single()])
    await newsTime()
    expect(await executed(() => sleep(1_500))).toEqual({})
  })

  test('SCRIPT FLUSH is not noticed', async () => {
    const { at, start } = await emptyLog(store.log)
    const [first] = await appendAll(store.log, at, start, [single()])
    await server.call('SCRIPT', 'FLUSH')
    const end = await accepted(store.log.roll(at, first!.next, 1))
    await server.call('SCRIPT', 'FLUSH')
    expect(await foldOn(store.log, at, start)).toHaveLength(1)
    await server.call('SCRIPT', 'FLUSH')
    expect(await accepted(store.log.bounds(at))).toMatchObject({ highWatermark: end.offset })
    await server.call('SCRIPT', 'FLUSH')
    await accepted(store.journal.append({ kind: 'cluster' }, null, []))
    await server.call('SCRIPT', 'FLUSH')
    await store.producerIds.nextBlock()
    await server.call('SCRIPT', 'FLUSH')
    const group = await founded(store, 'g')
    await server.call('SCRIPT', 'FLUSH')
    await group.change(setting(committed(at, 1)))
    await server.call('SCRIPT', 'FLUSH')
    expect(await store.history.allRemembered()).toBe(true)
    await server.call('SCRIPT', 'FLUSH')
    await accepted(store.journal.remove({ kind: 'group', groupId: 'g' }, group.journal))
  })

  test('a commit is one script, which does not look at the events of a journal that it knows', async () => {
    const { at } = await emptyLog(store.log)
    const group = await founded(store, 'g')
    await group.change(setting(committed(at, 1)))
    await newsTime()
    const commands = await executed(async () => {
      for (let i = 0; i < 20; i++) await group.change(setting(committed(at, i)))
    })
    expect(commands).toEqual({ evalsha: 20, hmget: 20, exists: 20, xrange: 20, hset: 40 })
  })

  test('a snapshot leaves of a journal what it does not hold, and the entry it stands at', async () => {
    const name = { kind: 'group', groupId: 'g' } as const
    const positions = await journalOf(store.journal, name, [1, 2, 3, 4])
    await store.journal.saveSnapshot(name, { position: positions[2]!, state: '' })
    const ids = async () => {
      const range = await server.call('XRANGE', `${namespace}:group:{Zw}:journal`, '-', '+')
      return (range as readonly (readonly [string])[]).map(([id]) => id)
    }
    expect(await ids()).toEqual(['3-0', '4-0'])
    await store.journal.saveSnapshot(name, { position: positions[1]!, state: '' })
    await store.journal.saveSnapshot(name, { position: positions[3]!, state: '' })
    expect(await ids()).toEqual(['4-0'])
  })

  test('connections have names, one for each kind of work', async () => {
    const { at, start } = await emptyLog(store.log)
    await appendAll(store.log, at, start, [single()])
    await readOn(store.log, at, 0)
    await store.offsets.read('g', null)
    await expect
      .poll(async () =>
        [...String(await server.call('CLIENT', 'LIST')).matchAll(/name=(kedge-\S+)/g)]
          .map(([, name = '']) => name)
          .toSorted(),
      )
      .toEqual(['kedge-append', 'kedge-control', 'kedge-offsets', 'kedge-read', 'kedge-wake-up'])
  })
})
