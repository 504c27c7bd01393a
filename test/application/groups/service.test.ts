import { describe, expect, test } from 'vitest'
import { generation, groupId, memberId, opaque } from '#domain/group/types'
import { OutcomeUnknown, StoreUnavailable } from '#ports/store-errors'
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
  syncOf,
} from './world.ts'

describe('a group', () => {
  test('shares its generation among its members, and tells the leader alone who they are', async () => {
    const broker = aWorld().start(1)
    const views = await stableGroup(broker, 3)
    expect(new Set(views.map(({ generation }) => generation)).size).toBe(1)
    expect(views.map(({ members }) => members.length).toSorted((a, b) => a - b)).toEqual([0, 0, 3])
  })

  test('exists for whoever joins it, and for nobody else', async () => {
    const { groups, journal } = aWorld().start(1)
    const stranger = { ...nobody, memberId: joining({ clientId: 'x' }).memberId }
    expect(refusalOf(await groups.heartbeat(G, stranger))).toBe('unknown-member')
    expect(refusalOf(await groups.describe(G))).toBe('group-not-found')
    expect(refusalOf(await groups.delete(G))).toBe('group-not-found')
    expect(right(await groups.committed(G, null))).toEqual([])
    expect(refusalOf(await groups.join(G, joining({ sessionTimeoutMs: 1 })))).toBe('invalid-session-timeout')
    expect(journal.calls('append')).toEqual([])
  })

  test('has any name that clients may write, and no other', async () => {
    const { groups } = aWorld().start(1)
    for (const name of ['{a}{b', 'a b', 'ü'.repeat(127), 'x'.repeat(255), ''])
      right(await groups.commit(groupId(name), { ...nobody, offsets: [committing(0, 1)] }))
    expect((await groups.list()).length).toBe(5)
    const tooLong = groupId('ü'.repeat(128))
    expect(refusalOf(await groups.commit(tooLong, { ...nobody, offsets: [] }))).toBe('invalid-group-id')
    expect(refusalOf(await groups.join(tooLong, joining()))).toBe('invalid-group-id')
  })

  test('is made by a commit of whoever is no member, whatever it calls itself; not by one of a generation', async () => {
    const { groups } = aWorld().start(1)
    const stranger = { ...nobody, memberId: memberId('x'), offsets: [committing(0, 1)] }
    expect(refusalOf(await groups.commit(G, { ...stranger, generation: generation(0) }))).toBe(
      'group-not-found',
    )
    right(await groups.commit(G, stranger))
    expect(right(await groups.describe(G)).state).toBe('empty')
  })

  test('has a name, if it has members', async () => {
    const { groups } = aWorld().start(1)
    const unnamed = groupId('')
    const answers = [
      await groups.join(unnamed, joining()),
      await groups.sync(unnamed, { ...nobody, protocolType: null, protocol: null, assignments: [] }),
      await groups.heartbeat(unnamed, nobody),
      await groups.leave(unnamed, []),
      await groups.deleteOffsets(unnamed, []),
    ]
    expect(answers.map(refusalOf)).toEqual(answers.map(() => 'invalid-group-id'))
  })

  test('asks a newcomer to come back with the id it is given, where the version knows how to', async () => {
    const { groups } = aWorld().start(1)
    const first = await groups.join(G, joining({ requiresKnownMemberId: true }))
    if (first._tag !== 'Left' || first.left.kind !== 'member-id-required') throw new Error('an id is given')
    const { memberId } = first.left
    expect(right(await groups.join(G, joining({ memberId }))).memberId).toBe(memberId)
  })

  test('answers the same join that is asked twice both times', async () => {
    const world = aWorld()
    const broker = world.start(1)
    const [one, two] = await stableGroup(broker, 2)
    if (one === undefined || two === undefined) throw new Error('two members joined')
    const first = broker.groups.join(G, joining({ memberId: one.memberId }))
    const second = broker.groups.join(G, joining({ memberId: one.memberId }))
    await settled()
    right(await broker.groups.join(G, joining({ memberId: two.memberId })))
    expect(refusalOf(await first)).toBe('rebalance-in-progress')
    expect(refusalOf(await second)).toBe('nothing')
  })

  test('loses members that are silent for longer than their session', async () => {
    const world = aWorld()
    const broker = world.start(1)
    const [one, two] = await stableGroup(broker, 2)
    if (one === undefined || two === undefined) throw new Error('two members joined')
    for (let i = 0; i < 3; i++) {
      await world.time.pass(4_000)
      await broker.groups.heartbeat(G, refOf(one))
    }
    expect(refusalOf(await broker.groups.heartbeat(G, refOf(two)))).toBe('unknown-member')
    expect(right(await broker.groups.join(G, joining({ memberId: one.memberId }))).members.length).toBe(1)
  })

  test('tells everybody who waits that this broker stops', async () => {
    const broker = aWorld().start(1)
    const [one] = await stableGroup(broker, 2)
    if (one === undefined) throw new Error('two members joined')
    const waiting = broker.groups.join(G, joining({ memberId: one.memberId }))
    await settled()
    broker.groups.stop()
    expect(refusalOf(await waiting)).toBe('not-coordinator')
    expect(refusalOf(await broker.groups.heartbeat(G, refOf(one)))).toBe('not-coordinator')
  })
})

