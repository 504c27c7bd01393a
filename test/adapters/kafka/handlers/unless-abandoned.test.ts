import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { unlessAbandoned } from '#adapters/kafka/handlers/unless-abandoned'

const never = new Promise<string>(() => {})

test('what comes in time is the answer, also if it is a failure', async () => {
  const { signal } = new AbortController()
  expect(await unlessAbandoned(Promise.resolve('joined'), signal, 'abandoned')).toBe('joined')
  const bug = new Error('x')
  await expect(unlessAbandoned(Promise.reject(bug), signal, 'abandoned')).rejects.toBe(bug)
  // A connection lives longer than its requests.
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('nobody waits any longer than somebody listens', async () => {
  const abandon = new AbortController()
  const waiting = unlessAbandoned(never, abandon.signal, 'abandoned')
  abandon.abort()
  expect(await waiting).toBe('abandoned')
})

test('a failure that comes too late is nobody’s', async () => {
  const abandon = new AbortController()
  const { promise, reject } = Promise.withResolvers<string>()
  const waiting = unlessAbandoned(promise, abandon.signal, 'abandoned')
  abandon.abort()
  reject(new Error('too late'))
  expect(await waiting).toBe('abandoned')
})
