import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#test/support/redis-server'
import type { Java } from './kafka-jars.ts'

/** Apache Kafka itself, one node that is controller and broker: a child process with a directory and ports of its own. */
export interface KafkaBroker {
  readonly address: string
  readonly pid: () => number
  readonly start: () => Promise<void>
  /** SIGTERM, as an operator stops it. */
  readonly halt: () => Promise<void>
  readonly kill9: () => Promise<void>
  /** Ends it, whatever its state, and forgets its data. */
  readonly stop: () => Promise<void>
}

export type KafkaSettings = Readonly<Record<string, string | number>>

const PATIENCE = 180_000
const HEAP = ['-Xmx1g', '-XX:+UseSerialGC', '-Xshare:auto']

export const kafkaBroker = async (
  { java, jars }: Java,
  settings: KafkaSettings = {},
  jvm: readonly string[] = HEAP,
): Promise<KafkaBroker> => {
  const directory = await mkdtemp(join(tmpdir(), 'kedge-kafka-'))
  const [port, controller] = [await freePort(), await freePort()]
  const file = join(directory, 'server.properties')
  const lines = Object.entries({ ...propertiesOf(directory, port, controller), ...settings })
  await writeFile(file, lines.map(([name, value]) => `${name}=${value}\n`).join(''))
  const classes = ['-cp', join(jars, '*')]
  let child: ChildProcess | null = null
  process.once('exit', () => child?.kill('SIGKILL'))

  const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', file]
  const formatted = spawn(java, [...HEAP, ...classes, ...format], { stdio: ['ignore', 'ignore', 'pipe'] })
  const complaints = textOf(formatted)
  const [code] = await once(formatted, 'close')
  if (code !== 0) throw new Error(`Kafka's storage tool ended with ${code}:\n${complaints()}`)

  const start = async () => {
    const started = spawn(java, [...jvm, ...classes, 'kafka.Kafka', file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = started
    const said = textOf(started)
    const until = Date.now() + PATIENCE
    while (!(await answers(port))) {
      if (started.exitCode !== null) throw new Error(`Kafka ended with ${started.exitCode}:\n${said()}`)
      if (Date.now() > until) throw new Error(`Kafka does not listen on ${port}:\n${said()}`)
      await sleep(100)
    }
  }
  const end = async (signal: NodeJS.Signals) => {
    const ending = child
    child = null
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = once(ending, 'close')
    ending.kill(signal)
    const impatient = setTimeout(() => ending.kill('SIGKILL'), PATIENCE)
    await ended
    clearTimeout(impatient)
  }
  const stop = async () => {
    await end('SIGKILL')
    await rm(directory, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    await start()
  } catch (cause) {
    await stop()
    throw cause
  }
  return {
    address: `127.0.0.1:${port}`,
    pid: () => child?.pid ?? 0,
    start,
    halt: () => end('SIGTERM'),
    kill9: () => end('SIGKILL'),
    stop,
  }
}

const CLUSTER_ID = 'a2VkZ2Uga2Fma2EgY2x1cw'

const propertiesOf = (directory: string, port: number, controller: number): KafkaSettings => ({
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.quorum.voters': `1@127.0.0.1:${controller}`,
  listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
  'controller.listener.names': 'CONTROLLER',
  'log.dirs': join(directory, 'data'),
  'num.partitions': 1,
  'offsets.topic.num.partitions': 4,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
})

const textOf = (child: ChildProcess): (() => string) => {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  return () => text
}

/** The broker's port listens once it is ready to serve. */
const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
