import { describe, expect, test } from 'vitest'
import { k, message, speaks } from '#adapters/kafka/protocol/schema'

const Ping = message({
  apiKey: 99,
  name: 'Ping',
  versions: [3, 5],
  flexibleSince: 4,
  body: k.struct({ n: k.int32 }),
})

test('a message speaks the versions it declares', () => {
  expect([2, 3, 5, 6].map((version) => speaks(Ping, version))).toEqual([false, true, true, false])
})

describe('the codec of a version', () => {
  test('is compiled once', () => {
    expect(Ping.codec(3)).toBe(Ping.codec(3))
    expect(Ping.codec(3)).not.toBe(Ping.codec(4))
  })

  test.each([2, 6, -1])('does not exist for version %i, which is not declared', (version) => {
    expect(() => Ping.codec(version)).toThrow(RangeError)
  })
})
