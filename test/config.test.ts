import { describe, expect, test } from 'vitest'
import { schema } from '#config/schema'
import { type Setting, variable } from '#config/setting'
import type { Settings } from '#config/settings'
import { configured, faults, file, files, type Given } from '#test/support/configured'

const listener = { name: 'PLAINTEXT', host: '127.0.0.1', port: 9092, advertisedHost: '127.0.0.1' }

/** Another value for every setting than its default, and what it becomes; where it has another name there, how it is found. */
const others: Record<keyof typeof schema, readonly [string, unknown, ((settings: Settings) => unknown)?]> = {
  store: ['redis://user:pw@localhost:7000/2', { kind: 'redis', url: 'redis://user:pw@localhost:7000/2' }],
  durability: ['always', 'always'],
  embeddedRelaxed: ['true', true],
  host: ['127.0.0.2', '127.0.0.2'],
  port: ['1234', 1234],
  advertisedHost: ['kafka.example.org', 'kafka.example.org'],
  advertisedPort: ['4321', 4321],
  listeners: [
    'one://127.0.0.1:1,two://:2',
    [
      { ...listener, name: 'ONE', port: 1, advertisedPort: undefined },
      { ...listener, name: 'TWO', port: 2, advertisedPort: undefined },
    ],
  ],
  advertisedListeners: [
    'plaintext://kafka.example.org:4321',
    [{ ...listener, advertisedHost: 'kafka.example.org', advertisedPort: 4321 }],
    ({ listeners }) => listeners,
  ],
  redisUsername: ['kedge', 'kedge'],
  brokerId: ['7', 7],
  brokers: ['3', 3],
  namespace: ['staging-1', 'staging-1'],
  autoCreateTopics: ['false', false],
  numPartitions: ['12', 12],
  insecure: ['true', true],
  maxFrameBytes: ['100MiB', 104_857_600],
  connectionIdleMs: ['10s', 10_000],
  shutdownTimeoutMs: ['1m', 60_000],
  groupInitialRebalanceDelayMs: ['0', 0],
  groupMinSessionTimeoutMs: ['1s', 1000],
  groupMaxSessionTimeoutMs: ['1h', 3_600_000],
  groupMaxSize: ['10000', 10_000],
  offsetsRetentionMinutes: ['60', 60],
  offsetsRetentionCheckIntervalMs: ['1m', 60_000],
  producerIdExpirationMs: ['2h', 7_200_000],
  logRetentionCheckIntervalMs: ['10s', 10_000],
  logCleanerBackoffMs: ['20s', 20_000],
  logRetentionMs: ['7d', 604_800_000],
  logRetentionBytes: ['-1', -1],
  messageMaxBytes: ['2MiB', 2_097_152],
  httpPort: ['0', 0],
  httpHost: ['::1', '::1'],
  metricsMaxTopics: ['10', 10],
  metricsMaxPartitions: ['100', 100],
  metricsCollectIntervalMs: ['1m', 60_000],
  kafkaExporterNames: ['true', true],
  traces: ['off', 'off'],
  logLevel: ['debug', 'debug'],
  logFormat: ['pretty', 'pretty'],
  reportDirectory: ['/var/tmp', '/var/tmp'],
}
const names = Object.keys(schema) as (keyof typeof schema)[]
const found = (name: keyof typeof schema, settings: Settings): unknown =>
  (others[name][2] ?? (() => ({ ...settings })[name as keyof Settings]))(settings)

const yaml = (path: string, value: string): string =>
  path
    .split('.')
    .map(
      (key, depth, keys) => `${'  '.repeat(depth)}${key}:${depth === keys.length - 1 ? ` ${value}` : ''}\n`,
    )
    .join('')