describe('what is written', () => {
  test('a heartbeat writes nothing and asks nothing', async () => {
    const broker = aWorld().start(1)
    const [view] = await stableGroup(broker, 1)
    if (view === undefined) throw new Error('it joined')
    await settled()
    const before = [broker.journal.calls('append').length, broker.journal.calls('read').length]
    for (let i = 0; i < 100; i++) right(await broker.groups.heartbeat(G, refOf(view)))
    expect([broker.journal.calls('append').length, broker.journal.calls('read').length]).toEqual(before)
  })

  test('commands that arrive together are one append', async () => {
    const broker = aWorld().start(1, { rules: { initialRebalanceDelayMs: 3_000 } })
    const waiting = Array.from({ length: 100 }, (_, n) =>
      broker.groups.join(G, joining({ clientId: `c${n}` })),
    )
    await settled()
    // The founding, and everybody at once.
    expect(broker.journal.calls('append').length).toBeLessThanOrEqual(3)
    expect(waiting.length).toBe(100)
    broker.groups.stop()
    await Promise.all(waiting)
  })

  test('what could not be written has not happened, and the client hears of it', async () => {
    const world = aWorld()
    const broker = world.start(1)
    const [view] = await stableGroup(broker, 1)
    if (view === undefined) throw new Error('it joined')
    await settled()
    broker.journal.next('append', { rejects: new StoreUnavailable('away') })
    await expect(broker.groups.leave(G, [{ memberId: view.memberId, instanceId: null }])).rejects.toThrow(
      StoreUnavailable,
    )
    expect(refusalOf(await broker.groups.heartbeat(G, refOf(view)))).toBe('nothing')
  })

  test('what may have been written is read before anything else is said', async () => {
    const broker = aWorld().start(1)
    const [view] = await stableGroup(broker, 1)
    if (view === undefined) throw new Error('it joined')
    await settled()
    broker.journal.next('append', { happensAndRejects: new OutcomeUnknown('silence') })
    await expect(broker.groups.leave(G, [{ memberId: view.memberId, instanceId: null }])).rejects.toThrow(
      OutcomeUnknown,
    )
    expect(refusalOf(await broker.groups.heartbeat(G, refOf(view)))).toBe('unknown-member')
  })

  test('a long journal is folded into a snapshot, which the next coordinator reads instead', async () => {
    const world = aWorld()
    const first = world.start(1)
    const second = world.start(2)
    world.dies(second)
    const metadata = opaque('A'.repeat(8_000))
    const member = await first.groups.join(G, joining({ protocols: [{ name: 'range', metadata }] }))
    let view = right(member)
    for (let n = 0; n < 40; n++) {
      const changed = opaque(`${'A'.repeat(8_000)}${n}`)
      const again = joining({ memberId: view.memberId, protocols: [{ name: 'range', metadata: changed }] })
      view = right(await first.groups.join(G, again))
    }
    right(await first.groups.sync(G, syncOf(view, [view.memberId])))
    expect(first.journal.calls('saveSnapshot').length).toBeGreaterThan(2)
    expect(first.journal.calls('saveSnapshot').length).toBeLessThan(10)
    world.lives(second)
    world.dies(first)
    expect(refusalOf(await second.groups.heartbeat(G, refOf(view)))).toBe('nothing')
    const page = await second.journal.port.read({ kind: 'group', groupId: G }, null)()
    if (page._tag === 'Left') throw new Error('the journal is there')
    expect(page.right.snapshot).not.toBeNull()
    expect(page.right.events.length).toBeLessThan(60)
  })
})

