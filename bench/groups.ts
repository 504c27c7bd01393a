import { execFile } from 'node:child_process'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { kedges } from '#test/support/kedge-process'
import { type RedisSettings, redisServer } from '#test/support/redis-server'
import { kafkaBroker } from '../scripts/kafka-broker.ts'
import { getJava } from '../scripts/kafka-jars.ts'

// Groups over TCP, Kedge on each store beside Apache Kafka, one after the other: `npm run bench:groups`. The members are
// the same for all, in one process, a socket each. Figures are of one run on one machine: read the ratios.

// What is started ends with this process, also when it is told to stop.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const DELAY_MS = 1000
const COMMITTERS = [1, 16, 64]
const JOINERS = [10, 100, 1000]

interface Target {
  readonly name: string
  readonly open: () => Promise<Readonly<{ address: string; stop: () => Promise<void> }>>
}
type Figures = ReadonlyMap<string, number>

const kedgeOn = (name: string, store: (directory: string) => string): Target => ({
  name,
  open: async () => {
    const kedge = kedges()
    const flags = ['--store', store(await kedge.directory()), '--log-level', 'warn']
    const delay = ['--group-initial-rebalance-delay-ms', String(DELAY_MS)]
    const { address } = await kedge.start([...flags, ...delay])
    return { address, stop: kedge.stopAll }
  },
})

const kedgeOnRedis = (name: string, settings: RedisSettings): Target => ({
  name,
  open: async () => {
    const redis = await redisServer(settings)
    try {
      const broker = await kedgeOn(name, () => redis.url).open()
      return { ...broker, stop: () => broker.stop().then(redis.stop) }
    } catch (cause) {
      await redis.stop()
      throw cause
    }
  },
})

const kafka = (): readonly Target[] => {
  const java = getJava()
  if (typeof java === 'string') {
    console.log(
      `APACHE KAFKA IS NOT IN THIS RUN, no ratios: ${java}; \`node scripts/get-kafka-jars.ts\` gets it.`,
    )
    return []
  }
  const settings = { 'group.initial.rebalance.delay.ms': DELAY_MS }
  return [{ name: 'Apache Kafka 4.3.1', open: () => kafkaBroker(java, settings) }]
}

const drive = async (
  address: string,
  task: string,
  members: number,
): Promise<Readonly<Record<string, number>>> => {
  const driver = join(import.meta.dirname, 'group-driver.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [driver, address, task, String(members)])
  return JSON.parse(stdout)
}

const measured = async ({ name, open }: Target): Promise<Figures> => {
  const { address, stop } = await open()
  const figures = new Map<string, number>()
  try {
    // A JVM and a JIT that have seen nothing yet are not what is compared.
    await drive(address, 'commits', 16)
    for (const members of COMMITTERS) {
      const { perSecond } = await drive(address, 'commits', members)
      figures.set(`commits a second, ${members} members`, perSecond ?? Number.NaN)
    }
    for (const members of JOINERS) {
      const { total, rest, again } = await drive(address, 'joins', members)
      figures.set(`ms from last join to all running, ${members} members`, total ?? Number.NaN)
      figures.set(
        `ms   of these after the first JoinGroup answer`.padEnd(49) + ` ${members}`,
        rest ?? Number.NaN,
      )
      figures.set(`ms from last rejoin to all running, ${members} members`, again ?? Number.NaN)
    }
    console.log(`ok     measured ${name}`)
  } finally {
    await stop()
  }
  return figures
}

const print = (all: ReadonlyMap<string, Figures>): void => {
  const [[reference, limits] = ['', new Map<string, number>()]] = all
  for (const [name, figures] of all) {
    console.log(`\n${name}${name === reference ? '' : ` (second column: × ${reference})`}`)
    for (const [what, value] of figures) {
      const ratio = name === reference ? '' : (value / (limits.get(what) ?? Number.NaN)).toFixed(2)
      console.log(
        `  ${what.padEnd(58)} ${value.toFixed(value < 100 ? 1 : 0).padStart(9)} ${ratio.padStart(8)}`,
      )
    }
  }
}

const everysec = { appendonly: 'yes', appendfsync: 'everysec', 'auto-aof-rewrite-percentage': 0 }
const targets = [
  ...kafka(),
  kedgeOn('Kedge, memory', () => 'memory:'),
  kedgeOn('Kedge, embedded', (directory) => `embedded:${directory}/data`),
  kedgeOnRedis('Kedge, Redis without AOF', {}),
  kedgeOnRedis('Kedge, Redis, appendfsync everysec', everysec),
]
const wanted = process.argv[2] ?? ''
console.log(
  `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, rebalance delay ${DELAY_MS} ms for all`,
)
const results = new Map<string, Figures>()
for (const target of targets.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase())))
  results.set(target.name, await measured(target))
print(results)