describe('every setting', () => {
  test('has a default', () => {
    expect(configured({})).toEqual({
      file: undefined,
      warnings: [],
      origins: new Map(),
      settings: {
        store: { kind: 'embedded', directory: './data' },
        durability: 'any',
        embeddedRelaxed: false,
        redisUsername: undefined,
        redisPassword: undefined,
        host: '127.0.0.1',
        port: 9092,
        advertisedHost: '127.0.0.1',
        advertisedPort: undefined,
        listeners: [{ ...listener, advertisedPort: undefined }],
        brokerId: 0,
        brokers: 1,
        namespace: 'kedge',
        autoCreateTopics: true,
        numPartitions: 1,
        insecure: false,
        maxFrameBytes: 16_777_216,
        connectionIdleMs: 600_000,
        shutdownTimeoutMs: 25_000,
        groupInitialRebalanceDelayMs: 3000,
        groupMinSessionTimeoutMs: 6000,
        groupMaxSessionTimeoutMs: 1_800_000,
        groupMaxSize: 1000,
        offsetsRetentionMinutes: 10_080,
        offsetsRetentionCheckIntervalMs: 600_000,
        producerIdExpirationMs: 86_400_000,
        logRetentionCheckIntervalMs: 300_000,
        logCleanerBackoffMs: 15_000,
        httpPort: 8080,
        httpHost: '127.0.0.1',
        metricsMaxTopics: 1_000,
        metricsMaxPartitions: 10_000,
        metricsCollectIntervalMs: 10_000,
        kafkaExporterNames: false,
        traces: 'auto',
        logLevel: 'info',
        logFormat: 'auto',
        reportDirectory: '.',
      },
    })
  })

  test.each(names)('%s can be set by flag, variable and file', (name) => {
    const { flag, path, value, kafka = [], formerly = [] }: Setting<unknown> = schema[name]
    const [raw, expected] = others[name]
    const ways: Given[] = [
      { args: value === null ? [flag] : [flag, raw] },
      { args: [`${flag}=${raw}`] },
      { env: { [variable(schema[name])]: raw } },
      { read: file(yaml(path, raw)) },
      { read: file(`${path}: ${raw}\n`) },
      ...formerly.map((former) => ({ env: { [former]: raw } })),
      ...kafka.flatMap((property) => [
        { args: [`--${property}`, raw] },
        { read: file(`${property}: ${raw}\n`) },
        { read: file(yaml(property, raw)) },
      ]),
    ]
    for (const way of ways) expect(found(name, configured(way).settings)).toEqual(expected)
  })

  test.each(names)('%s comes from the flag, then the variable, then the file', (name) => {
    const { flag, path } = schema[name]
    const [raw, expected] = others[name]
    const { example, otherwise }: Setting<unknown> = schema[name]
    const known = example ?? otherwise
    const env = { [variable(schema[name])]: raw }
    const read = file(yaml(path, known))
    // The examples of named listeners are for networks.
    const args = /listeners/i.test(name) ? ['--insecure'] : []
    expect(found(name, configured({ args, env, read }).settings)).toEqual(expected)
    const overridden = { args: [...args, `${flag}=${raw}`], env: { [variable(schema[name])]: known }, read }
    expect(found(name, configured(overridden).settings)).toEqual(expected)
  })
})

test('the variables of the issue are the ones there are', () => {
  expect(Object.values(schema).map(variable)).toEqual(
    expect.arrayContaining([
      'KEDGE_STORE',
      'KEDGE_SERVER_HOST',
      'KEDGE_SERVER_PORT',
      'KEDGE_SERVER_ADVERTISED_HOST',
      'KEDGE_SERVER_ADVERTISED_PORT',
      'KEDGE_SERVER_BROKER_ID',
      'KEDGE_SERVER_BROKERS',
      'KEDGE_SERVER_NAMESPACE',
      'KEDGE_HTTP_PORT',
      'KEDGE_SERVER_AUTO_CREATE_TOPICS',
      'KEDGE_SERVER_NUM_PARTITIONS',
      'KEDGE_SERVER_INSECURE',
      'KEDGE_LOG_LEVEL',
    ]),
  )
  expect(Object.values(schema).map(variable)).not.toContain('KEDGE_PORT')
})

test('topics are not created by being asked for on Redis, unless that is wanted', () => {
  const args = ['--store', 'redis://localhost']
  expect(configured({ args }).settings.autoCreateTopics).toBe(false)
  expect(configured({ args: [...args, '--auto-create-topics', 'true'] }).settings.autoCreateTopics).toBe(true)
  expect(configured({ args: ['--store', 'memory:'] }).settings.autoCreateTopics).toBe(true)
})

