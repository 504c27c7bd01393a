import type { Topic } from '#domain/cluster/topic'
import { topicSettings } from '#domain/topic/settings'
import type { Clock } from '#ports/clock'
import type { Store } from '#ports/store'
import { believedTime } from '../cleaning/believed-time.ts'
import { type Rounds, type RoundsDeps, rounds } from '../cleaning/rounds.ts'
import { eventLoopTurned } from '../groups/event-loop.ts'
import type { Topics } from '../topics.ts'
import { type CompactDeps, compactPartition } from './compact-partition.ts'
import { PassEnded } from './segment-batches.ts'
import { sweeping } from './sweeping.ts'

export type CompactionDeps = Omit<RoundsDeps, 'firstMs' | 'visit' | 'failure' | 'concerns'> &
  Pick<CompactDeps, 'log' | 'codec' | 'producerExpirationMs'> &
  Readonly<{ topics: Pick<Topics, 'all' | 'known' | 'refresh'>; clock: Clock; storeTime: Store['time'] }>

/** Keys that a pass remembers: 50 MB of them. */
const MOST_KEYS = 1_000_000
/** For how long a pass goes on before others have their turn. */
const SLICE_MS = 5

/** Compaction of every partition that this broker leads, one after the other. */
export const openCompaction = (deps: CompactionDeps): Rounds => {
  const { clock, timers, cluster, everyMs } = deps
  const time = believedTime(deps, everyMs / 2)
  let stopped = false
  let since = clock.monotonic()

  const breathe = async (): Promise<void> => {
    if (stopped) throw new PassEnded('this broker stops')
    if (clock.monotonic() - since < SLICE_MS) return
    await eventLoopTurned(timers)
    since = clock.monotonic()
  }

  // Asked of every topic in every round.
  const known = new WeakMap<Topic, boolean>()
  const isCompacted = (topic: Topic): boolean => {
    const found = known.get(topic) ?? topicSettings(topic.configs).compacts
    known.set(topic, found)
    return found
  }

  const { remember, sweepDue } = sweeping()
  const compact: CompactDeps = {
    ...deps,
    mostKeys: MOST_KEYS,
    breathe,
    time: time.everywhere,
    replaced: remember,
    isMine: (at) => !stopped && cluster.isRegistered() && cluster.leaderOf(at).id === cluster.self.id,
  }
  const running = rounds({
    ...deps,
    firstMs: everyMs,
    failure: 'logs could not be compacted',
    concerns: isCompacted,
    visit: async (at) => {
      await sweepDue(compact)
      await compactPartition(compact, at)
    },
  })
  return {
    soon: running.soon,
    stop: () => {
      stopped = true
      return running.stop()
    },
  }
}
