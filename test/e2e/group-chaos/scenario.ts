import { setTimeout as sleep } from 'node:timers/promises'
import { groupAdmin } from '../groups/admin.ts'
import type { MemberEvent } from '../groups/events.ts'
import { kafkajsHost, kcatHost, platformaticHost } from '../groups/hosts.ts'
import { countsOf, rebalancesOf, violationsOf } from '../groups/oracle.ts'
import { startCluster } from './cluster.ts'
import { watchCommits } from './commit-watch.ts'
import { type Crowd, type CrowdClient, crowd } from './crowd.ts'
import type { ChaosOptions } from './options.ts'
import { killCoordinators } from './phase-kills.ts'
import { pauseCoordinators } from './phase-pause.ts'
import { steadyProducer } from './producer.ts'

export interface ChaosReport {
  readonly rows: readonly Readonly<Record<string, string | number>>[]
  readonly violations: readonly string[]
  /** Everything that the members of each group have told. */
  readonly events: ReadonlyMap<string, readonly MemberEvent[]>
}

export type Say = (text: string) => void

const TOPIC = 'chaos'
const PATIENCE_MS = 90_000
const clients: readonly CrowdClient[] = [
  { name: 'kafkajs', start: kafkajsHost },
  { name: 'platformatic', start: platformaticHost },
  { name: 'kcat', start: kcatHost },
]

/**
 * Groups consume while their coordinators are killed and, later, put to sleep. `others` are further clients, each with
 * a group of its own.
 */
export const chaos = async (
  options: ChaosOptions,
  others: readonly CrowdClient[],
  say: Say,
): Promise<ChaosReport> => {
  const cluster = await startCluster(options.brokers)
  const crowds: Crowd[] = []
  const violations: string[] = []
  try {
    await groupAdmin(() => cluster.at).createTopic(TOPIC, options.partitions)
    const producer = steadyProducer(cluster.at, TOPIC, options.partitions, options.recordsPerSecond)
    const mixed = crowd(cluster.at, TOPIC, 'mixed', clients, options.members, options)
    crowds.push(mixed)
    for (const client of [...clients, ...others])
      crowds.push(crowd(cluster.at, TOPIC, `only-${client.name}`, [client], options.own, options))
    try {
      await everybodyRuns(crowds, options)
    } catch (cause) {
      return { rows: [], violations: [`not everybody runs: ${String(cause)}`], events: told(crowds) }
    }
    say(
      `${crowds.reduce((all, { members }) => all + members().length, 0)} members in ${crowds.length} groups run`,
    )

    const commits = watchCommits(
      cluster,
      crowds.map(({ group }) => group),
    )
    const before = new Map(crowds.map((each) => [each, each.watch.events.length]))
    const since = (each: Crowd) => rebalancesOf(each.watch.events.slice(before.get(each)))
    const mustBeQuiet = (quiet: readonly Crowd[], when: string) => {
      for (const each of quiet)
        violations.push(
          ...since(each).map((rebalance) => `${each.group} saw a rebalance ${when}: ${rebalance}`),
        )
    }
    const kills = await killCoordinators(cluster, crowds, mixed, options, say)
    violations.push(...kills.violations)
    mustBeQuiet(
      crowds.filter(({ outlivesKills }) => outlivesKills),
      'while coordinators were killed',
    )
    const counted = new Map(crowds.map((each) => [each, since(each).length]))
    if (options.pauseS > 0) {
      for (const each of crowds) before.set(each, each.watch.events.length)
      const quiet = crowds.filter(({ outlivesPauses }) => outlivesPauses)
      violations.push(...(await pauseCoordinators(cluster, quiet, options, say)))
      mustBeQuiet(quiet, 'while coordinators slept')
    }

    await producer.stop()
    await Promise.all(crowds.map((each) => caughtUp(each, producer.acknowledged)))
    await commits.stop()
    violations.push(...commits.violations, ...cluster.failures)
    for (const { group, watch } of crowds) {
      violations.push(...violationsOf(watch.events).map((violation) => `${group}: ${violation}`))
      const { missing } = countsOf(watch.events, producer.acknowledged)
      if (missing.length > 0)
        violations.push(`${group}: ${missing.length} acknowledged records were never processed`)
    }
    say(`${kills.kills} kills, ${commits.polls()} polls of offsets, ${producer.failed()} sends failed`)
    const rows = crowds.map((each) => rowOf(each, counted.get(each) ?? 0, producer.acknowledged))
    await Promise.all(crowds.map((each) => each.stop()))
    return { rows, violations, events: told(crowds) }
  } finally {
    for (const complaint of cluster.complaints()) say(`a broker complains: ${complaint.slice(0, 600)}`)
    await Promise.all(crowds.map((each) => each.kill()))
    await cluster.stop()
  }
}

const told = (crowds: readonly Crowd[]): ChaosReport['events'] =>
  new Map(crowds.map(({ group, watch }) => [group, watch.events]))

const everybodyRuns = async (crowds: readonly Crowd[], { partitions }: ChaosOptions): Promise<void> => {
  await Promise.all(crowds.map(({ watch, members }) => watch.shared(members(), partitions)))
}

const caughtUp = async ({ watch }: Crowd, written: ReadonlySet<string>): Promise<void> => {
  const until = Date.now() + PATIENCE_MS
  while (Date.now() < until && countsOf(watch.events, written).missing.length > 0) await sleep(500)
}

const rowOf = ({ group, members, watch }: Crowd, rebalances: number, written: ReadonlySet<string>) => {
  const { missing, repeated } = countsOf(watch.events, written)
  const errors = watch.events.filter(({ type }) => type === 'error').length
  const generations = watch.events.map((event) => ('generation' in event ? (event.generation ?? 0) : 0))
  return {
    group,
    members: members().length,
    'records processed': watch.records(),
    'more than once': repeated.length,
    missing: missing.length,
    'assignments and revocations during kills': rebalances,
    'last generation': Math.max(0, ...new Set(generations)),
    'errors told by clients': errors,
  }
}
