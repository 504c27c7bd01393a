import { expect, test } from 'vitest'
import { groupId } from '#domain/group/types'
import { topicId } from '#domain/topic/types'
import { settled } from '#test/support/manual-time'
import {
  at,
  aWorld,
  committing,
  G,
  joining,
  nobody,
  refOf,
  refusalOf,
  right,
  stableGroup,
  topicMade,
} from './world.ts'

const HOUR = 3_600_000
const CHECK = 600_000

test('offsets of a group without members go an hour after its last commit, and the group with them', async () => {
  const world = aWorld()
  const { groups } = world.start(1)
  right(await groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))
  await world.time.pass(HOUR / 2)
  right(await groups.commit(G, { ...nobody, offsets: [committing(1, 1)] }))
  await world.time.pass(HOUR / 2 + CHECK)
  expect(right(await groups.committed(G, null))).toMatchObject([{ at: at(1) }])
  await world.time.pass(HOUR)
  expect(await groups.list()).toEqual([])
})

test('the hour of a group that had members begins when the last one left', async () => {
  const world = aWorld()
  const broker = world.start(1)
  const { groups } = broker
  const [view] = await stableGroup(broker, 1)
  if (view === undefined) throw new Error('it joined')
  right(await groups.commit(G, { ...refOf(view), offsets: [committing(0, 1)] }))
  // Two hours of life: nothing is committed, and nothing expires.
  for (let i = 0; i < 1_440; i++) {
    await world.time.pass(5_000)
    right(await groups.heartbeat(G, refOf(view)))
  }
  expect(right(await groups.committed(G, null)).length).toBe(1)
  right(await groups.leave(G, [{ memberId: view.memberId, instanceId: null }]))
  await world.time.pass(HOUR - CHECK)
  expect(right(await groups.committed(G, null)).length).toBe(1)
  await world.time.pass(3 * CHECK)
  expect(await groups.list()).toEqual([])
})

test('offsets of topics that are gone go at the next check', async () => {
  const world = aWorld()
  const { groups } = world.start(1)
  const gone = { ...committing(0, 1), at: { topicId: topicId('gone'), partition: 0 } }
  right(await groups.commit(G, { ...nobody, offsets: [gone, committing(1, 1)] }))
  await world.time.pass(CHECK)
  await settled()
  expect(right(await groups.committed(G, null))).toMatchObject([{ at: at(1) }])
})

test('groups of another broker, and groups with members, are left alone', async () => {
  const world = aWorld()
  const first = world.start(1)
  right(await first.groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))
  const appends = first.journal.calls('append').length
  const second = world.start(2)
  await world.time.pass(CHECK)
  expect(second.journal.calls('append')).toEqual([])
  expect(first.journal.calls('append').length).toBe(appends)
})

test('whoever joins while a group is deleted for its age is in the group that there is, or is told to ask again', async () => {
  for (let turns = 0; turns < 12; turns++) {
    const world = aWorld()
    const { groups } = world.start(1)
    right(await groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))
    await world.time.pass(HOUR - 1)
    const swept = world.time.pass(1)
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    const joined = await groups.join(G, joining())
    await swept
    if (joined._tag === 'Right')
      expect(right(await groups.describe(G)).members.map(({ id }) => id)).toEqual([joined.right.memberId])
    else expect(['group-dead', 'not-coordinator']).toContain(joined.left.kind)
  }
})

test('a group that nobody asks for is let go of, and run again for whoever does', async () => {
  const world = aWorld()
  const { groups, journal } = world.start(1)
  right(await groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))
  await world.time.pass(CHECK)
  const appends = journal.calls('append').length
  right(await groups.commit(G, { ...nobody, offsets: [committing(0, 2)] }))
  expect(journal.calls('append').length).toBe(appends)
  await world.time.pass(3 * CHECK)
  right(await groups.commit(G, { ...nobody, offsets: [committing(0, 3)] }))
  expect(journal.calls('append').length).toBe(appends + 1)
  expect(right(await groups.committed(G, null))).toMatchObject([{ offset: 3 }])
})

