import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import type { Crowd } from './crowd.ts'
import type { ChaosOptions } from './options.ts'
import type { Say } from './scenario.ts'

/**
 * The coordinator of one group after the other is killed, and started again at once. Every third time a member joins the
 * mixed group and one leaves it right after the kill: that rebalance must still finish.
 */
export const killCoordinators = async (
  cluster: Cluster,
  crowds: readonly Crowd[],
  mixed: Crowd,
  { seconds, intervalS, partitions, sessionMs }: ChaosOptions,
  say: Say,
): Promise<Readonly<{ kills: number; violations: readonly string[] }>> => {
  const violations: string[] = []
  const end = Date.now() + seconds * 1000
  // Members that lost the answer to their join, and joined anew, are waited for until their sessions are over.
  const settlingMs = 5 * sessionMs
  let kills = 0
  for (; Date.now() < end; kills++) {
    const turn = sleep(intervalS * 1000)
    const isRebalancing = kills % 3 === 1
    const victim = isRebalancing ? mixed : crowds[kills % crowds.length]
    if (victim === undefined) break
    const coordinator = await cluster.coordinator(victim.group)
    await cluster.kill9(coordinator)
    say(`killed broker ${coordinator}, which coordinated ${victim.group}`)
    if (isRebalancing) say(`  ${mixed.grow()} joins mixed, ${mixed.shrink()} leaves`)
    await turn
  }
  await cluster.whole()
  const since = Date.now()
  try {
    await mixed.watch.shared(mixed.members(), partitions, settlingMs)
    say(
      `mixed is shared by its ${mixed.members().length} members ${Date.now() - since} ms after the last turn`,
    )
  } catch (cause) {
    violations.push(`mixed: the rebalance did not finish: ${String(cause).slice(0, 400)}`)
  }
  return { kills, violations }
}
