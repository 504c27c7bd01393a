import { describe, expect, test } from 'vitest'
import { secrets } from '#config/schema'
import { variable } from '#config/setting'
import { asUser } from '#stores'
import { configured, faults, file, files, type Given } from '#test/support/configured'

const onRedis = { KEDGE_STORE: 'redis://localhost' }
const passwordOf = (env: Record<string, string>, texts: Record<string, string> = {}) =>
  configured({ env: { ...onRedis, ...env }, read: files(texts) }).settings.redisPassword

describe('every secret', () => {
  test.each(Object.entries(secrets))('%s can be set by variable, file, and file of its own', (name, of) => {
    const mounted = files({ '/mounted': 'other\n' })
    const ways: Given[] = [
      { env: { [variable(of)]: 'other' } },
      { read: file(`${of.path}: other\n`) },
      { env: { [`${variable(of)}_FILE`]: '/mounted' }, read: mounted },
      { read: files({ './kedge.yaml': `${of.path}-file: /mounted\n`, '/mounted': 'other' }) },
    ]
    for (const way of ways) expect(configured(way).settings).toMatchObject({ [name]: 'other' })
    expect(configured({}).settings).toMatchObject({ [name]: undefined })
  })
})

describe('a secret', () => {
  test('is a variable, or a key of the file', () => {
    expect(passwordOf({ KEDGE_REDIS_PASSWORD: ' hunter2 ' })).toBe(' hunter2 ')
    expect(passwordOf({}, { './kedge.yaml': 'redis:\n  password: hunter2\n' })).toBe('hunter2')
    expect(passwordOf({})).toBeUndefined()
  })

  test('may lie in a file of its own, whose last newline does not count', () => {
    const env = { KEDGE_REDIS_PASSWORD_FILE: '/run/secrets/redis' }
    for (const [text, secret] of [
      ['hunter2\n', 'hunter2'],
      ['hunter2\r\n', 'hunter2'],
      ['hunter2', 'hunter2'],
      ['two\nlines\n\n', 'two\nlines\n'],
    ] as const)
      expect(passwordOf(env, { '/run/secrets/redis': text })).toBe(secret)
    expect(passwordOf({}, { './kedge.yaml': 'redis.password-file: /p\n', '/p': 'hunter2\n' })).toBe('hunter2')
  })

  test('of the environment wins over that of the file, whichever way it is written', () => {
    const texts = { './kedge.yaml': 'redis:\n  password: file\n', '/p': 'mounted' }
    expect(passwordOf({ KEDGE_REDIS_PASSWORD_FILE: '/p' }, texts)).toBe('mounted')
    expect(
      passwordOf(
        { KEDGE_REDIS_PASSWORD: 'env' },
        { './kedge.yaml': 'redis.password-file: /gone', '/gone': 'x' },
      ),
    ).toBe('env')
  })

  test.each([
    [{ KEDGE_REDIS_PASSWORD_FILE: '/gone' }, 'KEDGE_REDIS_PASSWORD_FILE: there is no file /gone'],
    [{ KEDGE_REDIS_PASSWORD_FILE: '/empty' }, 'KEDGE_REDIS_PASSWORD_FILE: /empty is empty'],
    [
      { KEDGE_REDIS_PASSWORD: 'hunter2', KEDGE_REDIS_PASSWORD_FILE: '/p' },
      'KEDGE_REDIS_PASSWORD_FILE: KEDGE_REDIS_PASSWORD is set, too; only one of them can be',
    ],
    [{ KEDGE_REDIS_PASSWORD: '********' }, 'KEDGE_REDIS_PASSWORD: it was masked; put the secret in'],
    [
      { KEDGE_STORE: 'redis://:hunter2@h', KEDGE_REDIS_PASSWORD: 'hunter3' },
      'KEDGE_REDIS_PASSWORD: the address of the store (KEDGE_STORE) has a password, too',
    ],
    [
      { KEDGE_STORE: 'redis://:********@h' },
      'KEDGE_STORE: the password was masked; put it in, or set redis.password',
    ],
  ])('%j is refused', (env, fault) => {
    expect(faults({ env: { ...onRedis, ...env }, read: files({ '/p': 'x', '/empty': '\n' }) })).toEqual([
      fault,
    ])
  })

  test('in a file that cannot be read is a fault that names the file', () => {
    const env = { ...onRedis, KEDGE_REDIS_PASSWORD_FILE: '/root' }
    const read = (path: string) =>
      path === '/root' ? ({ kind: 'unreadable', reason: 'EACCES' } as const) : ({ kind: 'absent' } as const)
    expect(faults({ env, read })).toEqual(['KEDGE_REDIS_PASSWORD_FILE: /root cannot be read: EACCES'])
  })

  test('that looks like a number needs quotes', () => {
    expect(faults({ read: file('redis:\n  password: 0123\n') })).toEqual([
      'kedge.yaml: redis.password: expected text, in quotes where it looks like a number',
    ])
  })

  test.each([
    ['--redis-password', 'hunter2'],
    ['--redis-password', '-hunter2'],
    ['--redis-password=hunter2'],
    ['--redis-password-file', '/p'],
  ])('is no flag: %s %s', (...args) => {
    const [fault, ...others] = faults({ args })
    expect(fault).toMatch(/^--redis-password(-file)?: no flag, .*: set KEDGE_REDIS_PASSWORD/)
    expect(fault).not.toContain('hunter2')
    expect(others).toEqual([])
  })

  test('that nobody asks for is told', () => {
    expect(configured({ env: { KEDGE_REDIS_PASSWORD: 'x' } }).warnings).toEqual([
      'KEDGE_REDIS_PASSWORD: not used, as the store is not in Redis',
    ])
  })
})

