import { describe, expect, test } from 'vitest'
import { tailCache } from '#adapters/redis/tail-cache'
import { offset } from '#domain/log/types'

const entryOf = (records: Buffer) => ({
  segment: '0.0',
  base: offset(0),
  end: offset(1),
  batches: [],
  records: [records],
})

describe('the tail cache', () => {
  test('a small part of a large request does not keep the whole alive', () => {
    const request = Buffer.allocUnsafeSlow(1 << 20).fill('x')
    const cache = tailCache(1 << 20)
    cache.put('log', entryOf(request.subarray(0, 100)))
    const [kept] = cache.get('log', offset(0))?.records ?? []
    expect(kept).toEqual(request.subarray(0, 100))
    expect(kept?.buffer.byteLength).toBe(100)
  })

  test('what is most of a request is not copied', () => {
    const request = Buffer.allocUnsafeSlow(100_000)
    const cache = tailCache(1 << 20)
    cache.put('log', entryOf(request.subarray(100)))
    expect(cache.get('log', offset(0))?.records[0]?.buffer).toBe(request.buffer)
  })
})
