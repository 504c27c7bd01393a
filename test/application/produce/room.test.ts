import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { type Lease, room } from '#application/produce/room'
import { settled } from '#test/support/manual-time'

/** Somebody asks for each of these at once; the leases of those who got in, by their place. */
const asked = (most: number, ...all: readonly number[]) => {
  const ask = room(most)
  const inside = new Map<number, Lease>()
  all.forEach((bytes, i) => void ask(bytes).then((lease) => inside.set(i, lease)))
  const who = async () => {
    await settled()
    return [...inside.keys()]
  }
  return { inside, who }
}

test('what fits gets in, and nobody passes who waits', async () => {
  const { inside, who } = asked(10, 4, 6, 5, 1)
  expect(await who()).toEqual([0, 1])
  inside.get(0)?.giveBack()
  // Four are free: the last would fit, and is not first.
  expect(await who()).toEqual([0, 1])
  inside.get(1)?.giveBack()
  expect(await who()).toEqual([0, 1, 2, 3])
})

test('what is not needed after all lets the next in', async () => {
  const { inside, who } = asked(10, 10, 7, 3)
  expect(await who()).toEqual([0])
  inside.get(0)?.shrink(3)
  expect(await who()).toEqual([0, 1])
  inside.get(1)?.shrink(0)
  expect(await who()).toEqual([0, 1, 2])
})

test('a lease does not grow, and is given back once', async () => {
  const { inside, who } = asked(10, 6, 4, 5, 5, 1)
  await who()
  inside.get(0)?.shrink(9)
  inside.get(1)?.giveBack()
  inside.get(1)?.giveBack()
  expect(await who()).toEqual([0, 1])
  inside.get(0)?.giveBack()
  inside.get(0)?.giveBack()
  expect(await who()).toEqual([0, 1, 2, 3])
})

test('who asks for more than all has it once alone', async () => {
  const { inside, who } = asked(10, 1, 50, 1)
  expect(await who()).toEqual([0])
  inside.get(0)?.giveBack()
  expect(await who()).toEqual([0, 1])
  inside.get(1)?.shrink(9)
  expect(await who()).toEqual([0, 1, 2])
})

property.prop([fc.array(fc.nat(20), { maxLength: 20 }), fc.infiniteStream(fc.nat(19))])(
  'everybody gets in, in the order they asked, and no more is held than may be unless by one alone',
  async (all, whom) => {
    const { inside, who } = asked(12, ...all)
    const gone = new Set<number>()
    while (gone.size < all.length) {
      const here = (await who()).filter((place) => !gone.has(place))
      const held = here.map((place) => all[place] ?? 0).filter((bytes) => bytes > 0)
      expect(here.length).toBeGreaterThan(0)
      expect(held.length <= 1 || held.reduce((sum, bytes) => sum + bytes) <= 12).toBe(true)
      const leaving = here[whom.next().value % here.length] ?? 0
      inside.get(leaving)?.giveBack()
      gone.add(leaving)
    }
    expect([...inside.keys()]).toEqual(all.map((_, place) => place))
  },
)
