import { OTHER_TOPIC, TOPIC } from '../brokers.ts'
import { assignor, range } from '../member.ts'
import { alone, gathering, type Scenarios, shared, told } from './groups.ts'

/** JoinGroup of members, in every state of the group, and of those who come while others are there. */
export const rejoins: Scenarios = {
  'a second member joins a stable group': async (conversation) => {
    const a = await alone(conversation)
    const b = await conversation.member('b')
    const joined = b.enter()
    await conversation.reaches('PreparingRebalance', 2)
    await conversation.admin.describe()
    await a.heartbeat()
    await a.join()
    await joined
    await conversation.admin.describe()
    await Promise.all([b.sync(), a.sync()])
    await conversation.admin.describe()
    await conversation.admin.list()
  },
  'a second member joins before the first has synced': async (conversation) => {
    const a = await conversation.member('a')
    await a.enter()
    const b = await conversation.member('b')
    const joined = b.enter()
    await conversation.reaches('PreparingRebalance', 2)
    await a.sync()
    await a.join()
    await joined
    await b.sync({ generationId: 1 })
    const synced = b.sync()
    await a.sync()
    await synced
  },
  'an id is given out while a group is stable, and it stays so': async (conversation) => {
    const a = await alone(conversation)
    await (await conversation.member('b')).join()
    await a.heartbeat()
    await conversation.admin.describe()
    const again = a.join()
    await conversation.reaches('PreparingRebalance', 1)
    await conversation.admin.remove()
    conversation.note('is parked', await isParked(again, conversation.handled))
  },
  'a leader joins again in a stable group, with the same metadata': async (conversation) => {
    const [a, b] = await shared(conversation)
    const joined = a.join()
    await conversation.reaches('PreparingRebalance', 2)
    await b.heartbeat()
    await b.join()
    await joined
  },
  'a follower joins again in a stable group, with the same metadata': async (conversation) => {
    const [a, b] = await shared(conversation)
    await b.join()
    await b.sync()
    await a.heartbeat()
    await conversation.admin.describe()
  },
  'a follower joins again in a stable group, with other metadata': async (conversation) => {
    const [a, b] = await shared(conversation)
    const joined = b.join({ protocols: [range(OTHER_TOPIC)] })
    await conversation.reaches('PreparingRebalance', 2)
    await a.heartbeat()
    await a.join()
    await joined
  },
  'a follower joins again in a stable group, with its protocols in another order': async (conversation) => {
    const { member, reaches } = conversation
    const protocols = [assignor('range'), assignor('sticky')]
    const a = await member('a')
    await a.enter({ protocols })
    const b = await member('b')
    const joined = b.enter({ protocols })
    await reaches('PreparingRebalance', 2)
    await Promise.all([a.join({ protocols }), joined])
    await a.sync()
    await b.sync()
    const again = b.join({ protocols: protocols.toReversed() })
    await reaches('PreparingRebalance', 2)
    await a.join({ protocols: protocols.toReversed() })
    await again
  },
  'a follower joins again in a stable group, with other timeouts': async (conversation) => {
    const [a, b] = await shared(conversation)
    await b.join({ sessionTimeoutMs: 20_000, rebalanceTimeoutMs: 20_000 })
    await a.heartbeat()
  },
  'a follower joins again in a stable group, with one protocol more': async (conversation) => {
    const [a, b] = await shared(conversation)
    const joined = b.join({ protocols: [assignor('range'), assignor('sticky')] })
    await conversation.reaches('PreparingRebalance', 2)
    await Promise.all([a.join(), joined])
  },
  'a leader joins again while it is to assign, with the same metadata': async (conversation) => {
    const [a, b] = await told(conversation)
    await a.join()
    await conversation.admin.describe()
    await a.sync()
    await b.sync()
  },
  'a leader joins again while it is to assign, with other metadata': async (conversation) => {
    const [a, b] = await told(conversation)
    const joined = a.join({ protocols: [range(TOPIC, OTHER_TOPIC)] })
    await conversation.reaches('PreparingRebalance', 2)
    await b.sync()
    await b.join()
    await joined
  },
  'a follower joins again while the leader assigns, with the same metadata': async (conversation) => {
    const [a, b] = await told(conversation)
    await b.join()
    const synced = b.sync()
    await a.sync()
    await synced
  },
  'a follower joins again while the leader assigns, with other metadata': async (conversation) => {
    const [a, b] = await told(conversation)
    const joined = b.join({ protocols: [range(OTHER_TOPIC)] })
    await conversation.reaches('PreparingRebalance', 2)
    await a.sync()
    await a.join()
    await joined
  },
  'a follower joins again while its own sync waits, over another connection': async (conversation) => {
    const [a, b] = await told(conversation)
    void b.sync()
    await conversation.handled()
    const other = await conversation.member('b')
    await other.join({ memberId: b.memberId() })
    await conversation.handled()
    await a.sync()
    await other.sync()
  },
  'joins while a rebalance gathers its members': async (conversation) => {
    const { a, b, joining } = await gathering(conversation)
    await conversation.admin.describe()
    await a.heartbeat()
    await a.sync()
    const joins = [a.join(), b.join()]
    await Promise.all([joining, ...joins])
    await conversation.admin.describe()
  },
  'a member joins twice while a rebalance gathers its members': async (conversation) => {
    const { a, b, joining } = await gathering(conversation)
    void b.join()
    await conversation.handled()
    const other = await conversation.member('b')
    const again = other.join({ memberId: b.memberId() })
    await conversation.handled()
    await a.join()
    await Promise.all([joining, again])
  },
  'a join in a rebalance, unknown, of another type, or with nothing in common': async (conversation) => {
    await gathering(conversation)
    const { member } = conversation
    await (await member('d')).join({ memberId: 'nobody' })
    await (await member('d')).join({ version: 3, protocolType: 'connect' })
    await (await member('d')).join({ version: 3, protocols: [assignor('sticky')] })
    await (await member('d')).join({ version: 3, protocols: [] })
    await (await member('d')).join({ version: 3, protocolType: '' })
  },
  'a member joins again with nothing in common with the others': async (conversation) => {
    const [, b] = await shared(conversation)
    await b.join({ protocols: [assignor('sticky')] })
    await b.join({ protocolType: 'connect' })
    await b.join({ protocols: [] })
    await b.heartbeat()
  },
  'the only member joins again with other protocols': async (conversation) => {
    const a = await alone(conversation)
    await a.join({ protocols: [assignor('sticky')] })
    await a.join({ protocolType: 'connect' })
    await a.join({ protocols: [] })
    await conversation.admin.describe()
  },
  'a member joins again with a session beyond the limits': async (conversation) => {
    const a = await alone(conversation)
    await a.join({ sessionTimeoutMs: 1 })
    await a.heartbeat()
  },
  'votes: the protocol that most prefer': async ({ member, reaches }) => {
    const [one, two] = [assignor('one'), assignor('two')]
    const a = await member('a')
    await a.enter({ protocols: [one, two] })
    const [b, c] = [await member('b'), await member('c')]
    const first = b.enter({ protocols: [two, one] })
    await reaches('PreparingRebalance', 2)
    const second = c.enter({ protocols: [two, one] })
    await reaches('PreparingRebalance', 3)
    await Promise.all([a.join({ protocols: [one, two] }), first, second])
  },
  'votes: only what all know is voted for': async ({ member, reaches }) => {
    const [one, two, three] = [assignor('one'), assignor('two'), assignor('three')]
    const a = await member('a')
    await a.enter({ protocols: [three, two, one] })
    const [b, c] = [await member('b'), await member('c')]
    const first = b.enter({ protocols: [two, one] })
    await reaches('PreparingRebalance', 2)
    const second = c.enter({ protocols: [one, two] })
    await reaches('PreparingRebalance', 3)
    await Promise.all([a.join({ protocols: [three, two, one] }), first, second])
  },
  'a member that is alone is told of another protocol than it was with others': async (conversation) => {
    const { member, reaches } = conversation
    const a = await member('a')
    const protocols = [assignor('new'), assignor('old')]
    await a.enter({ protocols })
    await a.sync()
    const b = await member('b')
    const joined = b.enter({ protocols: [assignor('old')] })
    await reaches('PreparingRebalance', 2)
    await a.join({ protocols })
    await joined
    await b.leave()
    await a.join({ protocols })
  },
  'an emptied group takes members of another type': async (conversation) => {
    const { member, admin } = conversation
    const a = await alone(conversation)
    await a.leave()
    await admin.describe()
    await admin.list()
    const b = await member('b')
    await b.enter({ protocolType: 'connect', protocols: [assignor('default')] })
    await b.sync({ protocolType: 'connect' })
    await admin.describe()
  },
  'a member that has left joins with its old id': async (conversation) => {
    const a = await alone(conversation)
    await a.leave()
    await a.join()
    a.restart()
    await a.enter()
    await a.sync()
  },
}

const isParked = async (answer: Promise<unknown>, handled: () => Promise<void>): Promise<boolean> => {
  let isAnswered = false
  void answer.then(() => {
    isAnswered = true
  })
  await handled()
  return !isAnswered
}
