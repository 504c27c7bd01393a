import type { MemberOptions } from '../groups/events.ts'
import type { MemberHost, StartHost } from '../groups/hosts.ts'
import { type GroupWatch, groupWatch } from '../groups/watch.ts'
import type { ChaosOptions } from './options.ts'

/** A group under chaos, with members of one client or of several. */
export interface Crowd {
  readonly group: string
  /** Its client looks its coordinator up again when that dies, so that it keeps its membership: no rebalance may be seen. */
  readonly outlivesKills: boolean
  /** And when that only hangs; @platformatic/kafka asks the one it knows until it answers. */
  readonly outlivesPauses: boolean
  readonly watch: GroupWatch
  /** Who should be members now. */
  readonly members: () => readonly string[]
  /** One more member of any of its clients. */
  readonly grow: () => string
  readonly shrink: () => string
  readonly stop: () => Promise<void>
  readonly kill: () => Promise<void>
}

export type CrowdClient = Readonly<{ name: string; start: StartHost }>

export const crowd = (
  at: string,
  topic: string,
  group: string,
  clients: readonly CrowdClient[],
  size: number,
  { sessionMs }: ChaosOptions,
): Crowd => {
  const watch = groupWatch()
  const options: Omit<MemberOptions, 'members'> = {
    at,
    group,
    topic,
    assignor: 'roundrobin',
    sessionMs,
    heartbeatMs: 1000,
    // A request that hangs, and one more that asks the wrong broker, still end within a session.
    rebalanceMs: Math.round(sessionMs * 0.4),
  }
  const only = clients.length === 1 ? clients[0]?.name : undefined
  const outlivesKills = only !== undefined && only !== 'kafkajs'
  const share = Math.max(1, Math.floor(size / clients.length))
  const hosts = new Map<string, MemberHost>()
  const members: { readonly name: string; readonly client: string }[] = []
  for (const { name, start } of clients) {
    const names = Array.from({ length: share }, (_, i) => `${group}-${name}-${i}`)
    hosts.set(name, start({ ...options, members: names }, watch.sink))
    members.push(...names.map((member) => ({ name: member, client: name })))
  }
  let grown = 0
  return {
    group,
    outlivesKills,
    outlivesPauses: outlivesKills && only !== 'platformatic',
    watch,
    members: () => members.map(({ name }) => name),
    grow: () => {
      const client = clients[grown % clients.length]?.name ?? ''
      const name = `${group}-${client}-later-${grown++}`
      members.push({ name, client })
      hosts.get(client)?.join(name)
      return name
    },
    shrink: () => {
      // Not one of kafkajs: twice its whole process fell silent when one left a coordinator that was dying. Why is open.
      const at = members.findIndex(({ client }) => client !== 'kafkajs')
      const [leaver] = members.splice(Math.max(at, 0), 1)
      if (leaver === undefined) return ''
      hosts.get(leaver.client)?.leave(leaver.name)
      return leaver.name
    },
    stop: async () => {
      await Promise.all([...hosts.values()].map((host) => host.stop()))
    },
    kill: async () => {
      await Promise.all([...hosts.values()].map((host) => host.kill9()))
    },
  }
}
