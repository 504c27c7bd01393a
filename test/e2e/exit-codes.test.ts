import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { repository } from '#test/support/unpacked'
import { processes } from './processes.ts'

// Each code that docs/operating.md promises, from the program itself.

const { kedge, redisWith } = processes()

const says = (broker: { output: () => string }, text: string) =>
  eventually(`it says ${text}`, () => (broker.output().includes(text) ? true : undefined))

test('0: stopped, with everything finished', async () => {
  const broker = await kedge.start(['--store', 'memory:'])
  broker.signal('SIGTERM')
  expect(await broker.ended).toMatchObject({ code: 0, signal: null, stderr: '' })
})

test('1: another process has taken over the broker id', async () => {
  const redis = await redisWith()
  const broker = await kedge.start(['--store', redis.url, '--broker-id', '5'])
  await redis.call('HSET', 'kedge:broker:{5}', 'incarnation', 'somebody-else')
  expect(await broker.ended).toMatchObject({ code: 1 })
  expect(broker.output()).toContain('another process has taken over broker id 5')
})

test('2: a command line that means nothing', async () => {
  expect(await kedge.run(['--stoer', 'memory:'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('--stoer'),
  })
})

test('69: the store is not there', async () => {
  const redis = await redisWith()
  await redis.kill9()
  const { code, stderr } = await kedge.run(['--store', redis.url])
  expect([code, stderr]).toEqual([69, expect.stringContaining('ECONNREFUSED')])
})

describe('70: a bug', () => {
  const env = {
    NODE_OPTIONS: `--import ${pathToFileURL(join(repository, 'test', 'support', 'planted-bug.ts')).href}`,
  }
  test.each([
    ['that was thrown', 'SIGWINCH'],
    ['that was a rejection', 'SIGIO'],
  ] as const)('%s, with a last line that says where', async (_, signal) => {
    const flags = ['--store', 'memory:', '--log-format', 'json', '--log-level', 'info']
    const broker = await kedge.start(flags, { env })
    broker.signal(signal)
    const { code, stdout } = await broker.ended
    expect(code).toBe(70)
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      level: 'fatal',
      component: 'process',
      err: {
        type: 'TypeError',
        message: 'planted: x is not a function',
        stack: expect.stringContaining('planted-bug'),
      },
    })
  })
})

describe('73: the directory', () => {
  test('cannot be made', async () => {
    const cwd = await kedge.directory()
    await writeFile(join(cwd, 'file'), '')
    const { code, stderr } = await kedge.run(['--store', 'embedded:./file/data'], { cwd })
    expect([code, stderr]).toEqual([73, expect.stringMatching(/file\/data cannot be used: ENOTDIR/)])
  })

  test('is in use by another process', async () => {
    const cwd = await kedge.directory()
    const first = await kedge.start([], { cwd })
    const { code, stderr } = await kedge.run([], { cwd })
    expect([code, stderr]).toEqual([73, expect.stringContaining(`in use by process ${first.pid}`)])
    await first.stop()
  })
})

test('74: what lies on the disk is broken', async () => {
  const cwd = await kedge.directory()
  await writeFile(join(cwd, 'kedge.mdb'), 'not a database, and long enough to be looked at as one')
  const { code, stderr } = await kedge.run(['--store', 'embedded:.'], { cwd })
  expect([code, stderr]).toEqual([74, expect.stringContaining('kedge.mdb')])
})

test('77: Redis does not let it in', async () => {
  const redis = await redisWith()
  await redis.call('CONFIG', 'SET', 'requirepass', 'another-password')
  const { code, stderr } = await kedge.run(['--store', redis.url])
  expect([code, stderr]).toEqual([77, expect.stringContaining('NOAUTH')])
})

test('78: a setting that cannot be', async () => {
  const { code, stderr } = await kedge.run(['--store', 'memory:', '--durability', 'always'])
  expect([code, stderr]).toEqual([78, expect.stringContaining('--durability')])
})

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('undrained after %s', (signal, code) => {
  test(`${code}: what is under way could not be finished in time`, async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url, '--shutdown-timeout-ms', '300'])
    process.kill(redis.pid(), 'SIGSTOP')
    broker.signal(signal)
    expect(await broker.ended).toMatchObject({ code })
    expect(broker.output()).toContain('not everything could be finished in time')
    process.kill(redis.pid(), 'SIGCONT')
  })

  test(`${code}: asked a second time`, async () => {
    const redis = await redisWith()
    const broker = await kedge.start(['--store', redis.url])
    process.kill(redis.pid(), 'SIGSTOP')
    broker.signal(signal)
    await says(broker, 'stopping')
    const again = setInterval(() => broker.signal(signal), 300)
    expect(await broker.ended).toMatchObject({ code })
    clearInterval(again)
    process.kill(redis.pid(), 'SIGCONT')
  })
})
