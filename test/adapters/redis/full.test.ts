import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '#ports/store'
import { accepted } from '#test/contract/outcome'
import { emptyLog } from '#test/contract/partition-log/log-cases'
import { single } from '#test/support/batches'
import { type RedisServer, redisServer } from '#test/support/redis-server'
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy'
import { openStore, someNamespace } from './opening.ts'

let server: RedisServer
let proxy: TcpProxy
let store: Store

beforeEach(async () => {
  server = await redisServer({ 'enable-protected-configs': 'yes' })
  proxy = await tcpProxy({ host: '127.0.0.1', port: server.port })
  store = await openStore(`redis://127.0.0.1:${proxy.port}`, someNamespace())
})
afterEach(async () => {
  await store.close()
  await proxy.close()
  await server.stop()
})

/** The first write of some kind is lost on its way; counts how often it is tried. */
const losing = (word: string) => {
  const tries = { count: 0 }
  proxy.onRequest((chunk) => {
    if (!chunk.includes(word)) return 'pass'
    return tries.count++ === 0 ? 'cut' : 'pass'
  })
  return tries
}

/** Redis refuses every write with MISCONF, since it cannot save. */
const savingFails = async () => {
  const [, directory] = (await server.call('CONFIG', 'GET', 'dir')) as [string, string]
  await mkdir(join(directory, 'taken.rdb', 'by'), { recursive: true })
  await server.call('CONFIG', 'SET', 'dbfilename', 'taken.rdb', 'save', '3600 1')
  await server.call('BGSAVE')
  await expect.poll(() => server.call('SET', 'x', 'y').catch(String)).toContain('MISCONF')
}

describe('Redis refuses writes after an append was lost on its way', () => {
  test('for want of memory: nothing is told as long as it may still arrive, and closing does not wait for that', async () => {
    const { at, start } = await emptyLog(store.log)
    const tries = losing('NOMKSTREAM')
    await server.call('CONFIG', 'SET', 'maxmemory', '1')
    const told = store.log
      .append(at, start, single())()
      .catch(({ name }: Error) => name)
    await expect.poll(() => tries.count).toBeGreaterThan(1)
    await store.close()
    expect(await told).toBe('OutcomeUnknown')
  })

  test('since it cannot save: a journal is not said to be unchanged', { timeout: 60_000 }, async () => {
    const name = { kind: 'cluster' } as const
    const event = [{ decider: 'test', version: 1, event: 1 }]
    const end = await accepted(store.journal.append(name, null, event))
    await savingFails()
    const tries = losing(end.token)
    const told = store.journal
      .append(name, end, event)()
      .catch(({ name: error }: Error) => error)
    await expect.poll(() => tries.count).toBeGreaterThan(1)
    await store.close()
    expect(await told).toBe('OutcomeUnknown')
  })
})
