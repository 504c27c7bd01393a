import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  DescribeConfigsRequest,
  DescribeConfigsResponse,
} from '#adapters/kafka/protocol/messages/describe-configs'
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '#adapters/kafka/protocol/messages/incremental-alter-configs'
import { eventually } from '#test/support/eventually'
import { freePort } from '#test/support/redis-server'
import { repository } from '#test/support/unpacked'
import { wireClient } from './clients/wire.ts'
import { processes } from './processes.ts'

const { kedge, redisWith } = processes()

type Line = Readonly<Record<string, unknown>>

const linesOf = (output: string): readonly Line[] =>
  output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Object(JSON.parse(line)))

const JSON_LINES = ['--log-format', 'json', '--store', 'memory:']

const lineOf = (broker: { output: () => string }, msg: string, count = 1): Promise<Line> =>
  eventually(
    `it says ${msg}`,
    () => linesOf(broker.output()).filter((line) => line['msg'] === msg)[count - 1],
  )

describe('standard output', () => {
  test('is JSON where nobody looks, and begins with what a report of a fault should', async () => {
    const cwd = await kedge.directory()
    await writeFile(join(cwd, 'kedge.yaml'), 'log:\n  format: auto\n')
    const broker = await kedge.start([...JSON_LINES, '--log-format', 'auto', '--brokers', '2'], { cwd })
    await broker.stop()
    const { stdout, stderr } = await broker.ended
    // And what people read who started it goes where programs do not.
    expect(stderr).toContain(`is ready.\n  listens   ${broker.addresses[0]} (broker 0)`)
    expect(linesOf(stdout)).toMatchObject([
      {
        level: 'info',
        component: 'process',
        msg: 'ready',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        node: process.version,
        pid: broker.pid,
        config: './kedge.yaml',
        listeners: [
          { broker: 0, listens: broker.addresses[0], advertised: [`PLAINTEXT://${broker.addresses[0]}`] },
          { broker: 1, listens: broker.addresses[1], advertised: [`PLAINTEXT://${broker.addresses[1]}`] },
        ],
        store: 'the memory of this process',
        ms: expect.any(Number),
      },
      { component: 'process', msg: 'stopping: finishing what is under way' },
      { component: 'process', msg: 'stopped' },
    ])
  })

  test('has a line for each request at debug, and none at info', async () => {
    const broker = await kedge.start([...JSON_LINES, '--log-level', 'debug'])
    const client = await wireClient(broker.address, 'a\u009b1m\nclient')
    await describeLoggers(client)
    client.close()
    expect(await lineOf(broker, 'request')).toMatchObject({
      level: 'debug',
      component: 'requests',
      connection: 1,
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      clientId: 'a\u009b1m\nclient',
      api: 'DescribeConfigs',
      version: 4,
      correlationId: expect.any(Number),
      ms: expect.any(Number),
      bytesIn: expect.any(Number),
      bytesOut: expect.any(Number),
    })
    expect(broker.output()).toMatch(/^[\n\u0020-\u007e]*$/)
    await broker.stop()
  })
})

test('a disk that is full for lines is no reason to stop', async () => {
  const full = await open('/dev/full', 'w')
  const port = await freePort()
  const flags = [...JSON_LINES, '--port', `${port}`, '--http-port', '0', '--log-level', 'debug']
  const broker = spawn(process.execPath, [join(repository, 'bin', 'kedge.js'), 'serve', ...flags], {
    stdio: ['ignore', full.fd, 'pipe'],
  })
  onTestFinished(() => void broker.kill('SIGKILL'))
  const ended = once(broker, 'exit')
  const address = `127.0.0.1:${port}`
  const client = await eventually('it serves', () => wireClient(address, 'still').catch(() => undefined))
  for (let i = 0; i < 20; i++) expect(await describeLoggers(client)).toContain('root=DEBUG')
  client.close()
  broker.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  await full.close()
})

describe('secrets', () => {
  const secret = 's3cr"t/pass word'
  test.each([
    ['json', 'a wrong password', 'right-password'],
    ['pretty', 'a wrong password', 'right-password'],
    ['json', 'a user that there is none of', ''],
  ] as const)('are in nothing that is written: %s, %s', async (format, _, password) => {
    const redis = await redisWith()
    await redis.call('CONFIG', 'SET', 'requirepass', password)
    const url = `redis://some-user:${encodeURIComponent(secret)}@127.0.0.1:${redis.port}`
    const flags = ['--log-level', 'debug', '--log-format', format]
    const cwd = await kedge.directory()
    for (const how of [
      { args: ['--store', url], env: {} },
      { args: [], env: { KEDGE_STORE: url } },
    ]) {
      const { code, stdout, stderr } = await kedge.run([...flags, ...how.args], { cwd, env: how.env })
      expect(code).toBe(77)
      expect(stderr).toMatch(/WRONGPASS|ERR AUTH/)
      const spelled = [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        's3cr',
        'pass word',
      ]
      for (const text of spelled) expect(stdout + stderr).not.toContain(text)
    }
    expect(await readdir(cwd)).toEqual([])
  })

  test('are in no report of the process either', async () => {
    const redis = await redisWith()
    await redis.call('CONFIG', 'SET', 'requirepass', 'right-password')
    const cwd = await kedge.directory()
    const url = `redis://:right-password@127.0.0.1:${redis.port}`
    const flags = ['--log-format', 'json', '--report-directory', './reports']
    const broker = await kedge.start([...flags, '--store', url], { cwd, env: { SOME_TOKEN: 'right-token' } })
    broker.signal('SIGUSR2')
    await lineOf(broker, 'the diagnostic report could not be written')
    await broker.stop()
    const other = await kedge.start(['--log-format', 'json', '--store', url], {
      cwd,
      env: { SOME_TOKEN: 'right-token' },
    })
    other.signal('SIGUSR2')
    const { file } = await lineOf(other, 'a diagnostic report was written')
    const report = await readFile(String(file), 'utf8')
    expect(Object.keys(JSON.parse(report))).toEqual(
      expect.arrayContaining(['header', 'javascriptStack', 'libuv']),
    )
    for (const text of ['right-password', 'right-token']) {
      expect(report).not.toContain(text)
      expect(other.output()).not.toContain(text)
    }
    await other.stop()
  })
})

