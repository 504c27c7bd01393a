import { expect, test } from 'vitest'
import { settled } from '#test/support/manual-time'
import { asInstance, aWorld, G, joining, refOf, refusalOf, right, stableGroup, syncOf } from './world.ts'

const SESSION = 10_000
const REBALANCE = 30_000

/** A group of one whose turn is held by a question that hangs in the store. */
const heldGroup = async () => {
  const world = aWorld()
  const broker = world.start(1)
  const [view] = await stableGroup(broker, 1)
  if (view === undefined) throw new Error('it joined')
  const { promise, resolve } = Promise.withResolvers<void>()
  broker.offsets.next('read', { waitsFor: promise })
  const fetched = broker.groups.committed(G, null)
  await settled()
  const letGo = async () => {
    resolve()
    await fetched
    await settled()
  }
  return { world, broker, view, letGo }
}

test('a member that was told that all is well is not removed for the silence before', async () => {
  const { world, broker, view, letGo } = await heldGroup()
  await world.time.pass(SESSION)
  // Its expiry waits for its turn.
  expect(refusalOf(await broker.groups.heartbeat(G, refOf(view)))).toBe('nothing')
  await letGo()
  expect(refusalOf(await broker.groups.heartbeat(G, refOf(view)))).toBe('nothing')
})

test('a member that asks for its part is heard of, though its expiry is decided in the same turn', async () => {
  const { world, broker, view, letGo } = await heldGroup()
  const synced = broker.groups.sync(G, syncOf(view))
  await world.time.pass(SESSION)
  await letGo()
  expect(right(await synced).assignment).toBe(`part-of-${view.memberId}`)
  expect(refusalOf(await broker.groups.heartbeat(G, refOf(view)))).toBe('nothing')
})

test('a member that asks for its part while it is given up is not removed', async () => {
  const world = aWorld()
  const broker = world.start(1)
  const { groups, journal } = broker
  const view = right(await groups.join(G, joining()))
  // Alive, but it does not ask.
  for (let waited = 0; waited < REBALANCE - SESSION / 2; waited += SESSION / 2) {
    await world.time.pass(SESSION / 2)
    right(await groups.heartbeat(G, refOf(view)))
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  journal.next('append', { waitsFor: promise })
  const synced = groups.sync(G, syncOf(view, [view.memberId]))
  await settled()
  await world.time.pass(SESSION / 2)
  resolve()
  right(await synced)
  await settled()
  expect(refusalOf(await groups.heartbeat(G, refOf(view)))).toBe('nothing')
})

test('nobody waits any more for the part of a member whose place another has taken', async () => {
  const world = aWorld()
  const { groups } = world.start(1)
  const first = right(await groups.join(G, asInstance('one')))
  const second = groups.join(G, asInstance('two'))
  await settled()
  const leader = right(await groups.join(G, asInstance('one', { memberId: first.memberId })))
  const replaced = right(await second)
  right(await groups.sync(G, syncOf(leader, [leader.memberId, replaced.memberId])))
  // It never asked for its part under its first id.
  const follower = right(await groups.join(G, asInstance('two')))
  right(await groups.sync(G, syncOf(follower)))
  const before = world.time.pending()
  for (let waited = 0; waited < 2 * REBALANCE; waited += SESSION / 2) {
    await world.time.pass(SESSION / 2)
    for (const view of [leader, follower]) right(await groups.heartbeat(G, refOf(view)))
  }
  expect(world.time.pending()).toBe(before - 1)
})

test('a rebalance is given the time that its coordinator was paused', async () => {
  const world = aWorld()
  const broker = world.start(1)
  const { groups } = broker
  const [leader, follower] = await stableGroup(broker, 2)
  if (leader === undefined || follower === undefined) throw new Error('two members joined')
  const patient = joining({ memberId: leader.memberId, rebalanceTimeoutMs: 2 * REBALANCE })
  const led = groups.join(G, patient)
  await settled()
  world.time.freeze(10 * REBALANCE)
  await world.time.pass(1)
  // The window is shorter without it; what is left of it is reckoned anew.
  right(await groups.leave(G, [{ memberId: leader.memberId, instanceId: null }]))
  expect(refusalOf(await led)).toBe('unknown-member')
  await world.time.pass(SESSION / 2)
  const followed = await groups.join(G, joining({ memberId: follower.memberId }))
  expect(right(followed).generation).toBe(leader.generation + 1)
})

test('tells once that a request begins to wait, and not of one that is answered at once', async () => {
  const broker = aWorld().start(1)
  const [leader, follower] = await stableGroup(broker, 2)
  if (leader === undefined || follower === undefined) throw new Error('two members joined')
  const waiting: string[] = []
  const join = (view: typeof leader, name: string) =>
    broker.groups.join(G, joining({ memberId: view.memberId }), () => waiting.push(name))
  right(await join(follower, 'an unchanged follower'))
  const led = join(leader, 'the leader')
  await settled()
  expect(waiting).toEqual(['the leader'])
  const views = [right(await join(follower, 'the last')), right(await led)]
  const synced = broker.groups.sync(G, syncOf(views[0] ?? follower), () => waiting.push('a follower syncs'))
  await settled()
  right(await broker.groups.sync(G, syncOf(views[1] ?? leader), () => waiting.push('the leader syncs')))
  right(await synced)
  expect(waiting).toEqual(['the leader', 'the last', 'a follower syncs'])
})
