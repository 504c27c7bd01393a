import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { kedgeLine, program } from '#test/support/kedge-line'
import { kedges } from '#test/support/kedge-process'
import { listening, refusingBroker, type Server } from '#test/support/refusing-broker'
import { repository } from '#test/support/unpacked'
import { cliBroker } from './broker.ts'

// The program as a process: exit codes, signals, pipes and terminals. What commands do is in the other files.

const broker = cliBroker()
const { directory, stopAll } = kedges()
afterAll(stopAll)
const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ stop }) => stop()))
})

const started = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [program, ...argv], {
    env: { PATH: process.env['PATH'], KEDGE_BOOTSTRAP: broker.address(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const ended = once(child, 'close').then(([code]) => ({ code: Number(code), ...said }))
  return { child, said, ended }
}

const run = (argv: readonly string[], env?: Readonly<Record<string, string>>) => started(argv, env).ended

const shell = (line: string) => kedgeLine(line, { env: { KEDGE_BOOTSTRAP: broker.address() } })

const serving = async (server: Promise<Server>): Promise<string> => {
  servers.push(await server)
  return (await server).address
}

describe('the exit code', () => {
  test('0: done', async () => {
    const { code, stdout, stderr } = await run(['topics', 'create', 'coded'])
    expect([code, stdout, stderr]).toEqual([0, expect.stringContaining('created coded'), ''])
  })

  test('1: refused', async () => {
    const { code, stdout, stderr } = await run(['topics', 'describe', 'nowhere'])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toBe(
      'kedge: topic nowhere: there is no such topic or partition (UNKNOWN_TOPIC_OR_PARTITION)\n',
    )
  })

  test('1: not healthy, for the answer does not end in time', async () => {
    const half = 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'
    const slow = await serving(listening((socket) => socket.once('data', () => socket.write(half))))
    const { code, stderr } = await run(['health', '--url', `http://${slow}`, '--timeout', '300ms'])
    expect(stderr).toBe(`kedge: not healthy: http://${slow}/health/ready: no answer within 300 ms\n`)
    expect(code).toBe(1)
  })

  test('2: no such flag', async () => {
    expect(await run(['topics', 'list', '--bogus'])).toMatchObject({ code: 2, stdout: '' })
  })

  test('69: nobody listens, for any of the addresses', async () => {
    const { code, stderr } = await run(['topics', 'list', '--bootstrap', '127.0.0.1:1,127.0.0.1:2'])
    expect(stderr).toBe(
      'kedge: no broker answers at 127.0.0.1:1: connection refused\nkedge: no broker answers at 127.0.0.1:2: connection refused\n',
    )
    expect(code).toBe(69)
  })

  test('69: what listens is silent', async () => {
    const silent = await serving(refusingBroker(null))
    const { code, stderr } = await run(['topics', 'list', '--bootstrap', silent, '--timeout', '300ms'])
    expect(stderr).toBe(`kedge: ${silent} did not answer Metadata within 300 ms\n`)
    expect(code).toBe(69)
  })

  test('69: what listens is no Kafka broker', async () => {
    const web = await serving(listening((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    const { code, stderr } = await run(['topics', 'list', '--bootstrap', web])
    expect(stderr).toBe(`kedge: what listens at ${web} does not speak Kafka's protocol\n`)
    expect(code).toBe(69)
  })

  test('69: it hangs up, as one that wants TLS does', async () => {
    const curt = await serving(listening((socket) => socket.once('data', () => socket.destroy())))
    const { code, stderr } = await run(['topics', 'list', '--bootstrap', curt])
    expect(stderr).toContain(`kedge: ${curt} closed the connection; does it want TLS or authentication?`)
    expect(code).toBe(69)
  })

  test('70: a bug', async () => {
    const planted = '--import=data:text/javascript,Map.groupBy=()=>planted'
    const { code, stderr } = await run(['topics', 'describe'], { NODE_OPTIONS: planted })
    expect(stderr).toContain('kedge: a bug: ReferenceError: planted is not defined')
    expect(code).toBe(70)
  })

  test('74: nowhere to write to', async () => {
    expect((await shell('kedge topics list > /dev/full')).code).toBe(74)
  })

  test('77: not authorized', async () => {
    const closed = await serving(refusingBroker(29))
    const { code, stderr } = await run(['topics', 'list', '--bootstrap', closed])
    expect(stderr).toBe(
      'kedge: topic secret: you are not authorized for this topic (TOPIC_AUTHORIZATION_FAILED)\n',
    )
    expect(code).toBe(77)
  })

  test('78: settings that cannot be', async () => {
    expect((await run(['config', 'check'], { KEDGE_SERVER_BROKERS: 'many' })).code).toBe(78)
  })

  test.each<[NodeJS.Signals, number]>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s: %i', async (signal, code) => {
    const asked = Promise.withResolvers<void>()
    const silent = await serving(
      listening((socket) => {
        socket.once('data', () => asked.resolve())
      }),
    )
    const { child, ended } = started(['topics', 'list', '--bootstrap', silent])
    await asked.promise
    child.kill(signal)
    expect(await ended).toMatchObject({ code, stdout: '', stderr: '' })
  })
})

test('a broker that knows the first version of ApiVersions alone is asked in that', async () => {
  const old = await serving(refusingBroker(29, true))
  expect((await run(['topics', 'list', '--bootstrap', old])).code).toBe(77)
})

test('npx kedge is it, in a clone', async () => {
  const cache = await directory()
  const child = spawn('npx', ['--offline', '--yes', 'kedge', 'topics', 'list', '--output', 'json'], {
    cwd: repository,
    env: { ...process.env, npm_config_cache: cache, KEDGE_BOOTSTRAP: broker.address() },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toBeInstanceOf(Array)
})

test('it ends also where the broker is known by another address than it was asked at', async () => {
  await broker.ok('topics', 'create', 'named', '--partitions', '2')
  const port = broker.address().split(':')[1]
  const elsewhere = ['--bootstrap', `127.0.0.1:1,localhost:${port}`]
  expect(await run(['topics', 'describe', 'named', ...elsewhere])).toMatchObject({ code: 0, stderr: '' })
})

describe('in a pipe', () => {
  test('whoever reads and goes ends it with 0, without a word', async () => {
    await shell('seq 200000 | kedge produce piped > /dev/null')
    expect(await shell('kedge consume piped --output raw | head -n 2')).toEqual({
      code: 0,
      stdout: '1\n2\n',
      stderr: '',
    })
    expect(await shell('kedge consume piped --follow --output json | head -n 1')).toMatchObject({
      code: 0,
      stderr: '',
    })
  })

  test('a group is left, and only what was read is committed', async () => {
    await shell('seq 200000 | kedge produce drained > /dev/null')
    const { code, stderr } = await shell('kedge consume drained --group drain --output raw | head -n 2')
    expect([code, stderr]).toEqual([0, ''])
    const [{ state, partitions }] = await broker.json('groups', 'describe', 'drain')
    expect(state).toBe('Empty')
    expect(partitions[0]?.committed ?? 0).toBeLessThan(200_000)
  })

  test('SIGINT ends consume with 0, and the group is left', async () => {
    await shell('kedge produce interrupted --value x > /dev/null')
    const follow = ['consume', 'interrupted', '--group', 'stopped', '--follow', '--output', 'raw']
    const { child, said, ended } = started(follow)
    await expect.poll(() => said.stdout).toBe('x\n')
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0, stderr: 'stopped: 1 record, committed\n' })
    expect(await broker.json('groups', 'describe', 'stopped')).toMatchObject([
      { state: 'Empty', partitions: [{ committed: 1, lag: 0 }] },
    ])
  })
})

describe('on a terminal', () => {
  /** Without `script` of util-linux there is no terminal to be had; Debian has it everywhere. */
  const onTerminal = (line: string, input = '', columns = 100) =>
    shell(
      `printf '${input}' | script -qec "stty cols ${columns} -echo 2>/dev/null; '${process.execPath}' '${program}' ${line}" /dev/null`,
    )

  test('heads are bold, unless colors are not wanted', async () => {
    await broker.ok('topics', 'create', 'bold')
    expect((await onTerminal('topics list')).stdout).toContain('\u001b[1mTOPIC')
    expect((await onTerminal('topics list --no-color')).stdout).not.toContain('\u001b')
    expect((await shell('kedge topics list')).stdout).not.toContain('\u001b')
  })

  test('records are a line each, however narrow it is', async () => {
    await broker.ok('produce', 'wide', '--value', 'x'.repeat(500))
    const { stdout } = await onTerminal('consume wide --no-color', '', 80)
    const lines = stdout.split('\r\n').filter(Boolean)
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/x…$/)
    expect(lines[1]).toHaveLength(80)
  })

  test('delete asks, and takes no for an answer', async () => {
    await broker.ok('topics', 'create', 'precious')
    const { code, stdout } = await onTerminal('topics delete precious', 'n\\n')
    expect(stdout).toContain('delete precious with all records? [y/N]')
    expect(stdout).toContain('nothing was done')
    expect(code).toBe(1)
    await onTerminal('topics delete precious', 'y\\n')
    expect(await broker.ok('topics', 'list')).not.toContain('precious')
  })
})

test('whose topic is empty, a member of a group ends, and says no more than that', async () => {
  await broker.ok('topics', 'create', 'hollow')
  expect(await run(['consume', 'hollow', '--group', 'idle'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'idle: 0 records, committed\n',
  })
})

test('the client library is loaded by consume --group alone', async () => {
  const hook = join(await directory(), 'hook.mjs')
  await writeFile(
    hook,
    `import { registerHooks } from 'node:module'
registerHooks({ resolve: (name, context, next) => {
  if (name === '@platformatic/kafka') process.stderr.write('loaded it\\n')
  return next(name, context)
} })`,
  )
  const env = { NODE_OPTIONS: `--import=${hook}` }
  await broker.ok('produce', 'lean', '--value', 'x')
  for (const argv of [
    ['--help'],
    ['serve', '--help'],
    ['topics', 'list'],
    ['consume', 'lean'],
    ['produce', 'lean', '--value', 'x'],
  ])
    expect(await run(argv, env)).toMatchObject({ code: 0, stderr: '' })
  expect((await run(['consume', 'lean', '--group', 'lean'], env)).stderr).toContain('loaded it')
})