describe('SIGHUP', () => {
  const READ = 'the configuration was read again'

  test('applies the level, and names what needs a restart', async () => {
    const cwd = await kedge.directory()
    const file = join(cwd, 'kedge.yaml')
    const broker = await kedge.start(JSON_LINES, { cwd })
    await writeFile(file, 'log:\n  level: debug\nserver:\n  num-partitions: 3\ngroup:\n  max-size: 7\n')
    broker.signal('SIGHUP')
    expect(await lineOf(broker, READ)).toMatchObject({ file: './kedge.yaml', logLevel: 'debug' })
    expect(await lineOf(broker, 'changed settings are applied by a restart only')).toMatchObject({
      level: 'warn',
      settings: ['server.num-partitions', 'group.max-size'],
    })
    const client = await wireClient(broker.address, 'after')
    expect(await describeLoggers(client)).toContain('groups=DEBUG')
    await lineOf(broker, 'request')
    client.close()
    await broker.stop()
  })

  test('with a file that is wrong changes nothing and tells all that is wrong', async () => {
    const cwd = await kedge.directory()
    const broker = await kedge.start(JSON_LINES, { cwd })
    await writeFile(join(cwd, 'kedge.yaml'), 'log:\n  level: loud\nserver:\n  hots: x\n  brokers: many\n')
    broker.signal('SIGHUP')
    const { level, faults } = await lineOf(broker, 'the configuration has faults: nothing is changed')
    expect(level).toBe('error')
    for (const named of ['log.level', 'server.hots', 'server.brokers'])
      expect(faults).toContainEqual(expect.stringContaining(named))
    const client = await wireClient(broker.address, 'after')
    expect(await describeLoggers(client)).toContain('root=INFO')
    client.close()
    await broker.stop()
  })
})

describe('loggers', () => {
  test('are altered one by one while the broker runs, and until it stops', async () => {
    const broker = await kedge.start(JSON_LINES)
    const client = await wireClient(broker.address, 'admin')
    expect(await alterLogger(client, 'requests', 'DEBUG')).toBe(0)
    expect(await describeLoggers(client)).toEqual(
      expect.arrayContaining(['requests=DEBUG', 'root=INFO', 'groups=INFO']),
    )
    expect(await lineOf(broker, 'the level of a logger was altered')).toMatchObject({
      logger: 'requests',
      logLevel: 'debug',
    })
    await lineOf(broker, 'request')
    expect(await alterLogger(client, 'requests', null)).toBe(0)
    expect(await alterLogger(client, 'root', 'LOUD')).toBe(40)
    expect(await alterLogger(client, 'root', null)).toBe(42)
    const before = linesOf(broker.output()).filter(({ msg }) => msg === 'request').length
    expect(await describeLoggers(client)).toContain('requests=INFO')
    client.close()
    await broker.stop()
    expect(linesOf(broker.output()).filter(({ msg }) => msg === 'request')).toHaveLength(before)
  })
})

type Client = Awaited<ReturnType<typeof wireClient>>
const BROKER_LOGGER = 8

const describeLoggers = async (client: Client): Promise<readonly string[]> => {
  const api = { request: DescribeConfigsRequest, response: DescribeConfigsResponse, version: 4 }
  const { results } = await client.ask(api, {
    resources: [{ resourceType: BROKER_LOGGER, resourceName: '0', configurationKeys: null }],
    includeSynonyms: false,
    includeDocumentation: false,
  })
  return results.flatMap(({ configs }) => configs.map(({ name, value }) => `${name}=${value}`))
}

const alterLogger = async (
  client: Client,
  name: string,
  value: string | null,
): Promise<number | undefined> => {
  const api = {
    request: IncrementalAlterConfigsRequest,
    response: IncrementalAlterConfigsResponse,
    version: 1,
  }
  const configs = [{ name, configOperation: value === null ? 1 : 0, value }]
  const resources = [{ resourceType: BROKER_LOGGER, resourceName: '0', configs }]
  return (await client.ask(api, { resources, validateOnly: false })).responses[0]?.errorCode
}
