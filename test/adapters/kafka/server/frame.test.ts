import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { FrameSplitter } from '#adapters/kafka/server/frame'

const framed = (body: Buffer): Buffer => {
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length)
  return Buffer.concat([size, body])
}

const splitter = (maxFrame = 1 << 20) => {
  const allocated: number[] = []
  const frames = new FrameSplitter(maxFrame, (bytes) => {
    allocated.push(bytes)
    return Buffer.alloc(bytes)
  })
  const take = (): readonly Buffer[] => {
    const taken: Buffer[] = []
    for (let frame = frames.next(); frame !== null; frame = frames.next()) taken.push(frame)
    return taken
  }
  return { frames, allocated, take, sum: () => allocated.reduce((a, b) => a + b, 0) }
}

const body = fc
  .tuple(
    fc.integer({ min: 0, max: 255 }),
    fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 70_000 })),
  )
  .map(([byte, length]) => Buffer.alloc(length, byte))

property.prop([
  fc.array(body, { minLength: 1, maxLength: 8 }),
  fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1 }),
])('frames are the same however the bytes are cut, and each is taken when it is whole', (bodies, cuts) => {
  const { frames, take } = splitter()
  const bytes = Buffer.concat(bodies.map(framed))
  const taken: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + (cuts[i % cuts.length] ?? 1)
    frames.push(Buffer.from(bytes.subarray(at, end)))
    taken.push(...take())
    at = end
  }
  expect(taken.map((frame) => frame.toString('latin1'))).toEqual(
    bodies.map((each) => each.toString('latin1')),
  )
  expect(frames.buffered).toBe(0)
})

property.prop([fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 300 })])(
  'what is allocated is in proportion to what came',
  (pieces) => {
    const { frames, sum, take } = splitter(16 << 20)
    const size = Buffer.alloc(4)
    size.writeInt32BE(15 << 20)
    frames.push(size)
    let came = 4
    for (const piece of pieces) {
      frames.push(Buffer.alloc(piece))
      expect(take()).toEqual([])
      came += piece
      expect(sum()).toBeLessThanOrEqual(3 * came + 65_536)
    }
  },
)

describe('a frame', () => {
  test('within one chunk is a view of it', () => {
    const { frames, allocated } = splitter()
    const chunk = Buffer.concat([framed(Buffer.from('one')), framed(Buffer.from('two'))])
    frames.push(chunk)
    expect([frames.next(), frames.next()].map((frame) => frame?.buffer === chunk.buffer)).toEqual([
      true,
      true,
    ])
    expect(allocated).toEqual([])
  })

  test('of many large chunks is put together once', () => {
    const { frames, allocated } = splitter()
    const whole = framed(Buffer.alloc(900_000, 'x'))
    for (let at = 0; at < whole.length; at += 65_536) {
      frames.push(whole.subarray(at, at + 65_536))
      if (at + 65_536 < whole.length) expect(frames.next()).toBeNull()
    }
    expect(frames.next()?.equals(whole.subarray(4))).toBe(true)
    expect(allocated).toEqual([whole.length])
  })

  test('that came in single bytes does not cost an object for each', () => {
    const { frames, allocated } = splitter()
    const whole = framed(Buffer.alloc(100_000, 'y'))
    for (const byte of whole) frames.push(Buffer.from([byte]))
    expect(frames.pieces).toBeLessThan(15)
    expect(frames.next()?.equals(whole.subarray(4))).toBe(true)
    expect([frames.pieces, allocated.length < 15]).toEqual([0, true])
  })

  test.each([0, -1, -(2 ** 31), 1_001, 2 ** 31 - 1])('of %i bytes is none', (size) => {
    const { frames } = splitter(1_000)
    const prefix = Buffer.alloc(4)
    prefix.writeInt32BE(size)
    for (const byte of prefix) frames.push(Buffer.from([byte]))
    expect(() => frames.next()).toThrow(`a frame of ${size} bytes`)
  })

  test('may be as large as the limit', () => {
    const { frames } = splitter(1_000)
    frames.push(framed(Buffer.alloc(1_000)))
    expect(frames.next()).toHaveLength(1_000)
  })
})
