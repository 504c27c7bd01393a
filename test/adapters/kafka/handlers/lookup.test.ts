import { expect, test } from 'vitest'
import { highest, isTopic, lookUp, resolved } from '#adapters/kafka/handlers/lookup'
import { aTopic, fakeTopics, unavailable } from '#test/support/fake-services'

/** A topic of one partition, which has grown to three as the store has it. */
const grown = () => {
  const small = aTopic('a', 1, 1)
  const topics = fakeTopics([small])
  const large = { ...small, partitions: 3 }
  let known = small
  return {
    ...topics,
    known: () => known,
    refresh: () => {
      known = large
      return topics.refresh()
    },
  }
}

test.each([
  [0, 1],
  [1, 3],
  [2, 3],
  [3, 3],
])(
  'asked for partition %i, a topic is looked up until it has that, or the store has been asked',
  async (upTo, partitions) => {
    const [found] = await lookUp(grown(), [{ name: 'a', upTo }], 'partition')
    expect(found).toMatchObject({ partitions })
    expect(await resolved(grown(), [{ name: 'a', upTo }])).toMatchObject([{ partitions }])
  },
)

test('a partition that may be there is not said not to be while the store is away', async () => {
  const topics = { ...grown(), refresh: unavailable }
  const found = await lookUp(
    topics,
    [
      { name: 'a', upTo: 1 },
      { name: 'a', upTo: 0 },
    ],
    'partition',
  )
  expect(found.map((each) => (isTopic(each) ? each.partitions : each))).toEqual([6, 1])
})

test('the highest of no partitions is none', () => {
  expect(highest([], () => 1)).toBe(-1)
  expect(highest([{ index: 3 }, { index: -2 }], ({ index }) => index)).toBe(3)
})
