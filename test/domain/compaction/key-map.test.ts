import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type KeyDigest, keyDigest, keyMap } from '#domain/compaction/key-map'

/** Few first bytes, so that keys meet in their slots. */
const digestOf = (n: number): KeyDigest => {
  const bytes = new Uint8Array(16)
  bytes[0] = n % 7
  bytes[15] = n & 0xff
  bytes[14] = n >>> 8
  return keyDigest(bytes)
}

/** All over the slots, as real ones are. */
const spread = (n: number): KeyDigest => {
  const bytes = new Uint8Array(16)
  for (let i = 0; i < 16; i += 4)
    new DataView(bytes.buffer).setUint32(i, Math.imul(n + 1, 2_654_435_761) >>> i)
  bytes[15] = n & 0xff
  return keyDigest(bytes)
}

describe('a map of keys', () => {
  test.prop([fc.array(fc.nat({ max: 3_000 }), { maxLength: 5_000 })])(
    'tells the last offset of each',
    (keys) => {
      const map = keyMap(10_000)
      const model = new Map<number, number>()
      keys.forEach((key, at) => {
        expect(map.enter(digestOf(key), at)).toBe(true)
        model.set(key, at)
      })
      expect(map.size()).toBe(model.size)
      for (let key = 0; key < 100; key++) expect(map.lastOf(digestOf(key))).toBe(model.get(key) ?? -1)
      for (const [key, at] of model) expect(map.lastOf(digestOf(key))).toBe(at)
    },
  )

  test('tells the last offset of many, however often it grew', () => {
    const map = keyMap(2 ** 15)
    const model = new Map<number, number>()
    for (let at = 0; at < 2 ** 16; at++) {
      const key = Math.imul(at, 40_503) & (2 ** 15 - 1)
      if (!map.enter(spread(key), at)) expect.fail(`no room for key ${key}`)
      model.set(key, at)
    }
    expect(map.size()).toBe(2 ** 15)
    expect(map.enter(spread(2 ** 15), 2 ** 16)).toBe(false)
    const wrong = [...model].filter(([key, at]) => map.lastOf(spread(key)) !== at)
    expect(wrong).toEqual([])
  })

  test.prop([fc.integer({ min: 1, max: 2_000 })])(
    'takes as many keys as it may, and known ones for ever',
    (most) => {
      const map = keyMap(most)
      for (let key = 0; key < most; key++) expect(map.enter(digestOf(key), key)).toBe(true)
      expect(map.enter(digestOf(most), most)).toBe(false)
      expect(map.lastOf(digestOf(most))).toBe(-1)
      expect(map.enter(digestOf(most - 1), most + 1)).toBe(true)
      expect(map.size()).toBe(most)
    },
  )
})
