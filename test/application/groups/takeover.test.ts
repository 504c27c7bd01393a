import { describe, expect, test } from 'vitest'
import { generation } from '#domain/group/types'
import { StoreUnavailable } from '#ports/store-errors'
import { settled } from '#test/support/manual-time'
import {
  asInstance,
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

const twoBrokers = () => {
  const world = aWorld()
  const first = world.start(1)
  const second = world.start(2)
  world.dies(second)
  return { world, first, second }
}

/** The first coordinates; from here on it is taken for dead, though it may still act. */
const dying = ({ world, first, second }: ReturnType<typeof twoBrokers>) => {
  world.lives(second)
  world.dies(first)
}

describe('a coordinator that dies', () => {
  test('costs a stable group no rebalance: ids, generation and parts stay', async () => {
    const brokers = twoBrokers()
    const { first, second } = brokers
    const members = await stableGroup(first, 3)
    dying(brokers)
    for (const view of members) {
      expect(await second.groups.heartbeat(G, refOf(view))).toEqual({ _tag: 'Right', right: undefined })
      expect(right(await second.groups.sync(G, syncOf(view))).assignment).toBe(`part-of-${view.memberId}`)
    }
    expect(right(await second.groups.describe(G))).toMatchObject({ state: 'stable', members: [{}, {}, {}] })
  })

  test('gives every member a whole session with the successor, and no more', async () => {
    const brokers = twoBrokers()
    const { world, first, second } = brokers
    const [one, other] = await stableGroup(first, 2)
    if (one === undefined || other === undefined) throw new Error('two members joined')
    await world.time.pass(9_000)
    dying(brokers)
    right(await second.groups.heartbeat(G, refOf(one)))
    await world.time.pass(9_000)
    expect(refusalOf(await second.groups.heartbeat(G, refOf(one)))).toBe('nothing')
    await world.time.pass(2_000)
    // The other was never heard of again.
    expect(refusalOf(await second.groups.heartbeat(G, refOf(one)))).toBe('rebalance-in-progress')
    expect(refusalOf(await second.groups.heartbeat(G, refOf(other)))).toBe('unknown-member')
  })

  test('is told by its next step that it is not the coordinator any more, and answers everybody who waits', async () => {
    const brokers = twoBrokers()
    const { first, second } = brokers
    const [leader, follower] = await stableGroup(first, 2)
    if (leader === undefined || follower === undefined) throw new Error('two members joined')
    const waiting = first.groups.join(G, joining({ memberId: leader.memberId }))
    await settled()
    dying(brokers)
    expect(refusalOf(await second.groups.heartbeat(G, refOf(follower)))).toBe('rebalance-in-progress')
    expect(refusalOf(await waiting)).toBe('not-coordinator')
    expect(refusalOf(await first.groups.heartbeat(G, refOf(follower)))).toBe('not-coordinator')
    expect(refusalOf(await first.groups.commit(G, { ...refOf(follower), offsets: [committing(0, 1)] }))).toBe(
      'not-coordinator',
    )
  })

  test('can be the same broker again, started anew with the same id', async () => {
    const { world, first } = twoBrokers()
    const [view] = await stableGroup(first, 1)
    if (view === undefined) throw new Error('it joined')
    const again = world.start(1, { incarnation: 'again' })
    expect(await again.groups.coordinatorOf(G)).toMatchObject({ id: 1, incarnation: 'again' })
    expect(refusalOf(await again.groups.heartbeat(G, refOf(view)))).toBe('nothing')
    expect(refusalOf(await first.groups.heartbeat(G, refOf(view)))).toBe('not-coordinator')
  })
})

describe('takeover in PreparingRebalance', () => {
  const preparing = async () => {
    const brokers = twoBrokers()
    const [leader, follower] = await stableGroup(brokers.first, 2)
    if (leader === undefined || follower === undefined) throw new Error('two members joined')
    const lost = brokers.first.groups.join(G, joining({ memberId: leader.memberId }))
    await settled()
    dying(brokers)
    return { ...brokers, leader, follower, lost }
  }

  test('then the leader rejoins: the window waits for the follower, and closes with it', async () => {
    const { second, leader, follower, lost } = await preparing()
    const led = second.groups.join(G, joining({ memberId: leader.memberId }))
    await settled()
    expect(refusalOf(await lost)).toBe('not-coordinator')
    expect(refusalOf(await second.groups.heartbeat(G, refOf(follower)))).toBe('rebalance-in-progress')
    const followed = second.groups.join(G, joining({ memberId: follower.memberId }))
    expect(right(await led)).toMatchObject({ generation: leader.generation + 1, leader: leader.memberId })
    expect(right(await followed)).toMatchObject({ generation: leader.generation + 1, members: [] })
  })

  test('then a follower rejoins: the leader that does not is dropped at the one deadline that the rebalance has', async () => {
    const { world, second, leader, follower } = await preparing()
    await world.time.pass(5_000)
    const followed = second.groups.join(G, joining({ memberId: follower.memberId }))
    await settled()
    // Alive all the while, but it never joins again.
    for (let i = 0; i < 4; i++) {
      await second.groups.heartbeat(G, refOf(leader))
      await world.time.pass(5_000)
    }
    await second.groups.heartbeat(G, refOf(leader))
    await world.time.pass(5_000)
    expect(right(await followed)).toMatchObject({
      generation: leader.generation + 1,
      leader: follower.memberId,
    })
    expect(refusalOf(await second.groups.heartbeat(G, refOf(leader)))).toBe('unknown-member')
  })

  test('drops a ghost: a member below JoinGroup v4 whose answer was lost, so that it never learnt its id', async () => {
    const { world, first, second } = twoBrokers()
    const lost = first.groups.join(G, joining())
    await settled()
    world.lives(second)
    world.dies(first)
    const again = second.groups.join(G, joining())
    await world.time.pass(30_000)
    expect(refusalOf(await lost)).toBe('nothing')
    const view = right(await again)
    expect(view.members.map(({ memberId }) => memberId)).toEqual([view.memberId])
  })
})

describe('takeover in CompletingRebalance', () => {
  const completing = async () => {
    const brokers = twoBrokers()
    const { first } = brokers
    const before = await stableGroup(first, 2)
    const views = await Promise.all(before.map(({ memberId }) => first.groups.join(G, joining({ memberId }))))
    const [leader, follower] = views.map(right)
    if (leader === undefined || follower === undefined) throw new Error('two members joined')
    const lost = first.groups.sync(G, syncOf(follower))
    await settled()
    dying(brokers)
    return { ...brokers, leader, follower, lost }
  }

  test('then the leader rejoins: it is told the generation that there is, and assigns it', async () => {
    const { second, leader, follower, lost } = await completing()
    const again = right(await second.groups.join(G, joining({ memberId: leader.memberId })))
    expect(again).toEqual(leader)
    expect(refusalOf(await lost)).toBe('not-coordinator')
    const followed = second.groups.sync(G, syncOf(follower))
    right(await second.groups.sync(G, syncOf(again, [leader.memberId, follower.memberId])))
    expect(right(await followed).assignment).toBe(`part-of-${follower.memberId}`)
  })

  test('then a follower rejoins: the same generation, and it waits for the leader', async () => {
    const { second, leader, follower } = await completing()
    const again = right(await second.groups.join(G, joining({ memberId: follower.memberId })))
    expect(again).toEqual(follower)
    const followed = second.groups.sync(G, syncOf(again))
    await settled()
    right(await second.groups.sync(G, syncOf(leader, [follower.memberId])))
    expect(right(await followed).assignment).toBe(`part-of-${follower.memberId}`)
  })

  test('members that never ask for their part are removed by the successor', async () => {
    const { world, second, leader, follower } = await completing()
    right(await second.groups.sync(G, syncOf(leader, [leader.memberId, follower.memberId])))
    for (let i = 0; i < 7; i++) {
      await second.groups.heartbeat(G, refOf(leader))
      await second.groups.heartbeat(G, refOf(follower))
      await world.time.pass(5_000)
    }
    expect(refusalOf(await second.groups.heartbeat(G, refOf(follower)))).toBe('unknown-member')
    expect(refusalOf(await second.groups.heartbeat(G, refOf(leader)))).toBe('rebalance-in-progress')
  })
})

describe('a coordinator that is cut off', () => {
  test('from the store alone: keeps no member alive, and knows so again once the store is back', async () => {
    const world = aWorld()
    let told = Number.POSITIVE_INFINITY
    const broker = world.start(1, { toldUntil: () => told })
    const [view] = await stableGroup(broker, 1)
    if (view === undefined) throw new Error('it joined')
    told = world.time.clock.monotonic()
    broker.journal.always('read', () => ({ rejects: new StoreUnavailable('cut off') }))
    await world.time.pass(2_500)
    await expect(broker.groups.heartbeat(G, refOf(view))).rejects.toThrow(StoreUnavailable)
    await expect(broker.groups.sync(G, syncOf(view))).rejects.toThrow(StoreUnavailable)
    // Nobody could be heard: no session ran out meanwhile.
    await world.time.pass(60_000)
    told = Number.POSITIVE_INFINITY
    broker.journal.always('read', null)
    await world.time.pass(6_000)
    expect(refusalOf(await broker.groups.heartbeat(G, refOf(view)))).toBe('nothing')
  })

  test('asks the store itself while nothing is told, and goes on', async () => {
    const world = aWorld()
    const broker = world.start(1, { toldUntil: () => Number.NEGATIVE_INFINITY })
    const [view] = await stableGroup(broker, 1)
    if (view === undefined) throw new Error('it joined')
    await world.time.pass(5_000)
    const before = broker.journal.calls('read').length
    expect(refusalOf(await broker.groups.heartbeat(G, refOf(view)))).toBe('nothing')
    expect(broker.journal.calls('read').length).toBe(before + 1)
  })

  test('paused alone past the session timeout: sessions are longer by its pause', async () => {
    const { world, first } = twoBrokers()
    const [view] = await stableGroup(first, 1)
    if (view === undefined) throw new Error('it joined')
    world.time.freeze(60_000)
    await world.time.pass(0)
    expect(refusalOf(await first.groups.heartbeat(G, refOf(view)))).toBe('nothing')
    await world.time.pass(11_000)
    expect(refusalOf(await first.groups.heartbeat(G, refOf(view)))).toBe('unknown-member')
  })

  test('paused while another took over: says nothing to members that the other serves', async () => {
    const brokers = twoBrokers()
    const { world, first, second } = brokers
    const [view] = await stableGroup(first, 1)
    if (view === undefined) throw new Error('it joined')
    dying(brokers)
    right(await second.groups.heartbeat(G, refOf(view)))
    const appends = second.journal.calls('append').length
    world.time.freeze(60_000)
    await world.time.pass(0)
    expect(refusalOf(await first.groups.heartbeat(G, refOf(view)))).toBe('not-coordinator')
    expect(second.journal.calls('append').length).toBe(appends)
  })
})

describe('what a former coordinator still tries', () => {
  test('a commit whose bytes arrive after a newer one changes nothing', async () => {
    const brokers = twoBrokers()
    const { first, second } = brokers
    const [view] = await stableGroup(first, 1)
    if (view === undefined) throw new Error('it joined')
    const arrival = Promise.withResolvers<void>()
    first.offsets.next('change', { waitsFor: arrival.promise })
    const late = first.groups.commit(G, { ...refOf(view), offsets: [committing(0, 5)] })
    await settled()
    dying(brokers)
    right(await second.groups.commit(G, { ...refOf(view), offsets: [committing(0, 9)] }))
    arrival.resolve()
    expect(refusalOf(await late)).toBe('not-coordinator')
    expect(right(await second.groups.committed(G, [at(0)]))).toMatchObject([{ offset: 9 }])
  })

  test('a group deleted and made again while it sleeps is not its group', async () => {
    const brokers = twoBrokers()
    const { first, second } = brokers
    right(await first.groups.commit(G, { ...nobody, offsets: [committing(0, 5)] }))
    const asleep = Promise.withResolvers<void>()
    first.offsets.next('change', { waitsFor: asleep.promise })
    const late = first.groups.commit(G, { ...nobody, offsets: [committing(0, 6), committing(1, 6)] })
    await settled()
    dying(brokers)
    right(await second.groups.delete(G))
    right(await second.groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))
    asleep.resolve()
    expect(refusalOf(await late)).toBe('not-coordinator')
    expect(right(await second.groups.committed(G, null))).toMatchObject([{ at: at(0), offset: 1 }])
  })

  test('a deletion that it did not end is ended by whoever comes next', async () => {
    const brokers = twoBrokers()
    const { first, second } = brokers
    right(await first.groups.commit(G, { ...nobody, offsets: [committing(0, 5)] }))
    first.journal.next('remove', { rejects: new StoreUnavailable('gone') })
    right(await first.groups.delete(G))
    dying(brokers)
    expect(right(await second.groups.committed(G, null))).toEqual([])
    expect(refusalOf(await second.groups.describe(G))).toBe('group-not-found')
    expect(await second.groups.list()).toEqual([])
  })
})

