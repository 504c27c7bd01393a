import { mustNameProtocol } from '#adapters/kafka/protocol/messages/sync-group'
import { apis, versionsOf } from '../apis.ts'
import { alone, gathering, ofEach, type Scenarios, shared, told } from './groups.ts'

/** SyncGroup and Heartbeat: with whatever may be wrong in them, in every state. */
export const syncs: Scenarios = {
  ...ofEach(versionsOf(apis.syncGroup), (version) => ({
    [`syncs of a generation that is to be assigned v${version}`]: async (conversation) => {
      const [a, b] = await told(conversation)
      for (const wrong of wrongClaims(version >= 3)) await b.sync({ version, ...wrong })
      if (mustNameProtocol(version)) {
        await b.sync({ version, protocolType: 'connect' })
        await b.sync({ version, protocolName: 'sticky' })
        await b.sync({ version, protocolType: 'connect', generationId: 7 })
      }
      const synced = b.sync({ version })
      await conversation.handled()
      await a.sync({ version })
      await synced
      await conversation.admin.describe()
    },
    [`syncs of a stable group v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation)
      for (const wrong of wrongClaims(version >= 3)) await b.sync({ version, ...wrong })
      await b.sync({ version, protocolType: 'connect' })
      await b.sync({ version, protocolName: 'sticky' })
      await b.sync({ version })
      await a.sync({ version, assignments: [] })
      await b.sync({ version })
      await conversation.admin.describe()
    },
    [`syncs while a rebalance gathers its members v${version}`]: async (conversation) => {
      const { a, b } = await gathering(conversation)
      for (const wrong of wrongClaims(version >= 3)) await a.sync({ version, ...wrong })
      await a.sync({ version, protocolName: 'sticky' })
      await a.sync({ version })
      await b.sync({ version, assignments: [] })
    },
    [`syncs of groups that are empty or not there v${version}`]: async (conversation) => {
      const { member, admin } = conversation
      await (await member('x')).sync({ version, memberId: 'nobody' })
      await admin.describe()
      const a = await alone(conversation)
      await a.leave()
      await a.sync({ version })
      await a.sync({ version, memberId: '' })
      await a.sync({ version, groupId: '' })
      await a.sync({ version, generationId: 2 })
    },
    [`syncs of somebody who was only given an id v${version}`]: async ({ member }) => {
      const a = await member('a')
      await a.join()
      await a.sync({ version })
      await a.sync({ version, generationId: 0 })
    },
  })),
  'a sync that names no protocol, where it could': async (conversation) => {
    const [a] = await told(conversation)
    await a.sync({ protocolType: null })
    await a.sync({ protocolName: null })
    await a.sync({ protocolType: null, protocolName: null, memberId: 'nobody' })
    await a.sync({ protocolType: '', protocolName: '' })
    await a.sync({ groupId: '', protocolType: null })
  },
  'a follower syncs before the leader': async (conversation) => {
    const [a, b] = await told(conversation)
    const synced = b.sync()
    await conversation.handled()
    await conversation.admin.describe()
    await a.sync()
    await synced
  },
  'a follower syncs twice before the leader, over another connection': async (conversation) => {
    const [a, b] = await told(conversation)
    void b.sync()
    await conversation.handled()
    const again = (await conversation.member('b')).sync({
      memberId: b.memberId(),
      generationId: b.generation(),
    })
    await conversation.handled()
    await a.sync()
    await again
  },
  'a follower brings assignments': async (conversation) => {
    const [a, b] = await told(conversation)
    const assignments = [{ memberId: a.memberId(), assignment: Buffer.from('not by the leader') }]
    const synced = b.sync({ assignments })
    await conversation.handled()
    await a.sync()
    await synced
    await a.sync()
  },
  'a leader assigns to some, and to strangers': async (conversation) => {
    const [a, b] = await told(conversation)
    const assignment = Buffer.from('something')
    await a.sync({
      assignments: [
        { memberId: a.memberId(), assignment },
        { memberId: 'stranger', assignment },
      ],
    })
    await b.sync()
    await conversation.admin.describe()
  },
  'a leader assigns nothing at all': async (conversation) => {
    const [a, b] = await told(conversation)
    await a.sync({ assignments: [] })
    await b.sync()
    await conversation.admin.describe()
  },
  'a leader assigns twice to the same': async (conversation) => {
    const [a, b] = await told(conversation)
    const to = (assignment: string) => ({ memberId: b.memberId(), assignment: Buffer.from(assignment) })
    await a.sync({ assignments: [to('first'), to('second')] })
    await b.sync()
  },
  'a follower waits for the leader, who joins again with news': async (conversation) => {
    const [a, b] = await told(conversation)
    const synced = b.sync()
    await conversation.handled()
    void a.join({ protocols: [] })
    void (await conversation.member('c')).enter()
    await conversation.reaches('PreparingRebalance', 3)
    await synced
  },
  'a follower waits for the leader, who leaves': async (conversation) => {
    const [a, b] = await told(conversation)
    const synced = b.sync()
    await conversation.handled()
    await a.leave()
    await synced
    await b.join()
    await conversation.admin.describe()
  },
  ...ofEach(versionsOf(apis.heartbeat), (version) => ({
    [`heartbeats in a stable group v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation)
      await a.heartbeat({ version })
      await b.heartbeat({ version })
      for (const wrong of wrongClaims(version >= 3)) await b.heartbeat({ version, ...wrong })
    },
    [`heartbeats in a generation that is to be assigned v${version}`]: async (conversation) => {
      const [a, b] = await told(conversation)
      await a.heartbeat({ version })
      for (const wrong of wrongClaims(version >= 3)) await b.heartbeat({ version, ...wrong })
    },
    [`heartbeats while a rebalance gathers its members v${version}`]: async (conversation) => {
      const { a, b, c } = await gathering(conversation)
      await a.heartbeat({ version })
      for (const wrong of wrongClaims(version >= 3)) await b.heartbeat({ version, ...wrong })
      const other = await conversation.member('c')
      await other.heartbeat({ version, memberId: c.memberId(), generationId: a.generation() })
      await other.heartbeat({ version, memberId: c.memberId(), generationId: -1 })
    },
    [`heartbeats of groups that are empty or not there v${version}`]: async (conversation) => {
      await (await conversation.member('x')).heartbeat({ version, memberId: 'nobody' })
      const a = await alone(conversation)
      await a.leave()
      await a.heartbeat({ version })
      await a.heartbeat({ version, memberId: '' })
      await a.heartbeat({ version, groupId: '' })
    },
    [`heartbeats of somebody who was only given an id v${version}`]: async ({ member }) => {
      const a = await member('a')
      await a.join()
      await a.heartbeat({ version })
      await a.heartbeat({ version, generationId: 0 })
    },
  })),
}

const wrongClaims = (namesInstances: boolean) => [
  { generationId: 1 },
  { generationId: 3 },
  { generationId: -1 },
  { memberId: 'nobody' },
  { memberId: '' },
  { memberId: 'nobody', generationId: 7 },
  { groupId: 'not there' },
  { groupId: '' },
  ...(namesInstances
    ? [{ groupInstanceId: 'unknown' }, { groupInstanceId: 'unknown', memberId: 'nobody' }]
    : []),
]
