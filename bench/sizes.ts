import type { Mode } from './arguments.ts'

/** How much is done in a mode. No case holds more than 1 GB, since Redis holds it in memory. */
export interface Sizes {
  readonly rounds: number
  /** No round is begun that would not be over by then. */
  readonly minutes: number
  /** Of a throughput case, its first tenth being warm-up. */
  readonly bytes: number
  /** A case of small records ends earlier: a record costs, not its bytes. */
  readonly records: number
  /** Of produce and fetch before the first case: a JIT that has seen nothing yet is not what is compared. */
  readonly warmUpSeconds: number
  readonly latencySeconds: number
  readonly oneAtATime: number
  readonly connections: number
  readonly connectionSeconds: number
  readonly partitions: number
  readonly idleMs: number
  readonly nodeRecords: number
}

export const sizesOf: Readonly<Record<Mode, Sizes>> = {
  smoke: {
    rounds: 1,
    minutes: 10,
    bytes: 30e6,
    records: 100_000,
    warmUpSeconds: 1,
    latencySeconds: 1,
    oneAtATime: 100,
    connections: 100,
    connectionSeconds: 0.5,
    partitions: 100,
    idleMs: 200,
    nodeRecords: 5_000,
  },
  quick: {
    rounds: 1,
    minutes: 9.5,
    bytes: 200e6,
    records: 1_000_000,
    warmUpSeconds: 10,
    latencySeconds: 3,
    oneAtATime: 500,
    connections: 1_000,
    connectionSeconds: 1,
    partitions: 1_000,
    idleMs: 1_000,
    nodeRecords: 50_000,
  },
  full: {
    rounds: 5,
    minutes: 66,
    bytes: 250e6,
    records: 1_500_000,
    warmUpSeconds: 15,
    latencySeconds: 6,
    oneAtATime: 2_000,
    connections: 1_000,
    connectionSeconds: 3,
    partitions: 10_000,
    idleMs: 5_000,
    nodeRecords: 150_000,
  },
}
