import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JournalPosition } from '#ports/journal'
import type { Store } from '#ports/store'
import { committed, setting } from '#test/contract/committed-offsets/offset-cases'
import { journalOf } from '#test/contract/journal/journal-cases'
import { accepted, refused } from '#test/contract/outcome'
import { appendAll, emptyLog, foldOn, somePartition } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { newsTime, openStore, someNamespace } from './opening.ts'

let server: RedisServer
let store: Store
let other: Store
const namespace = someNamespace()
const name = { kind: 'group', groupId: 'g' } as const
const journalKey = `${namespace}:group:{Zw}:journal`
const offsetsKey = `${namespace}:group:{Zw}:offsets`

/** A journal of so many appends; its end. */
const foundedWith = async ({ journal }: Store, appends: number): Promise<JournalPosition> => {
  const positions = await journalOf(
    journal,
    name,
    Array.from({ length: appends }, (_, i) => i),
  )
  return positions.at(-1)!
}

beforeAll(async () => {
  server = await redisServer()
  store = await openStore(server.url, namespace)
  other = await openStore(server.url, namespace)
})
afterAll(async () => {
  await Promise.all([store.close(), other.close()])
  await server.stop()
})

describe('what is remembered', () => {
  test('is the newest entry, also after an older one was folded; what others removed is forgotten', async () => {
    const { at, start } = await emptyLog(store.log)
    await appendAll(store.log, at, start, [single(), single(), single()])
    await accepted(store.log.facts(at, start, 1))
    await server.call('XDEL', `${namespace}:log:{${at.topicId}:0}:0.0`, '3-0')
    expect(await store.history.allRemembered()).toBe(false)
    await other.log.remove(at)
    await refused(store.log.bounds(at))
    expect(await store.history.allRemembered()).toBe(true)
  })

  test('is what was folded, too', async () => {
    const { at, start } = await emptyLog(store.log)
    await appendAll(store.log, at, start, [single(), single()])
    await foldOn(other.log, at, start)
    await server.call('XDEL', `${namespace}:log:{${at.topicId}:0}:0.0`, '2-0')
    expect(await other.history.allRemembered()).toBe(false)
    await other.log.remove(at)
    await refused(store.log.bounds(at))
  })

  test('of a journal that was removed and founded again is its new end', async () => {
    const end = await foundedWith(store, 2)
    await accepted(other.journal.remove(name, end))
    await foundedWith(other, 3)
    await accepted(store.journal.read(name, null))
    expect(await store.history.allRemembered()).toBe(true)
    await server.call('XDEL', journalKey, '3-0')
    expect(await store.history.allRemembered()).toBe(false)
    await server.call('DEL', journalKey)
    await refused(store.journal.read(name, null))
    expect(await store.history.allRemembered()).toBe(true)
  })
})

describe('of a journal', () => {
  const cluster = { kind: 'cluster' } as const
  let end: JournalPosition

  beforeEach(async () => {
    end = await foundedWith(store, 3)
  })
  afterEach(async () => {
    await server.call(
      'DEL',
      journalKey,
      `${namespace}:group:{Zw}:snapshot`,
      offsetsKey,
      `${namespace}:{cluster}`,
    )
    for (const each of [store, other])
      for (const of of [name, cluster]) await refused(each.journal.read(of, null))
    expect(await store.history.allRemembered()).toBe(true)
  })

  test('what has given way to a snapshot stands in it, as long as the snapshot is there', async () => {
    const next = await accepted(other.journal.append(name, end, []))
    await other.journal.saveSnapshot(name, { position: next, state: '' })
    expect(await server.call('XLEN', journalKey)).toBe(1)
    expect(await store.history.allRemembered()).toBe(true)
    await server.call('DEL', `${namespace}:group:{Zw}:snapshot`)
    expect(await store.history.allRemembered()).toBe(false)
  })

  test('a snapshot of an older part proves nothing', async () => {
    await store.journal.saveSnapshot(name, { position: end, state: '' })
    await accepted(store.journal.append(name, end, []))
    await server.call('XDEL', journalKey, '4-0')
    expect(await store.history.allRemembered()).toBe(false)
  })

  test('a group that another instance removed is forgotten, also when it was founded again', async () => {
    await accepted(other.journal.remove(name, end))
    expect(await store.history.allRemembered()).toBe(true)
    await foundedWith(store, 3)
    await accepted(store.journal.remove(name, (await accepted(store.journal.read(name, null))).position))
    await foundedWith(other, 5)
    expect(await store.history.allRemembered()).toBe(true)
  })

  test('the cluster is never removed: without it everything is in doubt', async () => {
    await accepted(store.journal.append(cluster, null, []))
    expect(await store.history.allRemembered()).toBe(true)
    await server.call('DEL', `${namespace}:{cluster}`)
    expect(await store.history.allRemembered()).toBe(false)
  })

  test('a commit that is missing is noticed, by whoever made it or was told of it', async () => {
    const at = somePartition()
    const commit = (sequence: number) =>
      accepted(store.offsets.change('g', { journal: end, sequence }, setting(committed(at, sequence))))
    await commit(1)
    await server.call('COPY', offsetsKey, 'backup')
    await commit(2)
    await accepted(other.journal.read(name, null))
    await other.offsets.read('g', null)
    for (const each of [store, other]) expect(await each.history.allRemembered()).toBe(true)
    await server.call('COPY', 'backup', offsetsKey, 'REPLACE')
    for (const each of [store, other]) expect(await each.history.allRemembered()).toBe(false)
    await server.call('DEL', offsetsKey)
    for (const each of [store, other]) expect(await each.history.allRemembered()).toBe(false)
  })

  test('one of the same sequence by another is noticed, one above it is fine', async () => {
    const at = somePartition()
    await accepted(store.offsets.change('g', { journal: end, sequence: 1 }, setting(committed(at, 1))))
    await server.call('HSET', offsetsKey, 'token', 'other')
    expect(await store.history.allRemembered()).toBe(false)
    await accepted(other.offsets.change('g', { journal: end, sequence: 2 }, setting(committed(at, 2))))
    expect(await store.history.allRemembered()).toBe(true)
  })
})

describe('groups that come and go', () => {
  test('are forgotten with the news, before the history changes', async () => {
    const own = await redisServer({ appendonly: 'yes', appendfsync: 'everysec' })
    const [coordinator, remover] = [await openStore(own.url, namespace), await openStore(own.url, namespace)]
    try {
      const end = await foundedWith(coordinator, 2)
      await newsTime()
      await accepted(remover.journal.remove(name, end))
      await newsTime()
      await own.call('CONFIG', 'SET', 'appendfsync', 'always')
      await own.call('SET', 'flush', 'it')
      await own.kill9()
      await own.start({ appendfsync: 'everysec' })
      const remembered = () => coordinator.history.allRemembered().catch(String)
      await expect.poll(remembered, { timeout: 5_000 }).toBe(true)
    } finally {
      await Promise.all([coordinator.close(), remover.close()])
      await own.stop()
    }
  })
})
