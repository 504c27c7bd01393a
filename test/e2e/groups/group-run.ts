import { expect } from 'vitest'
import { eventually } from '#test/support/eventually'
import { groupAdmin } from './admin.ts'
import type { MemberOptions } from './events.ts'
import type { MemberHost, StartHost } from './hosts.ts'
import { countsOf } from './oracle.ts'
import type { GroupSite } from './sites.ts'
import { type GroupWatch, groupWatch } from './watch.ts'

export interface GroupRun {
  readonly watch: GroupWatch
  readonly create: () => Promise<void>
  /** Members in one process. */
  readonly join: (...members: readonly string[]) => void
  /** Kills the process that these members are in. */
  readonly kill: (...members: readonly string[]) => Promise<void>
  readonly leave: (members: readonly string[]) => Promise<void>
  /** While nobody comes or goes each record is processed by one member, once; and committed. */
  readonly everyRecordOnce: (when: string) => Promise<void>
  readonly stop: () => Promise<void>
}

type Shape = Readonly<{ group: string; topic: string; partitions: number }> &
  Partial<Pick<MemberOptions, 'assignor' | 'sessionMs' | 'isStatic'>>

/** One group, its members in processes of their own, and everything that was ever written for it. */
export const groupRun = (site: GroupSite, start: StartHost, shape: Shape): GroupRun => {
  const { group, topic, partitions } = shape
  const admin = groupAdmin(site.at)
  const watch = groupWatch()
  const running = new Map<string, MemberHost>()
  const written = new Set<string>()
  const hostsOf = (members: readonly string[]): readonly MemberHost[] => [
    ...new Set(members.map((member) => running.get(member)).filter((host) => host !== undefined)),
  ]
  return {
    watch,
    create: () => admin.createTopic(topic, partitions),
    join: (...members) => {
      const host = start(
        {
          assignor: 'range',
          sessionMs: 6000,
          heartbeatMs: 500,
          rebalanceMs: 15_000,
          ...shape,
          at: site.at(),
          members,
        },
        watch.sink,
      )
      for (const member of members) running.set(member, host)
    },
    kill: async (...members) => {
      await Promise.all(hostsOf(members).map((host) => host.kill9()))
      // They cannot tell that they are gone.
      for (const member of members) watch.sink({ at: Date.now(), member, type: 'left' })
    },
    leave: async (members) => {
      await Promise.all(hostsOf(members).map((host) => host.stop()))
    },
    everyRecordOnce: async (when) => {
      const values = Array.from({ length: 50 * partitions }, (_, i) => `${when} ${i}`)
      await admin.produce(topic, partitions, values)
      for (const value of values) written.add(value)
      await watch.processed(written.size)
      const ends = written.size / partitions
      await eventually(`${when}: all offsets are committed`, async () => {
        const committed = await admin.committed(group, topic)
        const isAll =
          committed.size === partitions && [...committed.values()].every((offset) => offset === ends)
        return isAll ? true : undefined
      })
      expect(countsOf(watch.events, written), when).toEqual({ missing: [], repeated: [] })
    },
    stop: async () => {
      await Promise.all([...running.values()].map((host) => host.kill9()))
    },
  }
}
