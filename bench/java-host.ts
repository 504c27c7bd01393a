import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { repository } from '#test/support/unpacked'
import type { Java } from '../scripts/kafka-jars.ts'

/** A warm JVM that runs Apache Kafka's own tools, and `Paced`. */
export interface JavaHost {
  /** Runs a class's main with these arguments; rejects if it failed. */
  readonly run: (main: string, args: readonly string[]) => Promise<Ran>
  readonly stop: () => Promise<void>
}

/** What was printed, and when it began and ended: ms since the epoch. */
export type Ran = Readonly<{ lines: readonly string[]; began: number; ended: number }>

const classes = join(repository, '.cache', 'bench-java')
const sources = ['Host', 'Paced'].map((name) => join(import.meta.dirname, 'java', `${name}.java`))
/** One JVM is all clients; a heap that holds eight producers' buffers and four consumers' fetches. */
export const CLIENT_JVM = ['-Xms1g', '-Xmx2g', '-XX:+UseG1GC']

export const compileHost = ({ javac, jars }: Java): void => {
  const { status, stderr } = spawnSync(javac, ['-cp', join(jars, '*'), '-d', classes, ...sources], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`javac ended with ${status}:\n${stderr}`)
}

interface Task {
  readonly name: string
  readonly lines: string[]
  readonly done: (ran: Ran) => void
  readonly fail: (error: Error) => void
}

export const javaHost = ({ java, jars }: Java): JavaHost => {
  const args = [...CLIENT_JVM, '-cp', `${classes}:${join(jars, '*')}`, 'Host']
  const child = spawn(java, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = once(child, 'close')
  const tasks = new Map<string, Task>()
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = `${complaints}${text}`.slice(-4_000)
  })
  child.stdin.on('error', () => {})
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [id = '', first = '', outcome = '', began, done] = line.split('\t')
    const task = tasks.get(id)
    if (task === undefined) return
    if (first !== 'end') {
      task.lines.push(first)
      return
    }
    tasks.delete(id)
    if (outcome === 'ok') task.done({ lines: task.lines, began: Number(began), ended: Number(done) })
    else task.fail(new Error(`${task.name}: ${outcome}\n${task.lines.join('\n')}\n${complaints}`))
  })
  void ended.then(() => {
    for (const { name, fail } of tasks.values())
      fail(new Error(`the JVM ended under ${name}:\n${complaints}`))
  })
  let count = 0
  return {
    run: (main, given) =>
      new Promise((done, fail) => {
        const id = String(++count)
        tasks.set(id, { name: `${main} ${given.join(' ')}`, lines: [], done, fail })
        child.stdin.write(`${[id, main, ...given].join('\t')}\n`)
      }),
    stop: async () => {
      process.off('exit', kill)
      kill()
      await ended
    },
  }
}
