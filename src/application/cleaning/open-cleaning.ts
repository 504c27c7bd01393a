import type { Store } from '#ports/store'
import { believedTime } from './believed-time.ts'
import { type CleanDeps, cleanPartition } from './clean-partition.ts'
import { type Rounds, type RoundsDeps, rounds } from './rounds.ts'

export type CleaningDeps = Omit<CleanDeps, 'time'> &
  Omit<RoundsDeps, 'firstMs' | 'visit' | 'failure'> &
  Readonly<{ storeTime: Store['time'] }>

/** Kafka's `log.initial.task.delay.ms`. */
const FIRST_MS = 30_000

/** Retention on every partition that this broker leads. The clock is seen now and at the first round, and so believed then. */
export const openCleaning = (deps: CleaningDeps): Rounds => {
  const firstMs = Math.min(FIRST_MS, deps.everyMs)
  // Well before the first round, by which time it must have been seen for long enough.
  const time = believedTime(deps, firstMs / 2)
  return rounds({
    ...deps,
    firstMs,
    failure: 'old records could not be dropped',
    visit: (at) => cleanPartition({ ...deps, time }, at),
  })
}
