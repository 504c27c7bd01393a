import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { pythonKafka } from '#test/support/debian-tools'
import { argumentsOf, isMemberEvent, type MemberEvent, type MemberOptions } from './events.ts'
import { kcatMember } from './kcat-member.ts'

/** A process with members in it. */
export interface MemberHost {
  readonly pid: number
  readonly join: (member: string) => void
  readonly leave: (member: string) => void
  /** Ends it as a crash does: nobody leaves. */
  readonly kill9: () => Promise<void>
  /** All leave, it ends. */
  readonly stop: () => Promise<void>
}

export type Sink = (event: MemberEvent) => void
export type StartHost = (options: MemberOptions, sink: Sink) => MemberHost

const program = (name: string): string => fileURLToPath(new URL(`members/${name}.ts`, import.meta.url))
const pythonProgram = fileURLToPath(new URL('../python/member.py', import.meta.url))

const node =
  (name: string): StartHost =>
  (options, sink) =>
    host(process.execPath, [program(name), ...argumentsOf(options)], process.env, sink)

export const kafkajsHost = node('kafkajs')
export const platformaticHost = node('platformatic')

/** One member a process. */
export const pythonHost: StartHost = (options, sink) => {
  const { python, env } = pythonKafka()
  return host(python, [pythonProgram, ...argumentsOf(options)], env, sink)
}

/** Debian's kcat is a member a process; a host of several is several processes. */
export const kcatHost: StartHost = (options, sink) => {
  const members = new Map<string, ReturnType<typeof kcatMember>>()
  const join = (member: string) => {
    const process = kcatMember({ ...options, members: [member] }, sink)
    members.set(member, process)
    return process
  }
  const first = options.members.map(join)
  return {
    pid: first[0]?.pid ?? 0,
    join,
    leave: (member) => {
      void members.get(member)?.stop()
    },
    kill9: async () => {
      await Promise.all([...members.values()].map((member) => member.kill9()))
    },
    stop: async () => {
      await Promise.all([...members.values()].map((member) => member.stop()))
    },
  }
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A child that is surely gone when this process is, and says when it has ended. */
export const kept = (child: ChildProcess): Promise<void> => {
  running.add(child)
  return new Promise((resolve) => {
    child.once('close', () => {
      running.delete(child)
      resolve()
    })
  })
}

export const host = (
  path: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  sink: Sink,
): MemberHost => {
  const child = spawn(path, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = kept(child)
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    const told: unknown = line.startsWith('{') ? JSON.parse(line) : null
    if (isMemberEvent(told)) sink(told)
  })
  const complaint = (text: string): MemberEvent => ({
    at: Date.now(),
    member: 'process',
    type: 'error',
    text,
  })
  child.once('close', (code, signal) => sink(complaint(`ended with ${signal ?? code}`)))
  createInterface({ input: child.stderr }).on('line', (line) => sink(complaint(line)))
  return {
    pid: child.pid ?? 0,
    join: (member) => child.stdin.write(`join ${member}\n`),
    leave: (member) => child.stdin.write(`leave ${member}\n`),
    kill9: async () => {
      child.kill('SIGKILL')
      await ended
    },
    stop: async () => {
      child.stdin.end()
      const impatient = setTimeout(() => child.kill('SIGKILL'), 30_000)
      await ended
      clearTimeout(impatient)
    },
  }
}
