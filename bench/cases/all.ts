import { setTimeout as sleep } from 'node:timers/promises'
import type { JavaHost } from '../java-host.ts'
import type { Sizes } from '../sizes.ts'
import type { Running, System } from '../systems/system.ts'
import { createTopic, deleteTopic } from '../topics.ts'
import { measureConnections } from './connections.ts'
import { type Figures, measureFlow, recordsOf } from './flow.ts'
import { base, flows, SHORT_LIST } from './flows.ts'
import { measureOneAtATime, measurePaced } from './latency.ts'
import { measureLogging } from './logging.ts'
import { measureMetrics } from './metrics.ts'
import { measureNodeClient } from './node-client.ts'
import { measurePartitions, measureRestart } from './partitions.ts'
import { residentOf } from './process-stat.ts'
import { startUp } from './start-up.ts'

export interface Case {
  readonly name: string
  /** In the first round only: it takes minutes. */
  readonly once?: boolean
  readonly measure: (on: On) => Promise<Figures>
}

export type On = Readonly<{ running: Running; host: JavaHost; sizes: Sizes; share: number }>

const RATES = [1_000, 10_000]

/** In this order, each in topics of its own: idle memory before anything else, and last what leaves the most behind. */
export const casesFor = ({ every, store }: System): readonly Case[] => [
  // Of the broker alone, whatever it keeps its log in.
  ...(store === 'memory' ? [metricsCase] : []),
  startUpCase,
  idleCase,
  ...(every ? flows : flows.slice(0, SHORT_LIST)).map(flowCase),
  ...RATES.slice(0, every ? RATES.length : 1).map(latencyCase),
  oneAtATimeCase,
  ...(store === 'memory' || (every && store !== 'kafka') ? [loggingCase] : []),
  ...(every ? [nodeClientCase, connectionsCase, partitionsCase, restartCase] : []),
]

const START_TOPIC = 'start-up'

const startUpCase: Case = {
  name: 'start-up',
  measure: async ({ running }) => {
    await createTopic(running.address, START_TOPIC, base.partitions)
    // The first one has files and caches to warm that every later one finds warm.
    await startUp(running, START_TOPIC)
    return startUp(running, START_TOPIC)
  },
}

const metricsCase: Case = { name: 'metrics', measure: measureMetrics }

const idleCase: Case = {
  name: 'idle',
  measure: async ({ running, sizes }) => {
    await sleep(sizes.idleMs)
    const { broker, all } = residentOf(running)
    await deleteTopic(running.address, START_TOPIC)
    return { 'resident broker': broker, 'resident all': all }
  },
}

/** Nothing is measured of it. */
export const warmUp = async ({ running, host, sizes, share }: On): Promise<void> => {
  const until = performance.now() + sizes.warmUpSeconds * 1_000
  const records = Math.max(2_000, Math.floor(recordsOf(base, sizes, share) / 2))
  while (performance.now() < until) await measureFlow(running, host, { ...base, cold: true }, records)
}

const flowCase = (flow: (typeof flows)[number]): Case => ({
  name: flow.name,
  measure: ({ running, host, sizes, share }) =>
    measureFlow(running, host, flow, recordsOf(flow, sizes, share)),
})

const latencyCase = (rate: number): Case => ({
  name: latencyName(rate),
  measure: ({ running, host, sizes }) => measurePaced(running, host, rate, sizes.latencySeconds),
})

const latencyName = (rate: number): string => `${rate.toLocaleString('en')} records/s`

const oneAtATimeCase: Case = {
  name: 'one at a time',
  measure: ({ running, host, sizes }) => measureOneAtATime(running, host, sizes),
}

const loggingCase: Case = {
  name: 'logging',
  measure: ({ running, host, sizes, share }) => measureLogging(running, host, recordsOf(base, sizes, share)),
}

const nodeClientCase: Case = {
  name: 'Node client',
  measure: ({ running, sizes }) => measureNodeClient(running, sizes.nodeRecords),
}

const connectionsCase: Case = {
  name: 'connections',
  measure: ({ running, sizes }) => measureConnections(running, sizes),
}

const partitionsCase: Case = {
  name: 'partitions',
  once: true,
  measure: ({ running, host, sizes, share }) => measurePartitions(running, host, sizes, share),
}

const restartCase: Case = {
  name: 'partitions, restart',
  once: true,
  measure: ({ running }) => measureRestart(running),
}
