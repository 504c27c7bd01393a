import { setTimeout as sleep } from 'node:timers/promises'
import { type Committed, commitsThatWentBack } from '../groups/oracle.ts'
import { committedAt } from './ask.ts'
import type { Cluster } from './cluster.ts'

/** Asks for the committed offsets of groups again and again, of any broker: they never go back. */
export interface CommitWatch {
  readonly violations: readonly string[]
  readonly polls: () => number
  readonly latest: (group: string) => Committed
  readonly stop: () => Promise<void>
}

export const watchCommits = (cluster: Cluster, groups: readonly string[]): CommitWatch => {
  const seen = new Map<string, Committed>()
  const violations: string[] = []
  let polls = 0
  let isOver = false
  const poll = async (group: string) => {
    // One at a time: two answers under way at once could be seen in the wrong order.
    for (const address of cluster.addresses) {
      const now = await committedAt(address, group)
      if (now === undefined) continue
      polls++
      const back = commitsThatWentBack(seen.get(group) ?? new Map(), now)
      violations.push(...back.map((violation) => `${group} at ${new Date().toISOString()}: ${violation}`))
      seen.set(group, now)
    }
  }
  const done = Promise.all(
    groups.map(async (group) => {
      while (!isOver) await Promise.all([poll(group), sleep(500)])
    }),
  )
  return {
    violations,
    polls: () => polls,
    latest: (group) => seen.get(group) ?? new Map(),
    stop: async () => {
      isOver = true
      await done
    },
  }
}
