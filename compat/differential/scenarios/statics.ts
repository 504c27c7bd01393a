import { OTHER_TOPIC } from '../brokers.ts'
import { assignor, range } from '../member.ts'
import { alone, gathering, ofEach, type Scenarios, shared, told } from './groups.ts'

/** From v5 on a join names an instance, v9 may skip the assignment (KIP-814). */
const versions = [5, 6, 7, 8, 9]
const both: readonly [string, string] = ['one', 'two']

/** Static members (KIP-345): what becomes of a place whose holder starts again, and of its former id. */
export const statics: Scenarios = {
  ...ofEach(versions, (version) => ({
    [`a static leader starts again in a stable group v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation, both)
      const old = a.memberId()
      await a.join({ version, memberId: '' })
      await a.sync()
      await a.heartbeat({ memberId: old })
      await a.sync({ memberId: old })
      await a.commit({ memberId: old })
      await a.leave({ members: [{ memberId: old, groupInstanceId: 'one', reason: null }] })
      await a.join({ version, memberId: old })
      await a.heartbeat()
      await b.heartbeat()
      await conversation.admin.describe()
    },
    [`a static follower starts again in a stable group v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation, both)
      const old = b.memberId()
      await b.join({ version, memberId: '' })
      await b.sync()
      await b.heartbeat({ memberId: old })
      await a.heartbeat()
      await conversation.admin.describe()
    },
    [`a static member starts again with other metadata v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation, both)
      await b.join({ version, memberId: '', protocols: [range(OTHER_TOPIC)] })
      await a.heartbeat()
      await b.heartbeat()
      await b.sync()
      await conversation.admin.describe()
    },
    [`a static leader starts again with other metadata v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation, both)
      await a.join({ version, memberId: '', protocols: [range(OTHER_TOPIC)] })
      await b.heartbeat()
      await a.sync()
      await conversation.admin.describe()
    },
    [`a static member starts again, and another protocol wins v${version}`]: async (conversation) => {
      const { member, reaches } = conversation
      const [one, two] = [assignor('one'), assignor('two')]
      const a = await member('a', 'one')
      await a.enter({ version, protocols: [one, two] })
      await a.sync()
      const joined = a.join({ version, memberId: '', protocols: [two, one] })
      await reaches('CompletingRebalance', 1)
      await joined
      await a.heartbeat()
    },
    [`a static leader starts again while it is to assign v${version}`]: async (conversation) => {
      const [a, b] = await told(conversation, both)
      const old = a.memberId()
      const joined = a.join({ version, memberId: '' })
      await conversation.reaches('PreparingRebalance', 2)
      await b.join()
      await joined
      await a.heartbeat({ memberId: old })
      const synced = b.sync()
      await a.sync()
      await synced
    },
    [`a static follower starts again while the leader assigns v${version}`]: async (conversation) => {
      const [a, b] = await told(conversation, both)
      const joined = b.join({ version, memberId: '' })
      await conversation.reaches('PreparingRebalance', 2)
      await a.sync()
      await a.join()
      await joined
    },
    [`a static member starts again while a rebalance gathers its members v${version}`]: async (
      conversation,
    ) => {
      const { a, b, joining } = await gathering(conversation, both)
      const old = b.memberId()
      const joined = b.join({ version, memberId: '' })
      await conversation.handled()
      await (await conversation.member('b', 'two')).heartbeat({ memberId: old, generationId: a.generation() })
      await a.join()
      await Promise.all([joining, joined])
    },
    [`a static member joins again by its id v${version}`]: async (conversation) => {
      const [a, b] = await shared(conversation, both)
      await b.join({ version })
      await a.heartbeat()
      const joined = a.join({ version })
      await conversation.reaches('PreparingRebalance', 2)
      await b.join({ version })
      await joined
    },
  })),
  'two of the same instance join at the same time': async (conversation) => {
    const first = await conversation.member('a', 'one')
    const second = await conversation.member('b', 'one')
    await first.enter()
    const joined = second.join()
    await conversation.reaches('CompletingRebalance', 1)
    await joined
    await first.sync()
    await first.heartbeat()
    await second.sync()
    await conversation.admin.describe()
  },
  'a static member starts again while its former join waits': async (conversation) => {
    const { member, reaches, handled } = conversation
    const a = await alone(conversation)
    const first = await member('b', 'two')
    const parked = first.join()
    await reaches('PreparingRebalance', 2)
    const second = await member('b', 'two')
    const joined = second.join()
    await parked
    await handled()
    await a.join()
    await joined
    await first.heartbeat({ generationId: second.generation() })
    await conversation.admin.describe()
  },
  'a static member starts again while its former sync waits': async (conversation) => {
    const [a, b] = await told(conversation, both)
    const synced = b.sync()
    await conversation.handled()
    const second = await conversation.member('b', 'two')
    const joined = second.join()
    await synced
    await a.join()
    await joined
  },
  'a static member by the instance of another': async (conversation) => {
    const [a, b] = await shared(conversation, both)
    await a.heartbeat({ groupInstanceId: 'two' })
    await a.sync({ groupInstanceId: 'two' })
    await a.commit({ groupInstanceId: 'two' })
    await a.join({ groupInstanceId: 'two' })
    await b.join({ groupInstanceId: 'one' })
    await b.heartbeat()
    await a.heartbeat()
  },
  'a static member that does not say its instance': async (conversation) => {
    const [a, b] = await shared(conversation, both)
    await a.heartbeat({ groupInstanceId: null })
    await a.sync({ groupInstanceId: null })
    await a.commit({ groupInstanceId: null })
    await b.join({ groupInstanceId: null })
    await conversation.admin.describe()
    await b.leave({ members: [{ memberId: b.memberId(), groupInstanceId: null, reason: null }] })
    await conversation.reaches('PreparingRebalance', 1)
  },
  'a dynamic member that says an instance': async (conversation) => {
    const [a] = await shared(conversation)
    await a.heartbeat({ groupInstanceId: 'one' })
    await a.sync({ groupInstanceId: 'one' })
    await a.commit({ groupInstanceId: 'one' })
    await a.join({ groupInstanceId: 'one' })
    await a.heartbeat()
  },
  'a static member with nothing in common starts again': async (conversation) => {
    const [a, b] = await shared(conversation, both)
    await b.join({ memberId: '', protocols: [assignor('sticky')] })
    await b.join({ memberId: '', protocolType: 'connect' })
    await b.join({ memberId: '', protocols: [] })
    await b.heartbeat()
    await a.heartbeat()
  },
  'a static member that has left joins with its old id': async (conversation) => {
    const a = await alone(conversation, 'one')
    const old = a.memberId()
    await a.leave()
    await a.join({ memberId: old })
    await a.join({ memberId: '' })
    await a.sync()
    await conversation.admin.describe()
  },
  'one static member is alone and starts again': async (conversation) => {
    const a = await alone(conversation, 'one')
    await a.join({ memberId: '' })
    await a.sync({ assignments: [{ memberId: a.memberId(), assignment: Buffer.from('anew') }] })
    await conversation.admin.describe()
  },
}
