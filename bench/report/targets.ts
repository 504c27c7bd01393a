import type { Results } from '../results.ts'
import { spreadIn } from '../statistics.ts'

/** A row of the target table: a ratio Kedge / Kafka of medians. */
export interface Target {
  readonly label: string
  readonly case: string
  readonly metric: string
  readonly most: boolean
  readonly bounds: readonly number[]
}

const atLeast = (label: string, name: string, metric: string, ...bounds: readonly number[]): Target => ({
  label,
  case: name,
  metric,
  most: false,
  bounds,
})
const atMost = (label: string, name: string, metric: string, bound: number): Target => ({
  ...atLeast(label, name, metric, bound),
  most: true,
})

export const targets: readonly Target[] = [
  atLeast('produce 1 KB, acks all, 6 partitions, a group at the tail', 'base', 'produce', 1.2, 1.5),
  atLeast('produce 1 KB, acks all, 6 partitions, nobody reads', 'no consumer', 'produce', 1.2, 1.5),
  atLeast('produce 100 B, acks all, a group at the tail', '100 B', 'produce', 1),
  atLeast('produce 100 B, acks all, nobody reads', '100 B, no consumer', 'produce', 1),
  atLeast('consume from the tail, 1 group', 'base', 'consume', 1),
  atLeast('consume from the tail, 4 groups', '4 groups', 'consume', 1.5),
  atLeast('consume cold from the beginning', 'no consumer', 'cold', 0.8),
  atMost('end-to-end latency at 1,000/s, p50', '1,000 records/s', 'p50', 0.7),
  atMost('end-to-end latency at 1,000/s, p99', '1,000 records/s', 'p99', 0.7),
  atMost('start-up to first produce', 'start-up', 'ms to first produce', 0.15),
  atMost('resident memory of the broker, idle', 'idle', 'resident broker', 0.3),
]

/** The embedded store has one target for all rows: not worse than Kafka. */
export const relaxed = (target: Target): Target => ({ ...target, bounds: [1] })

export type Verdict = Readonly<{ ratio: number; met: string }>

/** Of several bounds, each is met or not. */
export const judge = (target: Target, ratio: number): Verdict => {
  if (!Number.isFinite(ratio)) return { ratio, met: 'not measured' }
  const holds = (bound: number): boolean => (target.most ? ratio <= bound : ratio >= bound)
  const met = target.bounds.filter(holds)
  if (met.length === target.bounds.length) return { ratio, met: 'met' }
  return { ratio, met: met.length === 0 ? '**not met**' : `first met, **second not**` }
}

export const ratioOf = (
  { samples }: Results,
  system: string,
  target: Pick<Target, 'case' | 'metric'>,
): number => {
  const { case: name, metric } = target
  const kedge = spreadIn(samples, { system, case: name, metric })
  const kafka = spreadIn(samples, { system: 'kafka', case: name, metric })
  return kedge.median / kafka.median
}
