import { apis, versionsOf } from '../apis.ts'
import { LIMITS } from '../brokers.ts'
import type { Scenario } from '../conversation.ts'
import { assignor, range } from '../member.ts'
import { ofEach } from './groups.ts'

const versions = versionsOf(apis.joinGroup)

/** JoinGroup of somebody who is no member yet. */
export const joins: Readonly<Record<string, Scenario>> = {
  ...ofEach(versions, (version) => ({
    [`a first join v${version}`]: async ({ member, admin }) => {
      const a = await member('a')
      await a.join({ version })
      await admin.describe()
      await a.join({ version })
      await admin.describe()
    },
    [`a join with an empty group id v${version}`]: async ({ member }) => {
      await (await member('a')).join({ version, groupId: '' })
    },
    [`a join with an id that nobody gave out v${version}`]: async ({ member, admin, group }) => {
      await (await member('a')).join({ version, memberId: 'nobody' })
      await admin.describe({ groups: [group] })
    },
    [`joins with sessions at and beyond the limits v${version}`]: async ({ member }) => {
      const { shortestSessionMs, longestSessionMs } = LIMITS
      for (const sessionTimeoutMs of [shortestSessionMs - 1, longestSessionMs + 1, -1, 0]) {
        const a = await member('a')
        await a.join({ version, sessionTimeoutMs })
      }
      const b = await member('b')
      await b.join({ version, sessionTimeoutMs: longestSessionMs })
    },
    [`a join without protocols v${version}`]: async ({ member }) => {
      // Of the group that Kafka makes for it nothing is written, and it may be gone when somebody looks.
      await (await member('a')).enter({ version, protocols: [] })
    },
    [`a join without a protocol type v${version}`]: async ({ member }) => {
      await (await member('a')).enter({ version, protocolType: '' })
    },
    [`a join of another protocol type v${version}`]: async ({ member }) => {
      await (await member('a')).enter({ version })
      await (await member('b')).enter({ version, protocolType: 'connect' })
    },
    [`a join with no protocol in common v${version}`]: async ({ member }) => {
      await (await member('a')).enter({ version })
      await (await member('b')).enter({ version, protocols: [assignor('roundrobin')] })
    },
    [`a static join v${version}`]: async ({ member, admin }) => {
      const a = await member('a', 'one')
      await a.enter({ version })
      await a.sync()
      await admin.describe()
    },
    [`a join of a group that is not there yet, with an id, static v${version}`]: async ({ member }) => {
      await (await member('a', 'one')).join({ version, memberId: 'nobody' })
    },
  })),

  'a group of Connect': async ({ member, admin }) => {
    const a = await member('a')
    const protocols = [
      { name: 'sessioned', metadata: Buffer.from('workers') },
      { name: 'default', metadata: Buffer.from('worker') },
    ]
    await a.enter({ protocolType: 'connect', protocols })
    await a.sync({ protocolType: 'connect' })
    await admin.describe()
    await admin.list()
  },
  // Not asked here, since Kafka 4.3.1 never answers: protocols of the same name, and metadata that is no subscription.
  'a group that is full, of newcomers': async ({ member, admin, reaches }) => {
    const names = Array.from({ length: LIMITS.groupSize }, (_, i) => `m${i}`)
    for (const name of names) await (await member(name)).join()
    await (await member('last')).join()
    await admin.describe()
    await reaches('Empty', 0)
  },
  'a group that is full, of members that share': async ({ member, reaches }) => {
    const names = Array.from({ length: LIMITS.groupSize }, (_, i) => `m${i}`)
    const [first, ...others] = await Promise.all(names.map((name) => member(name)))
    await first?.enter()
    await reaches('CompletingRebalance', 1)
    const parked: Promise<unknown>[] = []
    for (const [i, other] of others.entries()) {
      parked.push(other.enter())
      await reaches('PreparingRebalance', i + 2)
    }
    await first?.join()
    await Promise.all(parked)
    await reaches('CompletingRebalance', LIMITS.groupSize)
    const beyond = async () => {
      await (await member('late')).join()
      await (await member('late')).join({ version: 3 })
      await (await member('late', 'static')).join()
    }
    await beyond()
    await first?.sync()
    await beyond()
    const again = first?.join()
    await reaches('PreparingRebalance', LIMITS.groupSize)
    const rejoined = others.map((other) => other.join())
    await Promise.all([again, ...rejoined])
  },
  'a group that is full, while its members join again': async ({ member, reaches, handled }) => {
    const names = Array.from({ length: LIMITS.groupSize - 1 }, (_, i) => `m${i}`)
    const [first, ...others] = await Promise.all(names.map((name) => member(name)))
    await first?.enter()
    await reaches('CompletingRebalance', 1)
    const parked: Promise<unknown>[] = []
    for (const [i, other] of others.entries()) {
      parked.push(other.enter())
      await reaches('PreparingRebalance', i + 2)
    }
    void (await member('quick')).join({ version: 3 })
    await reaches('PreparingRebalance', LIMITS.groupSize)
    // All are there but the first: is the place of the first somebody else's?
    await (await member('late')).join()
    void (await member('late')).join({ version: 3 })
    await handled()
    void first?.join()
    await handled()
  },
  'a group with room for one, and ids that were given out': async ({ member, handled, admin }) => {
    const a = await member('a')
    await a.enter()
    await a.sync()
    for (let i = 1; i < LIMITS.groupSize; i++) await (await member(`m${i}`)).join()
    await (await member('late')).join()
    void (await member('quick')).join({ version: 3 })
    await handled()
    await admin.describe()
  },
  'the id of one group in another': async ({ member, group }) => {
    const a = await member('a')
    await a.join()
    await a.join({ groupId: `${group}.other` })
  },
  'an id that was given out twice is used once': async ({ member }) => {
    const a = await member('a')
    const first = await a.join({ memberId: '' })
    await a.join({ memberId: '' })
    await a.join({ memberId: first.memberId })
    await a.sync()
  },
  'an id that was given out, used by a static member': async ({ member }) => {
    const a = await member('a')
    const { memberId } = await a.join()
    await (await member('b', 'one')).join({ memberId })
  },
  'an empty client id': async ({ member }) => {
    await (await member('')).enter()
  },
  'an empty instance id': async ({ member }) => {
    const a = await member('a', '')
    await a.enter()
    await a.sync()
    await a.heartbeat()
  },
  'a join with topics of which none exists': async ({ member, admin }) => {
    const a = await member('a')
    await a.enter({ protocols: [range('no-such-topic')] })
    await a.sync()
    await admin.describe()
  },
  'a rebalance timeout below zero': async ({ member }) => {
    await (await member('a')).enter({ rebalanceTimeoutMs: -1 })
  },
}
