import { expect, test } from 'vitest'
import { freshProducerIds } from '#application/fresh-producer-ids'
import type { ProducerIds } from '#ports/producer-ids'
import { StoreUnavailable } from '#ports/store-errors'
import { controlled } from '#test/support/controlled'

const blocks = (size: number): ProducerIds => {
  let next = 1_000
  return {
    nextBlock: async () => {
      next += 100
      return { first: next, size }
    },
  }
}
const ask = (ids: { next: () => Promise<number> }, times: number) =>
  Promise.all(Array.from({ length: times }, () => ids.next()))

test('a block is handed out id by id before the next is asked for', async () => {
  const between = controlled(blocks(3))
  const ids = freshProducerIds(between.port)
  for (const id of [1_100, 1_101, 1_102, 1_200]) expect(await ids.next()).toBe(id)
  expect(between.calls('nextBlock')).toHaveLength(2)
})

test('who asks at the same time shares a block, and nobody gets what another got', async () => {
  const between = controlled(blocks(3))
  const handed = await ask(freshProducerIds(between.port), 10)
  expect(new Set(handed).size).toBe(10)
  expect(between.calls('nextBlock')).toHaveLength(4)
  expect(between.mostAtOnce('nextBlock')).toBe(1)
})

test('two brokers over one store hand out different ids', async () => {
  const shared = blocks(2)
  const handed = await Promise.all(
    [freshProducerIds(shared), freshProducerIds(shared)].map((ids) => ask(ids, 5)),
  )
  expect(new Set(handed.flat()).size).toBe(10)
})

test('a store that cannot be asked fails who waits, and is asked again', async () => {
  const between = controlled(blocks(3))
  between.next('nextBlock', { rejects: new StoreUnavailable('away') })
  const ids = freshProducerIds(between.port)
  const outcomes = await Promise.allSettled([ids.next(), ids.next()])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ids.next()).toBe(1_100)
})
