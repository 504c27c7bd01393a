import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '#test/support/eventually'
import { type Described, describedAt } from './ask.ts'
import type { Cluster } from './cluster.ts'
import type { Crowd } from './crowd.ts'
import type { ChaosOptions } from './options.ts'
import type { Say } from './scenario.ts'

/**
 * The coordinator of each group sleeps for longer than a session and wakes up again: its successor knows the same
 * members, and whatever the sleeper still wanted to do does not happen.
 */
export const pauseCoordinators = async (
  cluster: Cluster,
  crowds: readonly Crowd[],
  { pauseS, sessionMs }: ChaosOptions,
  say: Say,
): Promise<readonly string[]> => {
  const violations: string[] = []
  const paused = new Set<number>()
  for (const { group } of crowds) {
    const sleeper = await cluster.coordinator(group)
    if (paused.has(sleeper)) continue
    paused.add(sleeper)
    const watched = await Promise.all(
      crowds.map(async (each) => ({ group: each.group, before: await describe(cluster, each.group) })),
    )
    const others = cluster.addresses.filter((address) => address !== cluster.addressOf(sleeper))
    cluster.pause(sleeper)
    await sleep(pauseS * 1000)
    const asleep = await compare(watched, others)
    cluster.resume(sleeper)
    say(`broker ${sleeper}, coordinator of ${group}, slept ${pauseS} s (session ${sessionMs / 1000} s)`)
    // As long again, for its timers and its late appends.
    await sleep(sessionMs)
    const awake = await compare(watched, cluster.addresses)
    violations.push(...asleep.map((text) => `while broker ${sleeper} slept: ${text}`))
    violations.push(...awake.map((text) => `after broker ${sleeper} slept: ${text}`))
  }
  return violations
}

const describe = (cluster: Pick<Cluster, 'addresses'>, group: string): Promise<Described> =>
  eventually(`${group} is described`, async () => {
    for (const address of cluster.addresses) {
      const told = await describedAt(address, group)
      if (told !== undefined) return told
    }
    return undefined
  })

const compare = async (
  watched: readonly Readonly<{ group: string; before: Described }>[],
  addresses: readonly string[],
): Promise<readonly string[]> => {
  const compared = await Promise.all(
    watched.map(async ({ group, before }) => {
      const now = await describe({ addresses }, group)
      const lost = [...before.members].filter(([id]) => !now.members.has(id)).map(([, client]) => client)
      const wrong = now.state === 'Stable' ? [] : [`${group} is ${now.state}`]
      return lost.length === 0 ? wrong : [...wrong, `${group} lost the membership of ${lost.join()}`]
    }),
  )
  return compared.flat()
}
