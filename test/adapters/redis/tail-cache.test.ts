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

  test('the pieces of a request are not copied, and what they keep alive counts once', () => {
    const request = Buffer.allocUnsafeSlow(600_000)
    const cache = tailCache(610_000)
    for (let i = 0; i < 6; i++)
      cache.put(`log-${i}`, entryOf(request.subarray(i * 100_000, (i + 1) * 100_000)))
    for (let i = 0; i < 6; i++)
      expect(cache.get(`log-${i}`, offset(0))?.records[0]?.buffer).toBe(request.buffer)
    // No room for a second one beside what is left of the first: all of its pieces go.
    cache.put('other', entryOf(Buffer.allocUnsafeSlow(20_000)))
    for (let i = 0; i < 6; i++) expect(cache.get(`log-${i}`, offset(0))).toBeUndefined()
    expect(cache.get('other', offset(0))).toBeDefined()
  })

  test('holds what was put last, within its bound, also when it is put again', () => {
    const cache = tailCache(10 * 1_200)
    const put = (log: string) => cache.put(log, entryOf(Buffer.allocUnsafeSlow(1_000)))
    for (let i = 0; i < 30; i++) {
      put('again')
      put(`log-${i}`)
    }
    const held = Array.from({ length: 30 }, (_, i) => i).filter((i) => cache.get(`log-${i}`, offset(0)))
    expect(held).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29])
    expect(cache.get('again', offset(0))).toBeDefined()
    cache.clear()
    expect(cache.get('again', offset(0))).toBeUndefined()
    for (let i = 0; i < 20; i++) put(`log-${i}`)
    expect(cache.get('log-9', offset(0))).toBeUndefined()
    expect(cache.get('log-10', offset(0))).toBeDefined()
  })

  test('what is larger than its bound is not held', () => {
    const cache = tailCache(1_000)
    cache.put('log', entryOf(Buffer.allocUnsafeSlow(1_001)))
    expect(cache.get('log', offset(0))).toBeUndefined()
  })

  test('what is larger than its bound drives nobody out', () => {
    const cache = tailCache(100_000)
    cache.put('small', entryOf(Buffer.allocUnsafeSlow(1_000)))
    cache.put('large', entryOf(Buffer.allocUnsafeSlow(100_001)))
    expect(cache.get('small', offset(0))).toBeDefined()
    expect(cache.get('large', offset(0))).toBeUndefined()
  })

  test('what is most of a request is not copied', () => {
    const request = Buffer.allocUnsafeSlow(100_000)
    const cache = tailCache(1 << 20)
    cache.put('log', entryOf(request.subarray(100)))
    expect(cache.get('log', offset(0))?.records[0]?.buffer).toBe(request.buffer)
  })
})