test('a password in --store is seen by others, and that is said; elsewhere it is not', () => {
  const store = 'redis://:hunter2@localhost'
  expect(configured({ args: ['--store', store] }).warnings).toEqual([
    expect.stringMatching(
      /^--store: everybody on this machine sees the password \(ps\); set KEDGE_REDIS_PASSWORD/,
    ),
  ])
  expect(configured({ args: ['--store', 'redis://user@localhost'] }).warnings).toEqual([])
  expect(configured({ env: { KEDGE_STORE: store } }).warnings).toEqual([])
})

test('what says where settings come from has no secret in it', () => {
  const texts = files({ '/p': 'hunter2' })
  for (const env of [{ KEDGE_REDIS_PASSWORD: 'hunter2' }, { KEDGE_REDIS_PASSWORD_FILE: '/p' }]) {
    const { origins } = configured({ env: { ...onRedis, ...env }, read: texts })
    expect(origins.size).toBe(2)
    expect(JSON.stringify([...origins])).not.toContain('hunter2')
  }
})

test('no fault shows a password', () => {
  const env = { KEDGE_STORE: 'redis://:hunter2@/x', KEDGE_REDIS_PASSWORD: 'hunter2' }
  const read = file('redis:\n  password: [hunter2]\nstore: redis://:hunter2@h/x\n')
  expect(faults({ args: ['--store', 'redis://:hunter2@h:x'], env, read }).join()).not.toContain('hunter2')
})

test('user and password get into the address of Redis as they are', () => {
  const asked = { redisUsername: 'kedge', redisPassword: 'a:b@c/d%e ü' }
  const { username, password, host, pathname } = new URL(asUser('redis://h:7000/2', asked))
  expect([username, password, host, pathname].map(decodeURIComponent)).toEqual([
    'kedge',
    'a:b@c/d%e ü',
    'h:7000',
    '/2',
  ])
  const none = { redisUsername: undefined, redisPassword: undefined }
  expect(new URL(asUser('redis://u:p@h', none)).password).toBe('p')
})
