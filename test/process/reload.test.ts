import { expect, test } from 'vitest'
import type { Logger } from '#ports/logger'
import { reloaded } from '#process/reload'
import { E } from '#shared/fp'
import { configured, file, files, type Given } from '#test/support/configured'
import { silentLogger } from '#test/support/silent-logger'

/** What is said to need a restart. */
const waiting = (before: Given, after: Given): unknown => {
  let told: unknown = []
  const logger: Logger = {
    ...silentLogger,
    warn: ({ settings }) => {
      told = settings
    },
  }
  const read = () => E.right(configured(after))
  reloaded({ read, started: configured(before), levels: { setRoot: () => {} }, logger })
  return told
}

test.each<[string, string, readonly string[]]>([
  ['', 'server.port: 9093', ['server.port']],
  ['server.port: 9093', '', ['server.port']],
  ['', 'store: redis://h', ['store']],
  ['', 'server.listeners: A://:9093', ['server.listeners']],
  ['', 'server.advertised-listeners: PLAINTEXT://k:1', ['server.advertised-listeners']],
  ['server.connection-idle-ms: 30s', 'server.connection-idle-ms: 30000', []],
  ['', 'log.level: debug', []],
  ['', '{server.port: 9093, group.max-size: 7}', ['server.port', 'group.max-size']],
])('from %j to %j', (before, after, named) => {
  expect(waiting({ read: file(before) }, { read: file(after) })).toEqual(named)
})

test('a secret that changed is named, wherever it lies', () => {
  const env = { KEDGE_STORE: 'redis://h', KEDGE_REDIS_PASSWORD_FILE: '/p' }
  expect(waiting({ env, read: files({ '/p': 'one' }) }, { env, read: files({ '/p': 'two' }) })).toEqual([
    'redis.password',
  ])
})
