import type { Mode } from './arguments.ts'

/** One figure of one round. */
export type Sample = Readonly<{ system: string; round: number; case: string; metric: string; value: number }>

export type Limit = Readonly<{
  name: string
  bytesPerSecond: Spread
  operationsPerSecond: Spread
  /** Bytes of JavaScript heap and of buffers that an operation allocates, where they are counted. */
  allocated?: Readonly<{ heap: number; buffers: number }>
}>

/** The first figure is the limit that the others are a share of. */
export type LimitTable = Readonly<{ id: string; title: string; figures: readonly Limit[] }>

export type Spread = Readonly<{ median: number; min: number; max: number; rounds: number }>

export type SystemFacts = Readonly<{
  id: string
  title: string
  /** What an acknowledgement is worth; systems are compared within one of these. */
  durability: Durability
  settings: readonly string[]
}>

export type Durability = 'no fsync before the answer' | 'fsync before the answer' | 'nothing kept'

/** All that the document is drawn from: docs/benchmarks.json. */
export type Results = Readonly<{
  mode: Mode
  machine: readonly string[]
  versions: readonly string[]
  startedAt: string
  minutes: number
  systems: readonly SystemFacts[]
  /** Every setting of clients and cases, in words. */
  clients: readonly string[]
  samples: readonly Sample[]
  limits: readonly LimitTable[]
  /** What bench/groups.ts printed. */
  groups: string | null
  failures: readonly string[]
}>
