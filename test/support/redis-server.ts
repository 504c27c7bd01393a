import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { redisBinary } from './redis-binary.ts'

/** A Redis of a test's own: a child process in a directory of its own, on a port that nobody else had. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  readonly pid: () => number
  /** Kills it as a crash does. */
  readonly kill9: () => Promise<void>
  /** Starts it again on the same port, in the same directory, unless other settings are given. */
  readonly start: (settings?: RedisSettings) => Promise<void>
  readonly stop: () => Promise<void>
  /** Runs commands on a connection of the test's own. */
  readonly call: (command: string, ...args: readonly (string | number)[]) => Promise<unknown>
}

export type RedisSettings = Readonly<Record<string, string | number>>

const defaults: RedisSettings = { save: '', appendonly: 'no' }

export const redisServer = async (settings: RedisSettings = {}): Promise<RedisServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'kedge-redis-'))
  const port = await freePort()
  let current: RedisSettings = { ...defaults, ...settings }
  let child: ChildProcess | null = null
  let client: Redis | null = null

  const start = async (other: RedisSettings = {}) => {
    current = { ...current, ...other }
    const { path, env } = redisBinary()
    const options = Object.entries(current).flatMap(([name, value]) => [`--${name}`, String(value)])
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, ...options]
    const started = spawn(path, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    child = started
    client = new Redis(port, '127.0.0.1', {
      lazyConnect: true,
      protocol: 2,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
      connectionName: 'test',
      disableClientInfo: true,
    })
    client.on('error', () => {})
    await client.connect().catch(() => {})
    while (!(await isReady(client, started))) await sleep(10)
  }

  const end = async (signal: NodeJS.Signals) => {
    client?.disconnect()
    client = null
    const ending = child
    child = null
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = once(ending, 'exit')
    ending.kill(signal)
    await ended
  }

  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    pid: () => child?.pid ?? 0,
    kill9: () => end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
    call: (command, ...args) => {
      if (client === null) throw new Error('this Redis is not running')
      return client.call(command, ...args)
    },
  }
}

/** It answers, has loaded its data, and is the process that was started: a port may be somebody else's. */
const isReady = async (client: Redis, child: ChildProcess): Promise<boolean> => {
  if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
  const info = String(await client.call('INFO').catch(() => ''))
  const pid = /process_id:(\d+)/.exec(info)?.[1]
  if (pid === undefined || !info.includes('loading:0')) return false
  if (Number(pid) !== child.pid) throw new Error(`the Redis on this port is process ${pid}, not ${child.pid}`)
  return true
}

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
