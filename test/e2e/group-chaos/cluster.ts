import { setTimeout as sleep } from 'node:timers/promises'
import { type KedgeProcess, kedges } from '#test/support/kedge-process'
import { freePort, redisServer } from '#test/support/redis-server'
import { coordinatorOf } from './ask.ts'

/** Brokers, processes of their own, on one Redis: each keeps its id and its port through all its lives. */
export interface Cluster {
  readonly at: string
  readonly addresses: readonly string[]
  readonly addressOf: (broker: number) => string
  /** Who coordinates a group, once a broker can tell. */
  readonly coordinator: (group: string) => Promise<number>
  /** As a crash does; it is started again at once. */
  readonly kill9: (broker: number) => Promise<void>
  readonly pause: (broker: number) => void
  readonly resume: (broker: number) => void
  /** Waits until all of them serve. */
  readonly whole: () => Promise<void>
  readonly stop: () => Promise<void>
  /** Everything that went wrong with the brokers themselves. */
  readonly failures: readonly string[]
  /** What their logs complain about, each kind once. */
  readonly complaints: () => readonly string[]
}

const PATIENCE = 60_000

/** A line of its log that is an error. */
const isComplaint = (line: string): boolean => /^\S+ (?:ERROR|FATAL) /.test(line)
const kindOf = (line: string): string => line.slice(line.indexOf(' ') + 1)

export const startCluster = async (count: number): Promise<Cluster> => {
  const redis = await redisServer({ appendonly: 'yes', appendfsync: 'everysec' })
  const kedge = kedges()
  const ids = Array.from({ length: count }, (_, i) => i + 1)
  const ports = await Promise.all(ids.map(() => freePort()))
  const lives = new Map<number, Promise<KedgeProcess | undefined>>()
  const failures: string[] = []
  const logs: (() => string)[] = []
  let isStopping = false
  const addressOf = (broker: number): string => `127.0.0.1:${ports[broker - 1]}`

  const start = (broker: number) => {
    const store = ['--store', redis.url, '--broker-id', String(broker), '--port', String(ports[broker - 1])]
    const life = kedge.start([...store, '--group-initial-rebalance-delay-ms', '1000', '--log-level', 'warn'])
    void life.then((broker) => logs.push(broker.output))
    const kept = life.catch((cause: unknown) => {
      if (!isStopping) failures.push(`broker ${broker} did not start: ${String(cause)}`)
      return undefined
    })
    lives.set(broker, kept)
    return kept
  }
  const living = async (broker: number): Promise<KedgeProcess> => {
    const life = await lives.get(broker)
    if (life === undefined) throw new Error(`broker ${broker} does not live: ${failures.join('\n')}`)
    return life
  }
  const signal = (broker: number, name: NodeJS.Signals) => {
    void living(broker).then((life) => life.signal(name))
  }
  await Promise.all(ids.map(start))
  return {
    at: ids.map(addressOf).join(','),
    addresses: ids.map(addressOf),
    addressOf,
    failures,
    complaints: () => [...new Set(logs.flatMap((log) => log().split('\n').filter(isComplaint)).map(kindOf))],
    coordinator: async (group) => {
      const until = Date.now() + PATIENCE
      for (;;) {
        const found = await coordinatorOf(ids.map(addressOf), group)
        if (found !== undefined) return found
        if (Date.now() > until) throw new Error(`nobody tells who coordinates ${group}`)
        await sleep(200)
      }
    },
    kill9: async (broker) => {
      await (await living(broker)).kill9()
      void start(broker)
    },
    pause: (broker) => signal(broker, 'SIGSTOP'),
    resume: (broker) => signal(broker, 'SIGCONT'),
    whole: async () => {
      await Promise.all(ids.map(living))
    },
    stop: async () => {
      isStopping = true
      await kedge.stopAll()
      await redis.stop()
    },
  }
}
