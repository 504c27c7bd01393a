import { partitionKey, type TopicPartition } from '#domain/topic/types'
import { type CompactDeps, settingsOf, sweep } from './compact-partition.ts'

/**
 * What was replaced takes room for `file.delete.delay.ms`. A round over many large partitions may last longer, and a
 * partition is visited once in it: so between the visits others are swept whose time has come.
 */
export interface Sweeping {
  readonly remember: (at: TopicPartition, replacedAt: number) => void
  readonly sweepDue: (deps: CompactDeps) => Promise<void>
}

type Replaced = Readonly<{ at: TopicPartition; when: number }>

export const sweeping = (): Sweeping => {
  const replaced = new Map<string, Replaced>()

  return {
    // The last replacement of a pass: earlier ones the pass itself sweeps, as it goes on.
    remember: (at, when) => void replaced.set(partitionKey(at), { at, when }),

    sweepDue: async (deps) => {
      const now = replaced.size === 0 ? null : await deps.time()
      if (now === null) return
      for (const [key, { at, when }] of replaced) {
        const delay = settingsOf(deps, at)?.fileDeleteDelayMs ?? 0
        if (when + delay > now) continue
        replaced.delete(key)
        await sweep(deps, at, now)
      }
    },
  }
}
