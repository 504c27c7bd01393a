import { setTimeout as sleep } from 'node:timers/promises'
import type { Conversation } from '../conversation.ts'
import type { Member } from '../member.ts'
import type { Scenarios } from './groups.ts'

/** What is said before a timer fires takes far less than this, also where the machine has others to serve. */
const SHORT = 2_000
const LONGER = 3_200
const soon = { sessionTimeoutMs: SHORT }
const hurry = { rebalanceTimeoutMs: SHORT }

/** What nobody asks for: sessions and rebalances that run out. */
export const timers: Scenarios = {
  'the session of the only member ends': async ({ member, reaches, admin }) => {
    const a = await member('a')
    await a.enter(soon)
    await a.sync()
    await reaches('Empty', 0)
    await a.heartbeat()
    await a.join()
    await a.sync()
    await admin.describe()
    await admin.list()
    a.restart()
    await a.enter()
  },
  'the session of a static member ends': async ({ member, reaches }) => {
    const a = await member('a', 'one')
    await a.enter(soon)
    await a.sync()
    await reaches('Empty', 0)
    await a.heartbeat()
    await a.commit()
    await a.join()
    await a.join({ memberId: '' })
  },
  'the session of one of two ends': async (conversation) => {
    const { a, b } = await told(conversation, {}, soon)
    const synced = b.sync()
    await a.sync()
    await synced
    await conversation.reaches('PreparingRebalance', 1)
    await a.heartbeat()
    await a.join()
  },
  'an id that was given out is not used': async ({ member, reaches, admin }) => {
    const a = await member('a')
    await a.join(soon)
    await sleep(LONGER)
    await a.join()
    await admin.describe()
    await reaches('Empty', 0)
  },
  'a rebalance waits for an id that was given out, until its session ends': async (conversation) => {
    const { member, reaches } = conversation
    const { a, b } = await told(conversation)
    await a.sync()
    await b.sync()
    await (await member('c')).join(soon)
    const joined = a.join()
    await reaches('PreparingRebalance', 2)
    await Promise.all([joined, b.join()])
  },
  'a member that does not join again is dropped when the rebalance ends': async (conversation) => {
    const { member, reaches, admin } = conversation
    const a = await member('a')
    await a.enter(hurry)
    await a.sync()
    const b = await member('b')
    await b.enter(hurry)
    await a.heartbeat()
    await admin.describe()
    await b.sync()
    await reaches('Stable', 1)
  },
  'a static member that does not join again stays': async ({ member, admin }) => {
    const a = await member('a', 'one')
    await a.enter(hurry)
    await a.sync()
    const b = await member('b')
    await b.enter(hurry)
    await admin.describe()
    await b.sync()
    await a.heartbeat()
    await a.heartbeat({ generationId: 2 })
    await a.sync({ generationId: 2 })
    await admin.describe()
  },
  'a leader that never assigns is dropped, and who waited is told': async (conversation) => {
    const { a, b } = await told(conversation, hurry, hurry)
    await b.sync()
    await conversation.reaches('PreparingRebalance', 1)
    await a.heartbeat()
    await b.heartbeat()
    await b.join()
  },
  'a follower that never syncs is dropped from a stable group': async (conversation) => {
    const { a, b } = await told(conversation, hurry, hurry)
    await a.sync()
    await conversation.reaches('PreparingRebalance', 1)
    await b.heartbeat()
    await a.join()
  },
  'nobody ever syncs': async (conversation) => {
    await told(conversation, hurry, hurry)
    await conversation.reaches('Empty', 0)
    await conversation.admin.describe()
  },
  'the only one to join again waits for the others until the rebalance ends': async (conversation) => {
    const { a, b } = await told(conversation, hurry, hurry)
    const synced = b.sync()
    await a.sync()
    await synced
    await a.join(hurry)
    await b.heartbeat()
    await conversation.admin.describe()
  },
  'the rebalance timeout is the longest of all members': async ({ member, reaches, note }) => {
    const a = await member('a')
    await a.enter({ rebalanceTimeoutMs: LONGER })
    await a.sync()
    const b = await member('b')
    const startedAt = performance.now()
    await b.enter({ rebalanceTimeoutMs: 300 })
    note('waited for the longest', performance.now() - startedAt >= LONGER - 10)
    await reaches('CompletingRebalance', 1)
  },
  'before v1, a rebalance lasts as long as a session': async ({ member, reaches }) => {
    const a = await member('a')
    await a.enter({ version: 0, sessionTimeoutMs: LONGER })
    await a.sync({ version: 0 })
    const b = await member('b')
    const joined = b.enter({ version: 0, sessionTimeoutMs: SHORT })
    await reaches('PreparingRebalance', 2)
    await joined
    await reaches('Empty', 0)
  },
  'a member that only waits for the others keeps its session': async (conversation) => {
    const { a, b } = await told(conversation)
    await a.sync()
    await b.sync()
    const joining = (await conversation.member('c')).enter(soon)
    await conversation.reaches('PreparingRebalance', 3)
    await sleep(LONGER)
    await conversation.admin.describe()
    await Promise.all([a.join(), b.join(), joining])
  },
  'a member whose sync waits keeps its session': async (conversation) => {
    const { a, b } = await told(conversation, {}, soon)
    const synced = b.sync()
    await conversation.handled()
    await sleep(LONGER)
    await conversation.admin.describe()
    await a.sync()
    await synced
  },
  'a leader that was told of a generation is dropped when its session ends': async ({ member, reaches }) => {
    const a = await member('a')
    await a.enter(soon)
    await reaches('Empty', 0)
    await a.sync()
  },
  'heartbeats and commits keep a session': async ({ member, admin }) => {
    const a = await member('a')
    await a.enter({ sessionTimeoutMs: LONGER })
    await a.sync()
    for (const stay of [a.commit, a.heartbeat]) {
      await sleep(SHORT)
      await stay()
    }
    await sleep(SHORT)
    await admin.describe()
  },
  'asking for the assignment again': async ({ member }) => {
    const a = await member('a')
    await a.enter({ sessionTimeoutMs: LONGER })
    await a.sync()
    await sleep(SHORT)
    await a.sync()
    await sleep(SHORT)
    await a.heartbeat()
  },
  'a follower that joins again in a stable group keeps its session': async (conversation) => {
    const session = { sessionTimeoutMs: LONGER }
    const { a, b } = await told(conversation, {}, session)
    await a.sync()
    await b.sync()
    await sleep(SHORT)
    await b.join(session)
    await sleep(SHORT)
    await b.heartbeat()
  },
  'heartbeats of a generation that is over keep no session': async ({ member, reaches, note }) => {
    const a = await member('a')
    await a.enter({ sessionTimeoutMs: LONGER })
    const startedAt = performance.now()
    await a.sync()
    await sleep(SHORT)
    await a.heartbeat({ generationId: 7 })
    await reaches('Empty', 0)
    note('it ended before that heartbeat would have let it', performance.now() - startedAt < SHORT + LONGER)
  },
}

type Limits = Readonly<{ sessionTimeoutMs?: number; rebalanceTimeoutMs?: number }>

/** Two that were told of a generation, of which the first is to assign. */
const told = async (
  { member, reaches }: Conversation,
  ofA: Limits = {},
  ofB: Limits = {},
): Promise<Readonly<{ a: Member; b: Member }>> => {
  const a = await member('a')
  await a.enter(ofA)
  const b = await member('b')
  const joined = b.enter(ofB)
  await reaches('PreparingRebalance', 2)
  await Promise.all([a.join(ofA), joined])
  return { a, b }
}
