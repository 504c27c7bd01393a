import { expect, test } from 'vitest'
import { atMost } from '#adapters/kafka/records/at-most'

test('no more than the limit run, and all do', async () => {
  const twoAtOnce = atMost(2)
  let running = 0
  let most = 0
  const order: number[] = []
  const task = (id: number) => async () => {
    order.push(id)
    most = Math.max(most, ++running)
    await Promise.resolve()
    running--
    return id
  }
  await expect(Promise.all([1, 2, 3, 4, 5].map((id) => twoAtOnce(task(id))))).resolves.toEqual([
    1, 2, 3, 4, 5,
  ])
  expect(most).toBe(2)
  expect(order).toEqual([1, 2, 3, 4, 5])
})

test('one that fails gives up its place', async () => {
  const oneAtOnce = atMost(1)
  const failed = oneAtOnce(() => Promise.reject(new Error('no')))
  const next = oneAtOnce(() => Promise.resolve('yes'))
  await expect(failed).rejects.toThrow('no')
  await expect(next).resolves.toBe('yes')
})
