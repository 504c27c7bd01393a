import { expect, test } from 'vitest'
import { memberId } from '#domain/group/types'
import { StoreUnavailable } from '#ports/store-errors'
import { E } from '#shared/fp'
import {
  aWorld,
  committing,
  G,
  joining,
  nobody,
  refOf,
  right,
  stableGroup,
  type WorldBroker,
} from './world.ts'

const SILENCE = 5_000

test('however many ask for a group while the store is silent, none waits for the others', async () => {
  const world = aWorld()
  const { groups, journal } = world.start(1, {
    journal: (real) => ({
      ...real,
      read: () => async () => {
        await new Promise<void>((resolve) => world.time.timers.after(SILENCE, resolve))
        throw new StoreUnavailable('silent')
      },
    }),
  })
  const asked = Array.from({ length: 100 }, (_, i) =>
    i % 2 === 0
      ? groups.heartbeat(G, { ...nobody, memberId: memberId('m') })
      : groups.commit(G, { ...nobody, offsets: [committing(0, i)] }),
  )
  const answers = Promise.allSettled(asked)
  await world.time.pass(2 * SILENCE)
  for (const answer of await answers) expect(answer).toMatchObject({ status: 'rejected' })
  expect(journal.calls('read').length).toBe(2)
})

test('a group can be founded however many ask for it while there is none', async () => {
  const world = aWorld()
  const { groups } = world.start(1, {
    journal: (real) => ({
      ...real,
      read: (name, after) => async () => {
        const page = await real.read(name, after)()
        await new Promise<void>((resolve) => world.time.timers.after(SILENCE, resolve))
        return page
      },
    }),
  })
  const committed: Promise<unknown>[] = []
  for (let i = 0; i < 40; i++) {
    void groups.heartbeat(G, { ...nobody, memberId: memberId('m') })
    if (i === 5) committed.push(groups.commit(G, { ...nobody, offsets: [committing(0, 1)] }))
    await world.time.pass(SILENCE / 3)
  }
  expect(await Promise.all(committed)).toEqual([{ _tag: 'Right', right: undefined }])
})

const journalled = async ({ journal }: WorldBroker) => {
  const page = await journal.port.read({ kind: 'group', groupId: G }, null)()
  if (E.isLeft(page)) throw new Error('there is no journal')
  return { ...page.right, length: JSON.stringify(page.right.events).length }
}

test('the journal of a group that changes hands for ever does not grow for ever', async () => {
  const world = aWorld()
  const long = 'i'.repeat(6_000)
  const brokers = [world.start(1, { incarnation: long }), world.start(2, { incarnation: long })] as const
  world.dies(brokers[1])
  const [view] = await stableGroup(brokers[0], 1)
  if (view === undefined) throw new Error('it joined')
  for (let i = 0; i < 40; i++) {
    const [from, to] = [brokers[i % 2] ?? brokers[0], brokers[(i + 1) % 2] ?? brokers[1]]
    world.dies(from)
    world.lives(to)
    right(await to.groups.heartbeat(G, refOf(view)))
  }
  const { snapshot, length } = await journalled(brokers[0])
  expect(snapshot).not.toBeNull()
  expect(length).toBeLessThan(80_000)
})

test('a client id is kept as far as people read it', async () => {
  const world = aWorld()
  const { groups } = world.start(1)
  // Cut in the middle of a character, it would not come back from the client as it went.
  const { memberId: id } = right(
    await groups.join(G, joining({ clientId: `${'c'.repeat(254)}😀${'c'.repeat(30_000)}` })),
  )
  expect(id).toBe(Buffer.from(id).toString())
  expect(id.length).toBeLessThan(300)
  expect(right(await groups.describe(G)).members[0]?.clientId.length).toBe(255)
})