describe('who coordinates', () => {
  test('a group that nobody made is for one broker to found, whoever is asked', async () => {
    const world = aWorld()
    const brokers = [1, 2, 3].map((id) => world.start(id))
    const named = await Promise.all(brokers.map(({ groups }) => groups.coordinatorOf(G)))
    expect(new Set(named.map(({ id }) => id)).size).toBe(1)
    for (const { groups, entry } of brokers)
      expect(refusalOf(await groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))).toBe(
        entry.id === named[0]?.id ? 'nothing' : 'not-coordinator',
      )
  })

  test('a broker that comes moves no group; each lists what it coordinates', async () => {
    const world = aWorld()
    const first = world.start(1)
    const ids = Array.from({ length: 20 }, (_, n) => groupId(`g${n}`))
    for (const id of ids) right(await first.groups.commit(id, { ...nobody, offsets: [committing(0, 1)] }))
    const second = world.start(2)
    expect((await second.groups.coordinatorOf(ids[0] ?? G)).id).toBe(1)
    expect((await first.groups.list()).length).toBe(20)
    expect(await second.groups.list()).toEqual([])
    world.dies(first)
    expect((await second.groups.list()).map(({ groupId }) => groupId).toSorted()).toEqual(ids.toSorted())
  })

  test('a group that this version cannot read does not hide the others', async () => {
    const { groups, journal } = aWorld().start(1)
    right(await groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))
    const strange = [{ decider: 'of tomorrow', version: 9, event: {} }]
    await journal.port.append({ kind: 'group', groupId: 'strange' }, null, strange)()
    expect((await groups.list()).map(({ groupId }) => groupId)).toEqual([G])
    journal.next('read', { rejects: new StoreUnavailable('away') })
    await expect(groups.list()).rejects.toThrow(StoreUnavailable)
  })

  test('a broker whose own entry is somebody else’s takes nothing over', async () => {
    const world = aWorld()
    const first = world.start(1)
    world.start(1, { incarnation: 'its successor' })
    expect(refusalOf(await first.groups.join(G, joining()))).toBe('not-coordinator')
  })
})

describe('offsets', () => {
  test('are kept as they are committed, and fetched by partition or all', async () => {
    const { groups } = aWorld().start(1)
    const offsets = [{ ...committing(0, 7, 'ü'), leaderEpoch: 3 }, { ...committing(1, -2) }]
    right(await groups.commit(G, { ...nobody, offsets }))
    expect(right(await groups.committed(G, null))).toMatchObject(offsets)
    expect(right(await groups.committed(G, [at(1), at(5)]))).toMatchObject([offsets[1]])
  })

  test('many commits of one moment are few writes, the last of a partition counts', async () => {
    const { groups, offsets } = aWorld().start(1)
    await groups.commit(G, { ...nobody, offsets: [committing(0, 0)] })
    const before = offsets.calls('change').length
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, n) => groups.commit(G, { ...nobody, offsets: [committing(n % 2, n)] })),
    )
    expect(all.map(refusalOf)).toEqual(all.map(() => 'nothing'))
    expect(offsets.calls('change').length - before).toBeLessThanOrEqual(2)
    expect(offsets.mostAtOnce('change')).toBe(1)
    expect(right(await groups.committed(G, null))).toMatchObject([{ offset: 98 }, { offset: 99 }])
  })

  test('of members are taken from members of this generation only, and keep them alive', async () => {
    const world = aWorld()
    const broker = world.start(1)
    const [view] = await stableGroup(broker, 1)
    if (view === undefined) throw new Error('it joined')
    const offsets = [committing(0, 1)]
    const commit = (ref: Partial<typeof nobody>) =>
      broker.groups.commit(G, { ...refOf(view), ...ref, offsets })
    expect(refusalOf(await commit({ generation: nobody.generation, memberId: nobody.memberId }))).toBe(
      'unknown-member',
    )
    expect(refusalOf(await commit({ generation: 99 as typeof view.generation }))).toBe('illegal-generation')
    for (let i = 0; i < 5; i++) {
      await world.time.pass(6_000)
      expect(refusalOf(await commit({}))).toBe('nothing')
    }
  })

  test('of a group that is deleted are gone', async () => {
    const { groups } = aWorld().start(1)
    right(await groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))
    right(await groups.delete(G))
    expect(await groups.list()).toEqual([])
    right(await groups.commit(G, { ...nobody, offsets: [committing(1, 1)] }))
    expect(right(await groups.committed(G, null))).toMatchObject([{ at: at(1) }])
  })

  test('can be deleted by hand where nobody is subscribed', async () => {
    const broker = aWorld().start(1)
    const { groups } = broker
    const [view] = await stableGroup(broker, 1)
    if (view === undefined) throw new Error('it joined')
    right(await groups.commit(G, { ...refOf(view), offsets: [committing(0, 1), committing(1, 1)] }))
    const asked = [
      { ...at(0), topic: 't' },
      { ...at(1), topic: 'another name' },
    ]
    expect(right(await groups.deleteOffsets(G, asked))).toEqual([{ kind: 'subscribed-to-topic' }, null])
    expect(right(await groups.committed(G, null))).toMatchObject([{ at: at(0) }])
    expect(refusalOf(await groups.delete(G))).toBe('non-empty-group')
  })
})