describe('a store that lost its tail', () => {
  test('makes generations jump, so that none is ever repeated with another assignment', async () => {
    const world = aWorld()
    const first = world.start(1, { history: () => Promise.resolve('before') })
    const second = world.start(2, { history: () => Promise.resolve('after') })
    world.dies(second)
    const [view] = await stableGroup(first, 1)
    if (view === undefined) throw new Error('it joined')
    world.lives(second)
    world.dies(first)
    expect(refusalOf(await second.groups.heartbeat(G, refOf(view)))).not.toBe('nothing')
    const again = right(await second.groups.join(G, joining({ memberId: view.memberId })))
    expect(again.generation).toBeGreaterThan(view.generation + 1_000)
  })

  test('but not where nothing was lost', async () => {
    const world = aWorld()
    const first = world.start(1, { history: () => Promise.resolve('before') })
    const second = world.start(2, { history: () => Promise.resolve('after'), provenHarmless: true })
    world.dies(second)
    const [view] = await stableGroup(first, 1)
    if (view === undefined) throw new Error('it joined')
    world.lives(second)
    world.dies(first)
    expect(refusalOf(await second.groups.heartbeat(G, refOf(view)))).toBe('nothing')
  })
})

test('a static member that starts again with the successor keeps its part', async () => {
  const brokers = twoBrokers()
  const { first, second } = brokers
  const joined = right(await first.groups.join(G, asInstance('a')))
  right(await first.groups.sync(G, syncOf(joined, [joined.memberId])))
  dying(brokers)
  const again = right(await second.groups.join(G, asInstance('a')))
  expect(again).toMatchObject({ generation: joined.generation, skipAssignment: true })
  expect(again.memberId).not.toBe(joined.memberId)
  expect(right(await second.groups.sync(G, syncOf(again))).assignment).toBe(`part-of-${joined.memberId}`)
  const old = { ...refOf(joined), generation: generation(joined.generation) }
  expect(refusalOf(await second.groups.heartbeat(G, old))).toBe('unknown-member')
})
