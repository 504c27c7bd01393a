import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '#ports/store'
import { accepted, refused } from '#test/contract/outcome'
import { appendAll, emptyLog, foldOn } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { openStore, someNamespace } from './opening.ts'

let server: RedisServer
let store: Store
let other: Store
const namespace = someNamespace()
const name = { kind: 'group', groupId: 'g' } as const
const event = [{ decider: 'test', version: 1, event: 1 }]

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
    const first = await accepted(store.journal.append(name, null, event))
    await accepted(store.journal.append(name, first, event))
    await other.journal.remove(name)
    await accepted(other.journal.append(name, null, event))
    await accepted(store.journal.read(name, null))
    expect(await store.history.allRemembered()).toBe(true)
    await server.call('DEL', `${namespace}:group:{Zw}:journal`)
    expect(await store.history.allRemembered()).toBe(false)
    await refused(store.journal.read(name, null))
    expect(await store.history.allRemembered()).toBe(true)
  })
})
