import { expect, test } from 'vitest'
import { memoryGauge } from '#adapters/redis/memory-gauge'
import type { MemoryUse } from '#adapters/redis/memory-use'
import { memoryIn } from '#adapters/redis/server'
import { manualTime, settled } from '#test/support/manual-time'

test('Redis is asked every five seconds at most, nobody waits, and the last answer is told', async () => {
  const { clock, freeze } = manualTime()
  const questions: PromiseWithResolvers<MemoryUse>[] = []
  const { seen, measure } = memoryGauge(clock, () => {
    const question = Promise.withResolvers<MemoryUse>()
    questions.push(question)
    return question.promise
  })
  const used = () => measure().find(({ name }) => name === 'kedge_redis_memory_used_bytes')?.value
  expect(used()).toBeUndefined()
  seen({ used: 1, max: 9 })
  expect([used(), used(), questions.length]).toEqual([1, 1, 1])
  questions[0]!.resolve({ used: 2, max: 9 })
  await settled()
  expect(used()).toBe(2)
  freeze(5_000)
  expect([used(), questions.length]).toEqual([2, 2])
  questions[1]!.reject(new Error('away'))
  await settled()
  expect(used()).toBe(2)
})

test('what INFO says of the memory is read', () => {
  const info = Buffer.from(
    '# Memory\r\nused_memory:1048576\r\nused_memory_human:1.00M\r\nmaxmemory:2097152\r\n',
  )
  expect(memoryIn(info)).toEqual({ used: 1_048_576, max: 2_097_152 })
})
