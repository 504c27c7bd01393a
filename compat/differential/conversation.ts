import { setTimeout as sleep } from 'node:timers/promises'
import { type WireClient, wireClient } from '../../test/e2e/clients/wire.ts'
import { type Asked, admin } from './admin.ts'
import { apis, type Pair } from './apis.ts'
import type { Site } from './brokers.ts'
import { type Member, member } from './member.ts'
import { type Plain, plainly } from './plain.ts'

/** A scripted conversation with one broker: what is asked is the same wherever it is held, the answers may not be. */
export type Scenario = (conversation: Conversation) => Promise<void>

export interface Conversation {
  /** A group of its own. */
  readonly group: string
  /** A client with a connection of its own; ids that it is given begin with its name. */
  readonly member: (name: string, instanceId?: string) => Promise<Member>
  /** Somebody who manages groups. */
  readonly admin: Asked
  /** Whatever was sent before has been handled, as far as it can be. */
  readonly handled: () => Promise<void>
  /** Until the group is in this state, with so many members. */
  readonly reaches: (state: string, members?: number) => Promise<void>
  /** Holds on to what no answer says by itself. */
  readonly note: (what: string, value: Plain) => void
}

/** What was asked, in that order, and what was answered. */
export type Transcript = readonly Readonly<{ step: string; answer: Plain }>[]

/** Asks, and writes down question and answer. Where there is none, the conversation ends here. */
export type Ask = <A, B>(who: WireClient, what: string, api: Versioned<A, B>, body: A) => Promise<B>
export type Versioned<A, B> = Pair<A, B> & Readonly<{ version: number }>

const PATIENCE_MS = 20_000

export const hold = async (site: Site, group: string, scenario: Scenario): Promise<Transcript> => {
  const entries: { step: string; answer: unknown }[] = []
  const clients: WireClient[] = []
  let isOver = false
  let breakOff = (): void => {}
  const brokenOff = new Promise<void>((resolve) => {
    breakOff = resolve
  })
  const connect = async (name: string) => {
    const client = await wireClient(site.address, name)
    clients.push(client)
    // Its first request is handled no later than those of connections that were there before.
    await client.ask(
      { ...apis.apiVersions, version: 0 },
      { clientSoftwareName: '', clientSoftwareVersion: '' },
    )
    return client
  }
  const write = (step: string): { step: string; answer: unknown } => {
    const entry = { step: `${entries.length + 1} ${step}`, answer: 'no answer' as unknown }
    entries.push(entry)
    return entry
  }
  const ask: Ask = async (who, what, { request, response, version }, body) => {
    const entry = write(`${what} v${version}`)
    try {
      const answer = await Promise.race([
        who.ask({ request, response, version }, body),
        sleep(PATIENCE_MS, undefined, { ref: false }),
      ])
      if (answer === undefined) throw new Error('no answer')
      entry.answer = answer
      return answer
    } catch (error) {
      if (!isOver) entry.answer = reasonOf(error)
      breakOff()
      return new Promise(() => {})
    }
  }
  const reasonOf = (error: unknown): string =>
    error instanceof Error ? error.message.replaceAll(site.address, 'the broker') : 'failed'
  const watcher = await connect('watcher')
  const describe = async () => {
    const body = { groups: [group], includeAuthorizedOperations: false }
    const { groups } = await watcher.ask({ ...apis.describeGroups, version: 5 }, body)
    return { state: groups[0]?.groupState ?? '', members: groups[0]?.members.length ?? 0 }
  }
  const fetch = {
    groupId: '',
    topics: [],
    groups: [{ groupId: group, memberId: null, memberEpoch: -1, topics: [] }],
  }
  try {
    const scripted = scenario({
      group,
      member: async (name, instanceId) => member(ask, await connect(name), { group, name, instanceId }),
      admin: admin(ask, watcher, { group, topicIds: site.topicIds }),
      handled: async () => {
        // More than once: what had arrived before the first was asked is handled before the second, in the group's own order.
        for (let i = 0; i < 4; i++)
          await watcher.ask({ ...apis.offsetFetch, version: 9 }, { ...fetch, requireStable: false })
      },
      reaches: async (state, members) => {
        const entry = write(`is ${state}${members === undefined ? '' : `, with members: ${members}`}`)
        const until = Date.now() + PATIENCE_MS
        for (;;) {
          const now = await describe()
          entry.answer = now
          if (now.state === state && (members === undefined || now.members === members)) return
          if (Date.now() > until) return
          await sleep(10)
        }
      },
      note: (what, value) => {
        write(what).answer = value
      },
    })
    await Promise.race([scripted, brokenOff])
  } catch (error) {
    write('ended').answer = reasonOf(error)
  } finally {
    isOver = true
    for (const client of clients) client.close()
  }
  const plain = plainly(site, group)
  return entries.map(({ step, answer }) => ({ step, answer: plain(answer) }))
}
