import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from './unpacked.ts'

/** The program as users run it: a process of its own, in a directory of its own, on free ports. */
export interface KedgeProcess {
  /** Where its brokers listen, as it printed it: `127.0.0.1:40001`. */
  readonly address: string
  readonly addresses: readonly string[]
  readonly pid: number
  /** Everything it has printed and logged so far. */
  readonly output: () => string
  readonly signal: (signal: NodeJS.Signals) => void
  /** SIGTERM, which must end it with exit code 0. */
  readonly stop: () => Promise<void>
  /** Ends it as a crash does. */
  readonly kill9: () => Promise<void>
  /** How it ended, once it has. */
  readonly ended: Promise<Ended>
}

export type Ended = Readonly<{
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}>

export interface Kedges {
  /** A new directory, gone when all have stopped. */
  readonly directory: () => Promise<string>
  /** Starts `serve` with these flags, and waits until it says that it is ready. */
  readonly start: (flags: readonly string[], options?: Options) => Promise<KedgeProcess>
  /** Starts `serve` without waiting for anything. */
  readonly begin: (
    flags: readonly string[],
    options?: Options,
  ) => Promise<Pick<KedgeProcess, 'output' | 'signal' | 'ended'>>
  /** Runs it to its end: for starts that are refused. */
  readonly run: (flags: readonly string[], options?: Options) => Promise<Ended>
  readonly stopAll: () => Promise<void>
}

interface Options {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Whoever makes this calls `stopAll` when its tests are over, also when they failed. */
export const kedges = (): Kedges => {
  const running = new Set<ChildProcess>()
  const directories: string[] = []
  // A test run that is broken off runs no hooks.
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL')
  })

  const directory = async () => {
    const made = await mkdtemp(join(tmpdir(), 'kedge-e2e-'))
    directories.push(made)
    return made
  }
  const launch = async (flags: readonly string[], { cwd, env = {} }: Options = {}) => {
    const child = spawn(process.execPath, [join(repository, 'bin', 'kedge.js'), 'serve', ...flags], {
      cwd: cwd ?? (await directory()),
      env: { ...withoutKedge(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    const capture = captureOf(child)
    void capture.ended.then(() => running.delete(child))
    return { child, ...capture }
  }

  return {
    directory,
    start: async (flags, options) => {
      const launched = await launch(withFreePorts(flags), options)
      const addresses = await readyAddresses(launched)
      return processOf(launched, addresses)
    },
    begin: async (flags, options) => {
      const { child, output, ended } = await launch(withFreePorts(flags), options)
      return { output, ended, signal: (signal) => child.kill(signal) }
    },
    run: async (flags, options) => (await launch(withFreePorts(flags), options)).ended,
    stopAll: async () => {
      await Promise.all(
        [...running].map(async (child) => {
          const gone = once(child, 'close')
          child.kill('SIGKILL')
          await gone
        }),
      )
      await Promise.all(
        directories.splice(0).map((made) => rm(made, { recursive: true, force: true, maxRetries: 3 })),
      )
    },
  }
}

const withFreePorts = (flags: readonly string[]): readonly string[] => [
  ...(flags.some((flag) => /^--(?:port|listeners)(?:=|$)/.test(flag)) ? [] : ['--port', '0']),
  ...(flags.includes('--http-port') ? [] : ['--http-port', '0']),
  // Else what is printed for people is not, since nobody looks.
  ...(flags.includes('--log-format') ? [] : ['--log-format', 'pretty']),
  ...flags,
]

/** Settings of whoever runs the tests are not settings of the tests. */
const withoutKedge = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('KEDGE_')))

interface Launched {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly output: () => string
  readonly ended: Promise<Ended>
}

const captureOf = (child: ChildProcess): Omit<Launched, 'child'> => {
  const heard = { stdout: '', stderr: '', both: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    heard.stdout += text
    heard.both += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    heard.stderr += text
    heard.both += text
  })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ code, signal, stdout: heard.stdout, stderr: heard.stderr }),
    )
  })
  return { stdout: () => heard.stdout, output: () => heard.both, ended }
}

/** The block is printed once requests can be served; its last line is an empty one. */
const readyAddresses = async ({ child, stdout, output, ended }: Launched): Promise<readonly string[]> => {
  const ready = new Promise<void>((resolve) => {
    const look = () => {
      if (/^ {2}try .*\n(.*\n)*\n/m.test(stdout()) || readyLine(stdout()) !== undefined) resolve()
    }
    child.stdout?.on('data', look)
    look()
  })
  await Promise.race([
    ready,
    ended.then(({ code, signal }) => {
      throw new Error(`kedge ended with ${signal ?? code} before it was ready:\n${output()}`)
    }),
  ])
  const line = readyLine(stdout())
  if (line !== undefined) return [...line.matchAll(/"[A-Z_]+:\/\/([^"]+)"/g)].map((match) => match[1] ?? '')
  const listens = /^ {2}listens +(.*)$/m.exec(stdout())?.[1] ?? ''
  return [...listens.matchAll(/(\S+:\d+) \(broker \d+[^)]*\)/g)].map((match) => match[1] ?? '')
}

/** Where lines are JSON, one of them says what the block says. */
const readyLine = (stdout: string): string | undefined =>
  stdout.split('\n').find((line) => line.endsWith('"msg":"ready"}'))

const processOf = ({ child, output, ended }: Launched, addresses: readonly string[]): KedgeProcess => {
  const [address] = addresses
  if (address === undefined || child.pid === undefined) throw new Error(`no address printed:\n${output()}`)
  return {
    address,
    addresses,
    pid: child.pid,
    output,
    ended,
    signal: (signal) => child.kill(signal),
    stop: async () => {
      child.kill('SIGTERM')
      const { code, signal } = await ended
      if (code !== 0) throw new Error(`kedge ended with ${signal ?? code} after SIGTERM:\n${output()}`)
    },
    kill9: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
