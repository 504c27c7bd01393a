import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { kcat } from '#test/support/debian-tools'
import { repository } from '#test/support/unpacked'

// The main job as a user meets it: `npm start`, write with kcat, read with kcat, restart, read again.

const patience = 20_000

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

const folder = mkdtempSync(join(tmpdir(), 'kedge-smoke-'))
const port = await freePort()
const flags = ['--port', String(port), '--store', `embedded:${join(folder, 'data')}`, '--http-port', '0']
const tool = kcat()
let running: ChildProcess | undefined
let failed = false

const broker = (command: string, ...args: readonly string[]): ChildProcess =>
  // A group of its own: npm, its shell and node are stopped together.
  spawn(command, [...args, ...flags], {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  })

const said = (args: readonly string[], input = ''): string => {
  const options = { env: tool.env, input, encoding: 'utf8', timeout: patience } as const
  const { status, stdout, stderr } = spawnSync(tool.path, ['-b', `127.0.0.1:${port}`, ...args], options)
  if (status !== 0) throw new Error(`kcat ${args.join(' ')}: ${stderr}`)
  return stdout
}

const answers = async (): Promise<void> => {
  const until = Date.now() + patience
  for (;;) {
    if (running?.exitCode !== null) throw new Error(`the broker ended with ${running?.exitCode}`)
    try {
      said(['-L', '-m', '2'])
      return
    } catch (cause) {
      if (Date.now() > until) throw cause
      await delay(200)
    }
  }
}

const groupLives = (pid: number): boolean => {
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}

const stop = async (): Promise<number | null> => {
  const stopping = running
  if (stopping?.pid === undefined) return null
  if (groupLives(stopping.pid)) process.kill(-stopping.pid, 'SIGTERM')
  const until = Date.now() + patience
  while (groupLives(stopping.pid) && Date.now() < until) await delay(50)
  if (groupLives(stopping.pid)) process.kill(-stopping.pid, 'SIGKILL')
  running = undefined
  return stopping.exitCode
}

const step = async (name: string, act: () => unknown): Promise<void> => {
  if (failed) return
  try {
    await act()
    console.log(`ok     smoke: ${name}`)
  } catch (cause) {
    failed = true
    console.log(`FAILED smoke: ${name}\n${String(cause)}`)
  }
}

const expectSame = (actual: unknown, expected: unknown): void => {
  if (actual !== expected)
    throw new Error(
      `expected ${JSON.stringify(expected)?.slice(0, 300)}\ngot ${JSON.stringify(actual)?.slice(0, 300)}`,
    )
}

const lines = Array.from({ length: 1000 }, (_, index) => `key-${index % 7}:value ${index}\n`).join('')
const readAll = (): string => said(['-C', '-t', 'smoke', '-o', 'beginning', '-e', '-q', '-K', ':'])

try {
  await step('npm start serves', async () => {
    running = broker('npm', 'start', '--')
    await answers()
  })
  await step('kcat produces', () => said(['-P', '-t', 'smoke', '-K', ':'], lines))
  await step('kcat consumes the same', () => expectSame(readAll(), lines))
  await step('it stops, starts again and has lost nothing', async () => {
    await stop()
    running = broker(process.execPath, 'bin/kedge.js', 'serve')
    await answers()
    expectSame(readAll(), lines)
  })
  await step('SIGTERM ends it with 0', async () => expectSame(await stop(), 0))
} finally {
  await stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0
