import type { Topic } from '#domain/cluster/topic'
import { partitionKey, type TopicPartition } from '#domain/topic/types'
import type { Logger } from '#ports/logger'
import type { Timers } from '#ports/timers'
import type { Cluster } from '../cluster/cluster.ts'
import type { Topics } from '../topics.ts'

/** Looks at every partition that this broker leads, one after the other, again and again. */
export interface Rounds {
  /** A look at this one before long, whoever leads it. */
  readonly soon: (at: TopicPartition) => void
  /** Begins no further look; resolves when the one under way is done. */
  readonly stop: () => Promise<void>
}

export type RoundsDeps = Readonly<{
  cluster: Pick<Cluster, 'self' | 'leaderOf' | 'isRegistered'>
  topics: Pick<Topics, 'all'>
  timers: Timers
  logger: Logger
  /** How long after the start, and after each round, the next one begins. */
  firstMs: number
  everyMs: number
  visit: (at: TopicPartition) => Promise<void>
  /** Topics that are looked at; all, where it is left out. */
  concerns?: (topic: Topic) => boolean
  /** What the log says when visits failed. */
  failure: string
}>

export const rounds = (deps: RoundsDeps): Rounds => {
  const { timers, logger, cluster, visit } = deps
  const asked = new Map<string, TopicPartition>()
  let stopped = false
  let cancel = (): void => {}
  let working: Promise<void> = Promise.resolve()

  /** One after the other, also those that were asked for; others have their turn in between, where a store answers at once. */
  const visitAll = async (all: Iterable<TopicPartition>, isDue: (at: TopicPartition) => boolean) => {
    const failures: unknown[] = []
    for (const at of all) {
      if (stopped) return
      if (!isDue(at)) continue
      await new Promise<void>((resolve) => timers.after(0, resolve))
      try {
        await visit(at)
      } catch (error) {
        failures.push(error)
      }
    }
    // One line a round: where the store is away, all of them fail alike.
    if (failures.length > 0 && !stopped)
      logger.warn({ err: failures[0], partitions: failures.length }, deps.failure)
  }

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    working = working.then(work)
    return working
  }

  const round = () =>
    inTurn(() =>
      visitAll(
        partitionsOf(deps.topics.all().filter(deps.concerns ?? (() => true))),
        // Asked at each: brokers come and go, and one that slept may have been replaced.
        (at) => cluster.isRegistered() && cluster.leaderOf(at).id === cluster.self.id,
      ),
    )

  const schedule = (afterMs: number): void => {
    cancel = timers.after(afterMs, () => {
      void round().then(() => {
        if (!stopped) schedule(deps.everyMs)
      })
    })
  }
  schedule(deps.firstMs)

  return {
    soon: (at) => {
      if (stopped) return
      asked.set(partitionKey(at), at)
      if (asked.size > 1) return
      void inTurn(() => {
        const all = [...asked.values()]
        asked.clear()
        return visitAll(all, () => true)
      })
    },
    stop: () => {
      stopped = true
      cancel()
      return working
    },
  }
}

function* partitionsOf(topics: readonly Topic[]): Generator<TopicPartition> {
  for (const { id, partitions } of topics)
    for (let partition = 0; partition < partitions; partition++) yield { topicId: id, partition }
}
