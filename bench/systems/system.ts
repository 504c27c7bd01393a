import type { StoreName } from '../arguments.ts'
import type { SystemFacts } from '../results.ts'

/** What is measured: a broker with what it keeps its log in. */
export interface System extends SystemFacts {
  readonly store: StoreName | 'kafka'
  /** All cases, or only those of the target table. */
  readonly every: boolean
  /** The share of a case's records that it is given: what flushes before each answer would take minutes. */
  readonly share: number
  readonly open: () => Promise<Running>
}

export interface Running {
  readonly address: string
  /** Process ids: the broker, and the store where that is a process of its own. */
  readonly broker: () => number
  readonly keeper: () => number | null
  /** Stops the broker as an operator does; what it keeps stays. */
  readonly halt: () => Promise<void>
  /** Starts it again at the same address. */
  readonly start: () => Promise<void>
  /** Ends all of it, whatever its state, and forgets its data. */
  readonly stop: () => Promise<void>
}
