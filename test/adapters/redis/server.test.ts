import { afterEach, describe, expect, test } from 'vitest'
import { openConnection } from '#adapters/redis/connection'
import { continues, introduced } from '#adapters/redis/server'
import type { Store } from '#ports/store'
import type { HistoryId } from '#ports/store-history'
import { type RedisServer, type RedisSettings, redisServer } from '#test/support/redis-server'
import { openStore, someNamespace, surroundings } from './opening.ts'

const ZERO = '0'.repeat(40)

const info = (facts: Readonly<Record<string, string>> = {}) =>
  Buffer.from(
    Object.entries({
      redis_version: '7.0.15',
      run_id: 'run',
      master_replid: 'repl',
      master_replid2: ZERO,
      role: 'master',
      loading: '0',
      aof_enabled: '1',
      maxmemory_policy: 'noeviction',
      ...facts,
    })
      .map(([name, value]) => `${name}:${value}\r\n`)
      .join(''),
  )
const config = (...settings: readonly string[]) => settings.map((word) => Buffer.from(word))
const always = config('appendfsync', 'always', 'no-appendfsync-on-rewrite', 'no')

describe('a server introduces itself', () => {
  test.each([
    ['6.2.14', false],
    ['7.0.0', true],
    ['7.2.4', true],
    ['8.0.1', true],
    ['10.1.0', true],
  ])('version %s is taken: %s', (version, taken) => {
    const introduce = () => introduced([info({ redis_version: version }), always])
    if (taken) expect(introduce().version).toBe(version)
    else expect(introduce).toThrow(/7\.0 or newer/)
  })

  test.each([
    [{ maxmemory_policy: 'allkeys-lru' }, 'StoreUnsuitable'],
    [{ maxmemory_policy: 'volatile-ttl' }, 'StoreUnsuitable'],
    [{ loading: '1' }, 'StoreUnavailable'],
    [{ role: 'slave' }, 'StoreUnavailable'],
  ])('%j is refused: %s', (facts, name) => {
    expect(() => introduced([info(facts), always])).toThrow(expect.objectContaining({ name }))
  })

  test.each([
    [info({ aof_enabled: '0' }), always, 'none'],
    [info(), always, 'always'],
    [info(), config('appendfsync', 'everysec', 'no-appendfsync-on-rewrite', 'no'), 'everysec'],
    [info(), config('no-appendfsync-on-rewrite', 'yes', 'appendfsync', 'always'), 'everysec'],
    [info(), config('appendfsync', 'no'), 'no'],
    [info(), new Error('NOPERM'), 'unknown'],
  ])('what it keeps on disk (%#)', (facts, settings, fsync) => {
    expect(introduced([facts, settings]).fsync).toBe(fsync)
  })

  test('which past is the same, or lost nothing', () => {
    const server = (facts: Readonly<Record<string, string>>, settings = always) =>
      introduced([info(facts), settings])
    const recorded = 'run.repl.always' as HistoryId
    expect(server({}).history).toBe(recorded)
    expect(continues(recorded, server({ master_replid: 'attached' }))).toBe(true)
    expect(continues(recorded, server({ master_replid: 'new', master_replid2: 'followed' }))).toBe(false)
    expect(continues(recorded, server({ run_id: 'restarted', master_replid: 'new' }))).toBe(true)
    expect(
      continues(recorded, server({ run_id: 'promoted', master_replid: 'new', master_replid2: 'repl' })),
    ).toBe(false)
    expect(continues('run.repl.weak' as HistoryId, server({ run_id: 'restarted' }))).toBe(false)
    expect(continues(recorded, server({ run_id: 'restarted', aof_enabled: '0' }))).toBe(false)
  })
})

describe('a store is opened', () => {
  let server: RedisServer | undefined
  let store: Store | undefined
  afterEach(async () => {
    await store?.close()
    await server?.stop()
    store = undefined
  })
  const running = async (settings: RedisSettings = {}) => {
    server = await redisServer(settings)
    return server
  }

  test('not over a server that evicts, nor over one that keeps less than is asked for', async () => {
    const redis = await running({
      appendonly: 'yes',
      appendfsync: 'everysec',
      'maxmemory-policy': 'allkeys-lru',
    })
    await expect(openStore(redis.url, 'x')).rejects.toMatchObject({
      name: 'StoreUnsuitable',
      message: expect.stringContaining('allkeys-lru'),
    })
    await redis.call('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
    await expect(openStore(redis.url, 'x', { durability: 'always' })).rejects.toMatchObject({
      name: 'StoreUnsuitable',
    })
    store = await openStore(redis.url, 'x', { durability: 'everysec' })
    expect(await store.describe()).toMatchObject({
      acknowledgement: expect.stringContaining('everysec'),
      warnings: [],
    })
  })

  test('not where nobody listens', async () => {
    const redis = await running()
    await redis.kill9()
    await expect(openStore(redis.url, 'x')).rejects.toMatchObject({ name: 'StoreUnavailable' })
  })

  test('with a password, which is never told; what CONFIG does not say is warned of', async () => {
    const redis = await running({ appendonly: 'yes' })
    await redis.call('ACL', 'SETUSER', 'kedge', 'on', '>secret', '~*', '&*', '+@all', '-config')
    const url = redis.url.replace('redis://', 'redis://kedge:secret@')
    await expect(openStore(url.replace('secret', 'wrong'), 'x')).rejects.toMatchObject({
      message: expect.stringContaining('WRONGPASS'),
    })
    store = await openStore(url, someNamespace())
    const told = await store.describe()
    expect(told.where).toContain(`redis://127.0.0.1:${redis.port}`)
    expect(JSON.stringify(told)).not.toContain('secret')
    expect(told.warnings).toHaveLength(1)
  })

  test('namespaces are names, and connections belong to one socket', async () => {
    const redis = await running()
    await expect(openStore(redis.url, '{x}')).rejects.toThrow(/namespace/)
    const gone = Promise.withResolvers<void>()
    const connection = await openConnection({
      url: redis.url,
      role: 'x',
      ...surroundings,
      closed: () => gone.resolve(),
      demoted: () => {},
    })
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await gone.promise
    await expect(connection.run([['PING']])).rejects.toMatchObject({ name: 'ConnectionLost' })
  })
})
