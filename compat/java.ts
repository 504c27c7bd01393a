import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { repository } from '#test/support/unpacked'
import { findJava, type Java } from '../scripts/kafka-jars.ts'
import { run } from '../test/e2e/clients/run.ts'
import { argumentsOf } from '../test/e2e/groups/events.ts'
import { host, kept, type StartHost } from '../test/e2e/groups/hosts.ts'

// Apache Kafka's own client and tools against a broker: JVMs of ours, started with the jars of scripts/kafka-jars.ts.

const classes = join(repository, '.cache', 'compat-java')
/** A JVM that is to start fast, not to run long. */
export const QUICK = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Xmx256m']

export const kafka = (): Java => {
  const found = findJava()
  if (typeof found === 'string') throw new Error(found)
  return found
}

export const compileMembers = async (): Promise<void> => {
  const { javac, jars } = kafka()
  const source = join(repository, 'compat', 'java', 'Members.java')
  await run({ path: javac, env: process.env }, ['-cp', join(jars, '*'), '-d', classes, source])
}

/** Members by Apache Kafka's own client, all of a host in one JVM. */
export const javaHost: StartHost = (options, sink) => {
  const { java, jars } = kafka()
  const args = [...QUICK, '-cp', `${classes}:${join(jars, '*')}`, 'Members', ...argumentsOf(options)]
  return host(java, args, process.env, (event) => {
    // A logging library that is not there on purpose.
    if (event.type !== 'error' || !event.text.startsWith('SLF4J')) sink(event)
  })
}

/** One of Kafka's command line tools, to its end; what it printed. */
export const tool = (main: string, ...args: readonly string[]): Promise<string> =>
  toEnd(`org.apache.kafka.tools.${main}`, args)

/** `kafka-configs.sh`, which is older than the others and lives elsewhere. */
export const kafkaConfigs = (...args: readonly string[]): Promise<string> =>
  toEnd('kafka.admin.ConfigCommand', args)

const toEnd = async (main: string, args: readonly string[]): Promise<string> => {
  const { java, jars } = kafka()
  const all = [...QUICK, '-cp', join(jars, '*'), main, ...args]
  return (await run({ path: java, env: process.env }, all)).toString()
}

/** `kafka-console-producer.sh`: a record each line, idempotent as Java's producer is unless told otherwise. */
export const consoleProducer = async (
  at: string,
  topic: string,
  lines: readonly string[],
  ...args: readonly string[]
): Promise<void> => {
  const { java, jars } = kafka()
  const main = ['org.apache.kafka.tools.ConsoleProducer', '--bootstrap-server', at, '--topic', topic]
  const input = lines.map((line) => `${line}\n`).join('')
  await run({ path: java, env: process.env }, [...QUICK, '-cp', join(jars, '*'), ...main, ...args], input)
}

export interface ConsoleConsumer {
  /** What it has printed, a line each record. */
  readonly lines: readonly string[]
  readonly kill9: () => Promise<void>
  /** SIGTERM: it commits, leaves and ends. */
  readonly stop: () => Promise<void>
}

/** `kafka-console-consumer.sh` in a group. */
export const consoleConsumer = (
  at: string,
  group: string,
  topic: string,
  properties: Readonly<Record<string, string | number>>,
  more: readonly string[] = [],
): ConsoleConsumer => {
  const { java, jars } = kafka()
  const flags = Object.entries(properties).flatMap(([name, value]) => [
    '--command-property',
    `${name}=${value}`,
  ])
  const args = [
    '--bootstrap-server',
    at,
    '--topic',
    topic,
    '--group',
    group,
    '--from-beginning',
    ...flags,
    ...more,
  ]
  const main = 'org.apache.kafka.tools.consumer.ConsoleConsumer'
  const child: ChildProcess = spawn(java, [...QUICK, '-cp', join(jars, '*'), main, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = kept(child)
  const lines: string[] = []
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal)
    await ended
  }
  return { lines, kill9: end('SIGKILL'), stop: end('SIGTERM') }
}
