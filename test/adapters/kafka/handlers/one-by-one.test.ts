import { expect, test } from 'vitest'
import { oneByOne } from '#adapters/kafka/handlers/one-by-one'
import { StoreUnavailable } from '#ports/store-errors'

test('lets the event loop turn between one and the next', async () => {
  let turns = 0
  const count = (): void => {
    turns++
    if (turns < 1_000) setImmediate(count)
  }
  setImmediate(count)
  const seen = await oneByOne(
    [1, 2, 3, 4],
    () => Promise.resolve(turns),
    () => -1,
  )
  turns = 1_000
  expect(new Set(seen).size).toBe(4)
})

test('does not ask a store again that has failed', async () => {
  let asked = 0
  const failing = () => Promise.reject(new StoreUnavailable(`${++asked}`))
  expect(await oneByOne(['a', 'b', 'c'], failing, (item, code) => `${item} ${code}`)).toEqual([
    'a 41',
    'b 41',
    'c 41',
  ])
  expect(asked).toBe(1)
})