test('what is committed while a group is looked at for its age is never lost with it', async () => {
  const world = aWorld()
  const { groups, offsets } = world.start(1)
  right(await groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))
  await world.time.pass(HOUR - 1)
  const { promise, resolve } = Promise.withResolvers<void>()
  // Of the two readings of a check the second is followed by the deletion.
  offsets.next('read', { waitsFor: Promise.resolve() }, { repliesAfter: promise })
  await world.time.pass(1)
  const committed = groups.commit(G, { ...nobody, offsets: [committing(1, 7)] })
  await settled()
  resolve()
  expect(refusalOf(await committed)).toBe('not-coordinator')
  right(await groups.commit(G, { ...nobody, offsets: [committing(1, 7)] }))
  await settled()
  expect(right(await groups.committed(G, null))).toMatchObject([{ at: at(1), offset: 7 }])
})

test('a broker that was paused for longer than offsets are kept does not take the pause for an absence', async () => {
  const world = aWorld()
  const broker = world.start(1)
  const [view] = await stableGroup(broker, 1)
  if (view === undefined) throw new Error('it joined')
  right(await broker.groups.commit(G, { ...refOf(view), offsets: [committing(0, 1)] }))
  world.time.freeze(2 * HOUR)
  await world.time.pass(1)
  right(await broker.groups.heartbeat(G, refOf(view)))
  right(await broker.groups.leave(G, [{ memberId: view.memberId, instanceId: null }]))
  await world.time.pass(HOUR - 1)
  expect(right(await broker.groups.committed(G, null)).length).toBe(1)
})

test('members that died together with their coordinator are missed by its successor, though nobody asks', async () => {
  const world = aWorld()
  const first = world.start(1)
  const [view] = await stableGroup(first, 2)
  if (view === undefined) throw new Error('they joined')
  right(await first.groups.commit(G, { ...refOf(view), offsets: [committing(0, 1)] }))
  world.dies(first)
  first.groups.stop()
  const { groups } = world.start(2)
  await world.time.pass(CHECK + 30_000)
  expect(await groups.list()).toMatchObject([{ state: 'empty' }])
  await world.time.pass(HOUR + CHECK)
  expect(await groups.list()).toEqual([])
})

test('an id that was given out to nobody who came back does not keep a group for ever', async () => {
  const world = aWorld()
  const first = world.start(1)
  await first.groups.join(G, joining({ requiresKnownMemberId: true }))
  world.dies(first)
  first.groups.stop()
  const { groups } = world.start(2)
  await world.time.pass(2 * CHECK)
  expect(await groups.list()).toEqual([])
})

test('a topic that this broker has not heard of yet is not one that is gone', async () => {
  const world = aWorld()
  const { groups, offsets } = world.start(1)
  const young = { ...committing(0, 1), at: { topicId: topicId('young'), partition: 0 } }
  right(await groups.commit(G, { ...nobody, offsets: [young] }))
  // It is made, and committed to elsewhere, after the check asked for news of topics.
  offsets.next('read', { after: () => Promise.resolve(topicMade(world, 'young')) })
  await world.time.pass(CHECK)
  expect(right(await groups.committed(G, null))).toMatchObject([{ offset: 1 }])
})

test('others have their turn while many groups are looked at', async () => {
  const world = aWorld()
  const { groups } = world.start(1)
  const many = Array.from({ length: 100 }, (_, i) => groupId(`${i}`))
  for (const group of many) right(await groups.commit(group, { ...nobody, offsets: [committing(0, 1)] }))
  const before = world.time.pending()
  const listed = groups.list()
  await settled()
  expect(world.time.pending()).toBe(before + 1)
  await world.time.pass(1)
  expect((await listed).length).toBe(many.length)
})
