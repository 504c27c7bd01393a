import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { Writer } from '#adapters/kafka/protocol/writer'

const small = Buffer.from('small')
const large = Buffer.alloc(4_096, 1)

describe('raw', () => {
  test('takes a large buffer by reference, in order, and concatenates nothing', () => {
    const w = new Writer()
    w.int16(1)
    w.raw(large)
    w.int16(2)
    w.raw(large)
    const chunks = w.chunks()
    expect(chunks.map((chunk) => chunk.length)).toEqual([2, large.length, 2, large.length])
    expect(chunks[1]).toBe(large)
    expect(chunks[3]).toBe(large)
  })

  test('copies a small one, so that its owner may do with it what it likes', () => {
    const w = new Writer()
    const mine = Buffer.from(small)
    w.raw(mine)
    mine.fill(0)
    expect(Buffer.concat(w.chunks())).toEqual(small)
    expect(w.chunks()).toHaveLength(1)
  })
})

describe('sized', () => {
  test('puts the size before what was written, and keeps large buffers by reference', () => {
    const w = new Writer()
    w.sized((inner) => {
      inner.int8(7)
      inner.raw(large)
    })
    const chunks = w.chunks()
    expect(chunks.at(-1)).toBe(large)
    expect(chunks[0]).toEqual(Buffer.from('812007', 'hex'))
  })
})

test.prop([fc.array(fc.uint8Array({ maxLength: 3_000, size: 'max' }), { maxLength: 60 })])(
  'what comes out is what went in, however it was cut, and `size` knows how much',
  (parts) => {
    const w = new Writer()
    for (const part of parts) w.raw(Buffer.from(part))
    const expected = Buffer.concat(parts)
    expect(w.size).toBe(expected.length)
    expect(Buffer.concat(w.chunks()).equals(expected)).toBe(true)
    expect(w.size).toBe(expected.length)
  },
)

test('segments double rather than move: what was handed out stays', () => {
  const w = new Writer()
  for (let i = 0; i < 100_000; i++) w.int32(i)
  const chunks = w.chunks()
  expect(chunks.length).toBeLessThan(20)
  const bytes = Buffer.concat(chunks)
  expect(bytes.readInt32BE(4 * 99_999)).toBe(99_999)
})

test('what Kafka could not read is a mistake of ours', () => {
  expect(() => new Writer().uuid('short')).toThrow(RangeError)
})
