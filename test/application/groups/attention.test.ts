import { expect, test } from 'vitest'
import { attentionOf } from '#application/groups/attention'
import { manualTime } from '#test/support/manual-time'

const given = () => {
  const time = manualTime()
  let seen: number | null = null
  const attention = attentionOf({ ...time, seenUntil: () => seen ?? time.clock.monotonic() })
  const fired: string[] = []
  return {
    time,
    attention,
    fired,
    sees: (until: number | null) => {
      seen = until
    },
  }
}

test('goes on as time does', async () => {
  const { time, attention, fired } = given()
  attention.after(4_000, () => fired.push('now'))
  await time.pass(3_999)
  expect([attention.now(), fired]).toEqual([3_999, []])
  await time.pass(1)
  expect([attention.now(), fired]).toEqual([4_000, ['now']])
})

test('stands still while the process is paused: what falls due meanwhile waits for the rest of its time', async () => {
  const { time, attention, fired } = given()
  attention.after(4_000, () => fired.push('now'))
  await time.pass(1_000)
  time.freeze(60_000)
  await time.pass(0)
  expect([attention.now(), fired]).toEqual([1_000, []])
  await time.pass(2_999)
  expect(fired).toEqual([])
  await time.pass(100)
  expect(fired).toEqual(['now'])
})

test('stands still while the store is not seen, from three seconds after it last was', async () => {
  const { time, attention, sees } = given()
  sees(time.clock.monotonic())
  await time.pass(60_000)
  const counted = attention.now()
  expect(counted).toBeGreaterThanOrEqual(2_000)
  expect(counted).toBeLessThanOrEqual(3_000)
  sees(null)
  await time.pass(500)
  const again = attention.now()
  await time.pass(1_000)
  expect(attention.now() - again).toBe(1_000)
})

test('what is cancelled does not happen, and once it is stopped nothing is sampled', async () => {
  const { time, attention, fired } = given()
  attention.after(1_000, () => fired.push('now'))()
  attention.stop()
  await time.pass(5_000)
  expect(fired).toEqual([])
  expect(time.pending()).toBe(0)
})
