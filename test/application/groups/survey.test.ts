import { expect, test } from 'vitest'
import { groupId } from '#domain/group/types'
import { StoreCorrupt } from '#ports/store-errors'
import { aWorld, committing, G, nobody, right, stableGroup } from './world.ts'

test('a group is told as it stands, with what is committed under its name', async () => {
  const broker = aWorld().start(1)
  await stableGroup(broker, 3)
  right(await broker.groups.commit(groupId('loner'), { ...nobody, offsets: [committing(0, 5)] }))
  const { groups, leftOut } = await broker.groups.survey(100)
  expect(leftOut).toEqual({ groups: 0, offsets: 0 })
  expect(groups.toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1))).toMatchObject([
    { groupId: 'loner', state: 'empty', members: 0, offsets: [{ offset: 5 }] },
    { groupId: G, state: 'stable', members: 3, generation: 3, offsets: [] },
  ])
})

test('each broker tells the groups that it coordinates, and takes over none by telling', async () => {
  const world = aWorld()
  const one = world.start(1)
  await stableGroup(one, 1)
  const other = world.start(2)
  const appends = () => one.journal.calls('append').length + other.journal.calls('append').length
  const before = appends()
  expect((await one.groups.survey(100)).groups.map(({ groupId: id }) => id)).toEqual([G])
  expect((await other.groups.survey(100)).groups).toEqual([])
  world.dies(one)
  expect((await other.groups.survey(100)).groups.map(({ groupId: id }) => id)).toEqual([G])
  expect(appends()).toBe(before)
})

test('beyond the most offsets no further groups are read, and they are counted', async () => {
  const { groups } = aWorld().start(1)
  for (let i = 0; i < 70; i++)
    right(await groups.commit(groupId(`g${i}`), { ...nobody, offsets: [committing(0, 1), committing(1, 1)] }))
  const { groups: found, leftOut } = await groups.survey(10)
  expect(found.length + leftOut.groups).toBe(70)
  expect(leftOut.groups).toBeGreaterThan(30)
  expect((await groups.survey(0)).groups).toEqual([])
})

test('no more offsets are told than that, however many a group has, and the rest is counted', async () => {
  const { groups } = aWorld().start(1)
  const committed = Array.from({ length: 50 }, (_, partition) => committing(partition, 1))
  for (const id of ['a', 'b']) right(await groups.commit(groupId(id), { ...nobody, offsets: committed }))
  const { groups: found, leftOut } = await groups.survey(60)
  expect(found.flatMap(({ offsets }) => offsets).length).toBe(60)
  expect(leftOut).toEqual({ groups: 0, offsets: 40 })
})

test('groups that nobody runs have their turn look by look, also where there are more than one look reads', async () => {
  const ids = Array.from({ length: 2_500 }, (_, i) => `g${String(i).padStart(4, '0')}`)
  const world = aWorld()
  const former = world.start(2)
  for (const id of [ids[0], ids[1_500], ids[2_499]])
    right(await former.groups.commit(groupId(id ?? ''), { ...nobody, offsets: [committing(0, 1)] }))
  world.dies(former)
  const { groups } = world.start(1, { journal: (real) => ({ ...real, groups: async () => ids }) })
  const seen = new Set<string>()
  for (let look = 0; look < 3; look++) {
    const looking = groups.survey(10_000)
    await world.time.pass(1)
    const { groups: found, leftOut } = await looking
    expect(leftOut.groups).toBe(1_500)
    for (const { groupId: id } of found) seen.add(id)
  }
  expect([...seen].toSorted()).toEqual([ids[0], ids[1_500], ids[2_499]])
})

test('a group that cannot be read hides no other', async () => {
  const broken = groupId('broken')
  let isTorn = false
  const { groups } = aWorld().start(1, {
    offsets: (real) => ({
      ...real,
      read: (group, partitions) =>
        isTorn && group === broken ? Promise.reject(new StoreCorrupt('torn')) : real.read(group, partitions),
    }),
  })
  for (const name of [broken, groupId('sound')])
    right(await groups.commit(name, { ...nobody, offsets: [committing(0, 1)] }))
  isTorn = true
  expect((await groups.survey(10)).groups.map(({ groupId: id }) => id)).toEqual(['sound'])
})
