import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { Reader } from '#adapters/kafka/protocol/reader'
import { Writer } from '#adapters/kafka/protocol/writer'

const reader = (hex: string) => new Reader(Buffer.from(hex, 'hex'))

describe('uvarint', () => {
  test.prop([fc.integer({ min: 0, max: 0xffffffff })])('is read as it was written', (n) => {
    const w = new Writer()
    w.uvarint(n)
    expect(new Reader(Buffer.concat(w.chunks())).uvarint()).toBe(n)
  })

  test.each(['ffffffff10', 'ffffffff7f', 'ffffffff8f', 'ffffffffff01', '80808080808000', '80', ''])(
    'refuses %s: too long, too large or cut off',
    (hex) => {
      expect(() => reader(hex).uvarint()).toThrow(DecodeError)
    },
  )

  test('fills all 32 bits', () => {
    expect(reader('ffffffff0f').uvarint()).toBe(0xffffffff)
  })
})

describe('string', () => {
  test.each(['ff', 'c0af', 'eda080', 'f4908080', '61c3'])('refuses %s, which is not UTF-8', (hex) => {
    expect(() => reader(hex).string(hex.length / 2)).toThrow(DecodeError)
  })

  test.each(['', 'kedge', 'größe', '\uFEFFbom', '🪨'])('reads %j', (text) => {
    const bytes = Buffer.from(text)
    expect(new Reader(bytes).string(bytes.length)).toBe(text)
  })
})

test('a slice is a view of the request', () => {
  const bytes = Buffer.from('000102', 'hex')
  const slice = new Reader(bytes).slice(2)
  expect(slice.buffer).toBe(bytes.buffer)
  expect(slice.byteOffset).toBe(bytes.byteOffset)
})

describe('elements', () => {
  test('are admitted only if their least size fits what remains', () => {
    expect(() => reader('00'.repeat(7)).elements(2, 4)).toThrow(DecodeError)
    expect(() => reader('00'.repeat(8)).elements(2, 4)).not.toThrow()
  })

  test('are budgeted for the whole request', () => {
    const r = new Reader(Buffer.alloc(200), { nodes: 100, tags: 10, tagsPerStruct: 5 })
    r.elements(60, 1)
    r.elements(40, 1)
    expect(r.nodes).toBe(100)
    expect(() => r.elements(1, 1)).toThrow(DecodeError)
  })
})

describe('within', () => {
  test('confines what is read and wants all of it read', () => {
    expect(() => reader('00000000').within(2, (r) => r.int32())).toThrow(DecodeError)
    expect(() => reader('00000000').within(4, (r) => r.int16())).toThrow(DecodeError)
    expect(() => reader('0000').within(4, (r) => r.int32())).toThrow(DecodeError)
  })

  test('gives the rest back', () => {
    const r = reader('00010002')
    expect([r.within(2, (inner) => inner.int16()), r.int16()]).toEqual([1, 2])
  })
})
