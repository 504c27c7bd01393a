import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventLoopDelay } from '#adapters/system/event-loop-delay'
import { eventually } from '#test/support/eventually'

const block = (ms: number): void => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('tells how late the event loop was since the last answer, from the start on', async () => {
  const delay = eventLoopDelay()
  // Until it has looked, there is nothing that something could be late after.
  const { max, p99, mean } = await eventually('the delay is seen', async () => {
    await sleep(100)
    block(300)
    await sleep(100)
    const told = delay()
    return told.max > 0.2 ? told : undefined
  })
  expect(max).toBeGreaterThan(0.2)
  expect(p99).toBeGreaterThan(0)
  expect(mean).toBeLessThanOrEqual(max)
  expect(delay()).toEqual({ mean: 0, p99: 0, max: 0 })
})
