import { expect, test } from 'vitest'
import { storeCheck } from '#application/health'
import { StoreUnavailable } from '#ports/store-errors'
import { manualTime, settled } from '#test/support/manual-time'

const asking = () => {
  const time = manualTime()
  const questions: PromiseWithResolvers<void>[] = []
  const check = storeCheck(time, () => {
    const question = Promise.withResolvers<void>()
    questions.push(question)
    return question.promise
  })
  return { time, questions, check }
}

test('a store that answers is said to, and with how long it took', async () => {
  const { time, questions, check } = asking()
  const checked = check()
  await time.pass(12)
  questions[0]!.resolve()
  expect(await checked).toEqual({ name: 'store', isOk: true, why: 'answered within 12 ms' })
})

test('a store that cannot be asked is said to be so, and why', async () => {
  const { questions, check } = asking()
  const checked = check()
  questions[0]!.reject(new StoreUnavailable('connection refused'))
  expect(await checked).toEqual({ name: 'store', isOk: false, why: 'connection refused' })
})

test('however many ask, one question is under way, and its answer is good for a second', async () => {
  const { time, questions, check } = asking()
  const many = Array.from({ length: 100 }, check)
  questions[0]!.resolve()
  expect((await Promise.all(many)).every(({ isOk }) => isOk)).toBe(true)
  await time.pass(999)
  await check()
  expect(questions.length).toBe(1)
  await time.pass(1)
  void check()
  await settled()
  expect(questions.length).toBe(2)
})

test('a store that hangs is away after a second, for all who come later at once, and nothing piles up', async () => {
  const { time, questions, check } = asking()
  const late = { name: 'store', isOk: false, why: 'gave no answer within 1000 ms' }
  const first = check()
  await time.pass(600)
  const second = check()
  await time.pass(400)
  expect(await Promise.all([first, second])).toEqual([late, late])
  await time.pass(60_000)
  expect(await Promise.all(Array.from({ length: 10 }, check))).toEqual(Array.from({ length: 10 }, () => late))
  expect(questions.length).toBe(1)
  expect(time.pending()).toBe(0)
  questions[0]!.resolve()
  await settled()
  expect((await check()).isOk).toBe(true)
})