describe('faults', () => {
  test('are reported at once, each with its source', () => {
    const read = file('server:\n  port: 70000\n  hst: x\nlog: loud\ndurability:\ncolour: red\n')
    const env = { KEDGE_SERVER_BROKERS: '0', KEDGE_STORE: 'redis://secret@' }
    expect(faults({ args: ['--port', 'x', '--colour', 'red', '--namespace', 'A'], env, read })).toEqual([
      '--colour: no such flag',
      'kedge.yaml: server.hst: no such setting (did you mean server.host?)',
      'kedge.yaml: log: expected settings below it',
      'kedge.yaml: durability: has no value',
      'kedge.yaml: colour: no such setting',
      'KEDGE_STORE: expected redis://HOST[:PORT][/DB]',
      '--port: expected a whole number from 0 to 65535',
      'kedge.yaml: server.port: expected a whole number from 0 to 65535',
      'KEDGE_SERVER_BROKERS: expected a whole number from 1 to 1000',
      '--namespace: expected lower case: 1 to 100 of a-z 0-9 . _ -',
    ])
  })

  test.each([
    [['--prot', '1'], '--prot: no such flag (did you mean --port?)'],
    [['--port', '--host', 'localhost'], '--port: needs a value'],
    [['--port'], '--port: needs a value'],
    [['-p'], '-p: no such flag'],
    [['9092'], '9092: not a flag; flags begin with --'],
    [['--store', 'embedded:'], '--store: expected a directory, as in embedded:./data'],
    [['--store', 'redis://h/x'], '--store: expected a database number after the host, as in redis://HOST/0'],
    [
      ['--store', 'http://h'],
      '--store: expected memory:, embedded:DIR, redis://HOST[:PORT][/DB] or rediss://...',
    ],
    [['--host', 'a b'], '--host: expected a host name or an IP address'],
    [['--log-level', 'loud'], '--log-level: expected debug, info, warn, error, silent'],
    [['--insecure=perhaps'], '--insecure: expected true or false'],
    [
      ['--connection-idle-ms', '3 weeks'],
      '--connection-idle-ms: expected milliseconds, or text like 30s or 10m, from 1000 to 2147483647 ms',
    ],
    [
      ['--max-frame-bytes', '101MiB'],
      '--max-frame-bytes: expected bytes, or text like 512KiB or 16MiB, from 65536 to 104857600 bytes',
    ],
    [['--advertised-port', '0'], '--advertised-port: expected a whole number from 1 to 65535'],
    [['--port', '65535', '--brokers', '2'], '--port: there are no 2 ports from 65535 on'],
    [
      ['--advertised-port', '65535', '--brokers', '2'],
      '--advertised-port: there are no 2 ports from 65535 on',
    ],
    [['--broker-id', '2147483647', '--brokers', '2'], '--broker-id: there are no 2 ids from 2147483647 on'],
    [
      ['--group-min-session-timeout-ms', '1h'],
      '--group-min-session-timeout-ms: the shortest session timeout is longer than the longest',
    ],
    [
      ['--embedded-relaxed', '--durability', 'always'],
      '--embedded-relaxed: a power loss may take what was acknowledged: less than durability always',
    ],
    [['--store', 'memory:', '--durability', 'always'], '--durability: always is more than memory: can give'],
    [['--config', 'none.yaml'], '--config: there is no file none.yaml'],
  ])('%j', (args, fault) => {
    expect(faults({ args })).toEqual([fault])
  })

  test('what is overridden is still looked at', () => {
    expect(faults({ args: ['--port', '1'], env: { KEDGE_SERVER_PORT: 'x' } })).toEqual([
      'KEDGE_SERVER_PORT: expected a whole number from 0 to 65535',
    ])
  })
})

describe('a host that others can reach', () => {
  const fault = (at: string, host: string) =>
    `${at}: no authentication yet: whoever reaches ${host} may read and write; --insecure allows it`

  test('needs --insecure', () => {
    expect(faults({ env: { KEDGE_SERVER_HOST: '0.0.0.0' } })).toEqual([fault('KEDGE_SERVER_HOST', '0.0.0.0')])
    expect(faults({ args: ['--host', 'kafka.lan'] })).toEqual([fault('--host', 'kafka.lan')])
    expect(faults({ args: ['--host', '::'] })).toEqual([fault('--host', '::')])
  })

  test.each(['localhost', '127.0.0.1', '127.9.9.9', '::1'])('is not %s', (host) => {
    expect(configured({ args: ['--host', host] }).settings.advertisedHost).toBe(host)
  })

  test('is told to clients, and every address as 127.0.0.1 with a warning', () => {
    expect(configured({ args: ['--host', '10.0.0.7', '--insecure'] })).toMatchObject({
      settings: { advertisedHost: '10.0.0.7' },
      warnings: [],
    })
    const everywhere = configured({ args: ['--host', '0.0.0.0', '--insecure'] })
    expect(everywhere.settings.advertisedHost).toBe('127.0.0.1')
    expect(everywhere.warnings).toEqual([
      '--host: 0.0.0.0 is told to clients as 127.0.0.1; set --advertised-host for clients of other machines',
    ])
    expect(configured({ args: ['--host', '::', '--insecure', '--advertised-host', 'k'] }).warnings).toEqual(
      [],
    )
  })
})

