import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eventually } from '#test/support/eventually'
import { freePort } from '#test/support/redis-server'
import { kafka, QUICK } from './java.ts'

/** Kafka Connect, distributed: one worker, which keeps its configs, offsets and states in three compacted topics. */
export interface ConnectWorker {
  /** Makes a connector, or changes it. */
  readonly connector: (name: string, config: Readonly<Record<string, string>>) => Promise<void>
  /** States of a connector and its tasks, connector first; undefined as long as it has none, or is not known. */
  readonly states: (name: string) => Promise<readonly string[] | undefined>
  /** SIGTERM, as an operator stops it. */
  readonly stop: () => Promise<void>
  readonly kill9: () => Promise<void>
}

/** The worker's topics; `<kind>.storage.<config>` are configs that it makes them with (KIP-605). */
export const storageTopics = {
  offset: 'connect-offsets',
  config: 'connect-configs',
  status: 'connect-status',
}

export const connectWorker = async (
  at: string,
  directory: string,
  settings: Readonly<Record<string, string>>,
): Promise<ConnectWorker> => {
  const { java, jars } = kafka()
  const url = `http://127.0.0.1:${await freePort()}`
  const file = join(directory, 'worker.properties')
  const all = Object.entries({ ...propertiesOf(at, url), ...settings })
  await writeFile(file, all.map(([name, value]) => `${name}=${value}\n`).join(''))
  const main = 'org.apache.kafka.connect.cli.ConnectDistributed'
  const args = [...QUICK, '-Xmx512m', '-cp', join(jars, '*'), main, file]
  const child: ChildProcess = spawn(java, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const gone = () => child.kill('SIGKILL')
  process.once('exit', gone)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-10_000)
    })
  let isOver = false
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      isOver = true
      process.off('exit', gone)
      resolve()
    })
  })

  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal)
    await ended
  }

  const asked = async (path: string, init: RequestInit = {}): Promise<Response | undefined> => {
    if (isOver) throw new Error(`the worker has ended:\n${said}`)
    try {
      const answer = await fetch(`${url}${path}`, {
        ...init,
        headers: { 'content-type': 'application/json' },
      })
      return answer.ok ? answer : undefined
    } catch {
      return undefined
    }
  }

  await eventually(`the worker answers at ${url}`, () => asked('/connectors'), 120_000)
  return {
    connector: async (name, config) => {
      const init = { method: 'PUT', body: JSON.stringify(config) }
      // It refuses while it rebalances.
      await eventually(`connector ${name} is taken`, () => asked(`/connectors/${name}/config`, init))
    },
    states: async (name) => {
      const answer = await asked(`/connectors/${name}/status`)
      if (answer === undefined) return undefined
      const { connector, tasks }: Status = JSON.parse(await answer.text())
      return [connector, ...tasks].map(({ state }) => state)
    },
    stop: end('SIGTERM'),
    kill9: end('SIGKILL'),
  }
}

type Status = Readonly<{
  connector: Readonly<{ state: string }>
  tasks: readonly Readonly<{ state: string }>[]
}>

const propertiesOf = (at: string, url: string): Readonly<Record<string, string>> => ({
  'bootstrap.servers': at,
  listeners: url,
  'group.id': 'connect-cluster',
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'offset.flush.interval.ms': '500',
  'scheduled.rebalance.max.delay.ms': '0',
  ...Object.fromEntries(
    Object.entries(storageTopics).flatMap(([kind, topic]) => [
      [`${kind}.storage.topic`, topic],
      [`${kind}.storage.replication.factor`, '1'],
    ]),
  ),
})
