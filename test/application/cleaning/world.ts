import { openCleaning } from '#application/cleaning/open-cleaning'
import type { Rounds } from '#application/cleaning/rounds'
import type { Topic } from '#domain/cluster/topic'
import type { TopicPartition } from '#domain/topic/types'
import type { Logger } from '#ports/logger'
import type { PartitionLog } from '#ports/partition-log'
import type { Store } from '#ports/store'
import { accepted } from '#test/contract/outcome'
import { single } from '#test/support/batches'
import { partition, storeWithPartition } from '#test/support/broker-parts'
import { aBroker, aTopic } from '#test/support/fake-services'
import { type ManualTime, MORNING, manualTime } from '#test/support/manual-time'
import { silentLogger } from '#test/support/silent-logger'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** Between two rounds. */
export const ROUND = 5 * MINUTE
/** Until the first one. */
export const FIRST = 30_000

/** One partition of one topic that is kept for an hour, and a broker that cleans it. */
export interface CleaningWorld {
  readonly time: ManualTime
  readonly store: Store
  readonly log: PartitionLog
  readonly cleaning: Rounds
  /** What the broker knows of the topic, and what the store has, which a refresh brings. */
  readonly know: (configs: Readonly<Record<string, string>>) => void
  readonly change: (configs: Readonly<Record<string, string>>) => void
  readonly warnings: readonly unknown[]
  /** Rolls, and appends a segment whose records are of some time, MORNING being 0. */
  readonly segment: (at: number, of?: TopicPartition) => Promise<void>
  readonly starts: (of?: TopicPartition) => Promise<readonly number[]>
  readonly logStart: (of?: TopicPartition) => Promise<number>
}

type Some = Readonly<{
  /** Puts something between the cleaner and the log. */
  between?: (log: PartitionLog) => PartitionLog
  partitions?: number
  leads?: (at: TopicPartition) => boolean
  storeTime?: () => Promise<number | null>
  producerExpirationMs?: number
}>

export const cleaningWorld = async (some: Some = {}): Promise<CleaningWorld> => {
  const { between = (log) => log, partitions = 1, leads = () => true } = some
  const time = manualTime()
  const store = await storeWithPartition()
  const { log } = store
  for (let i = 1; i < partitions; i++)
    await log.create({ ...partition, partition: i }, { createdAt: MORNING })
  const topicOf = (configs: Readonly<Record<string, string>>): Topic => ({
    ...aTopic('t', 1, partitions),
    id: partition.topicId,
    configs: new Map(Object.entries(configs)),
  })
  let stored = topicOf({ 'retention.ms': `${HOUR}` })
  let known = stored
  const warnings: unknown[] = []
  const logger: Logger = { ...silentLogger, warn: (facts) => void warnings.push(facts) }
  const [self, other] = [aBroker(1), aBroker(2)]
  const cleaning = openCleaning({
    log: between(log),
    topics: {
      all: () => [known],
      known: () => known,
      refresh: () => {
        known = stored
        return Promise.resolve()
      },
    },
    cluster: { self, isRegistered: () => true, leaderOf: (at) => (leads(at) ? self : other) },
    clock: time.clock,
    timers: time.timers,
    logger,
    storeTime: some.storeTime ?? store.time,
    everyMs: ROUND,
    producerExpirationMs: some.producerExpirationMs ?? DAY,
  })
  return {
    time,
    store,
    log,
    cleaning,
    know: (configs) => {
      known = topicOf(configs)
      stored = known
    },
    change: (configs) => {
      stored = topicOf(configs)
    },
    warnings,
    segment: async (at, of = partition) => {
      const end = await accepted(log.end(of))
      const rolled = await accepted(log.roll(of, end, MORNING + at))
      await accepted(log.append(of, rolled, single({ count: 10, maxTimestamp: MORNING + at }, MORNING + at)))
    },
    starts: async (of = partition) => (await accepted(log.segments(of))).map(({ start }) => start),
    logStart: async (of = partition) => (await accepted(log.bounds(of))).logStart,
  }
}
