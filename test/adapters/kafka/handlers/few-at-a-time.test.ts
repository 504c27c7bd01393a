import { expect, test } from 'vitest'
import { fewAtATime } from '#adapters/kafka/handlers/few-at-a-time'
import { StoreCorrupt, StoreUnavailable } from '#ports/store-errors'

const hundred = Array.from({ length: 100 }, (_, i) => i)
const coded = (item: number, code: number) => `${item}: ${code}`

test('answers in the order of the question, whatever is ready first', async () => {
  const answers: (() => void)[] = []
  const ask = (item: number) => new Promise<number>((resolve) => answers.push(() => resolve(item)))
  const told = fewAtATime([1, 2, 3], 'group', ask, () => -1)
  for (const answer of answers.toReversed()) answer()
  expect(await told).toEqual([1, 2, 3])
})

test('lets the event loop turn between some and the next', async () => {
  let turns = 0
  const count = (): void => {
    turns++
    if (turns < 1_000) setImmediate(count)
  }
  setImmediate(count)
  const seen = await fewAtATime(
    hundred,
    'group',
    () => Promise.resolve(turns),
    () => -1,
  )
  turns = 1_000
  expect(new Set(seen).size).toBeGreaterThanOrEqual(3)
})

test('asks for no more at once than a store can be asked', async () => {
  let underWay = 0
  let most = 0
  const ask = async (): Promise<void> => {
    most = Math.max(most, ++underWay)
    await Promise.resolve()
    underWay--
  }
  await fewAtATime(hundred, 'group', ask, () => undefined)
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThan(50)
})

test('does not ask a store again that is away', async () => {
  let asked = 0
  const away = () => Promise.reject(new StoreUnavailable(`${++asked}`))
  expect(await fewAtATime(hundred, 'group', away, coded)).toEqual(hundred.map((i) => `${i}: 15`))
  expect(asked).toBeLessThan(50)
})

test('goes on with the others where one is corrupt', async () => {
  const ask = (item: number) =>
    item === 2 ? Promise.reject(new StoreCorrupt('a torn journal')) : Promise.resolve(`${item}`)
  const told = await fewAtATime(hundred, 'group-offsets', ask, coded)
  expect(told).toEqual(hundred.map((i) => (i === 2 ? '2: 16' : `${i}`)))
})

test('is no place for bugs to hide', async () => {
  const bug = new TypeError('x is not a function')
  await expect(fewAtATime([1], 'group', () => Promise.reject(bug), coded)).rejects.toBe(bug)
})