describe('variables', () => {
  test('that are unknown warn', () => {
    expect(configured({ env: { KEDGE_SERVER_PROT: '1', KEDGE_PORT: '9093', OTHER: '1' } }).warnings).toEqual([
      'KEDGE_SERVER_PROT: no such setting (did you mean KEDGE_SERVER_PORT?)',
      expect.stringMatching(/^KEDGE_PORT: no such setting/),
    ])
  })

  test('that Kubernetes injects, or that are empty, are not settings', () => {
    const env = {
      KEDGE_PORT: 'tcp://10.0.0.1:9092',
      KEDGE_SERVICE_HOST: '10.0.0.1',
      KEDGE_PORT_9092_TCP_ADDR: '10.0.0.1',
      KEDGE_STORE: '',
    }
    expect(configured({ env })).toEqual(configured({}))
    const named = configured({ env: { KEDGE_SERVER_PORT: 'tcp://10.0.0.1:80' } })
    expect(named.settings.port).toBe(9092)
    expect(named.warnings).toEqual([
      'KEDGE_SERVER_PORT: ignored, it is the address that Kubernetes gives of a service',
    ])
  })
})

describe('kedge.yaml', () => {
  test('is read where it lies, or where --config or KEDGE_CONFIG says', () => {
    const there = (name: string) => file('server:\n  port: 1\n', name)
    expect(configured({ read: there('./kedge.yaml') })).toMatchObject({
      settings: { port: 1 },
      file: './kedge.yaml',
    })
    expect(configured({ args: ['--config', '/etc/k.yaml'], read: there('/etc/k.yaml') }).file).toBe(
      '/etc/k.yaml',
    )
    expect(configured({ env: { KEDGE_CONFIG: '/etc/k.yaml' }, read: there('/etc/k.yaml') }).file).toBe(
      '/etc/k.yaml',
    )
    expect(faults({ env: { KEDGE_CONFIG: 'gone' } })).toEqual(['KEDGE_CONFIG: there is no file gone'])
  })

  test('is looked for here, in the home directory, and in /etc, in this order', () => {
    const homes = { HOME: '/home/me' }
    const [here, xdg, home, etc] = [
      './kedge.yaml',
      '/xdg/kedge/kedge.yaml',
      '/home/me/.config/kedge/kedge.yaml',
      '/etc/kedge/kedge.yaml',
    ]
    const lying = (...paths: string[]) => files(Object.fromEntries(paths.map((path) => [path, ''])))
    expect(configured({ env: homes, read: lying(here, home, etc) }).file).toBe(here)
    expect(configured({ env: homes, read: lying(home, etc) }).file).toBe(home)
    expect(configured({ env: { ...homes, XDG_CONFIG_HOME: '/xdg' }, read: lying(xdg, home) }).file).toBe(xdg)
    expect(configured({ env: { ...homes, XDG_CONFIG_HOME: '/xdg' }, read: lying(home, etc) }).file).toBe(etc)
    expect(configured({ read: lying(etc) }).file).toBe(etc)
    expect(configured({ env: homes, read: lying() }).file).toBeUndefined()
  })

  test('may be empty, and so may a section', () => {
    expect(configured({ read: file('# nothing yet\nserver:\n') }).settings).toEqual(configured({}).settings)
  })

  test.each([
    ['server:\n  port: 1\n  port: 2\n', /^kedge.yaml: a key is written twice at line 3, column 3$/],
    ['store: [', /^kedge.yaml: .* at line 1/],
    ['- 1\n', /^kedge.yaml: expected settings/],
    ['store: !!js/function x\n', /^kedge.yaml: .*tag/],
    ['a: &a [1]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n', /alias/i],
    ['store: [memory]\n', /^kedge.yaml: store: expected memory:/],
  ])('%j is refused', (text, expected) => {
    expect(faults({ read: file(text) })[0]).toMatch(expected)
  })

  test('that cannot be read is a fault', () => {
    expect(faults({ read: () => ({ kind: 'unreadable', reason: 'EACCES' }) })).toEqual([
      './kedge.yaml: cannot be read: EACCES',
    ])
  })
})
