import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { Reader } from '#adapters/kafka/protocol/reader'
import { k } from '#adapters/kafka/protocol/schema'
import { Writer } from '#adapters/kafka/protocol/writer'

const old = { version: 0, flexible: false }
const flexible = { version: 1, flexible: true }
const reader = (hex: string) => new Reader(Buffer.from(hex, 'hex'))

describe('null where it is not allowed', () => {
  test.each([
    ['string', k.string, 'ffff', '00'],
    ['bytes', k.bytes, 'ffffffff', '00'],
    ['records', k.records, 'ffffffff', '00'],
    ['array', k.array(k.int8), 'ffffffff', '00'],
  ])('%s', (_, wire, before, since) => {
    expect(() => wire.at(old).read(reader(before))).toThrow(DecodeError)
    expect(() => wire.at(flexible).read(reader(since))).toThrow(DecodeError)
    expect(wire.orNull.at(old).read(reader(before))).toBeNull()
    expect(wire.orNull.at(flexible).read(reader(since))).toBeNull()
  })

  test('may be allowed later, and is not written before', () => {
    const wire = k.nullableSince(1, k.string)
    expect(() => wire.at(old).read(reader('ffff'))).toThrow(DecodeError)
    expect(() => wire.at(old).write(new Writer(), null)).toThrow(RangeError)
    expect(wire.at(flexible).read(reader('00'))).toBeNull()
  })
})

test.each(['fffe', '8000'])('a string of length %s is not null either', (hex) => {
  expect(() => k.nullableString.at(old).read(reader(hex))).toThrow(DecodeError)
})

test('a string may be longer than 32,767 bytes in no version, though flexible ones could say so', () => {
  const w = new Writer()
  w.uvarint(0x8000 + 1)
  w.raw(Buffer.alloc(0x8000, 0x61))
  expect(() => k.string.at(flexible).read(new Reader(Buffer.concat(w.chunks())))).toThrow(DecodeError)
  expect(() => k.string.at(flexible).write(new Writer(), 'a'.repeat(0x8000))).toThrow(RangeError)
})

describe('a count', () => {
  test.each([
    ['v0', old, '7fffffff00000000'],
    ['flexible', flexible, 'ffffffff0f000000'],
  ])('of two thousand million in eight bytes is refused before anything is built (%s)', (_, at, hex) => {
    const r = reader(hex)
    expect(() => k.array(k.int8).at(at).read(r)).toThrow(DecodeError)
    expect(r.nodes).toBe(0)
  })

  test('is held against the least size of its elements, not against one byte each', () => {
    const item = k.struct({ topic: k.string, partitions: k.array(k.int32), offset: k.int64 })
    expect(item.at(old).minSize).toBe(2 + 4 + 8)
    expect(item.at(flexible).minSize).toBe(1 + 1 + 8 + 1)
    const bytes = Buffer.alloc(4 + 14 * 9)
    bytes.writeInt32BE(10)
    expect(() => k.array(item).at(old).read(new Reader(bytes))).toThrow(DecodeError)
  })

  test('is paid from one budget, however deep the arrays nest', () => {
    const nested = k.array(k.array(k.int8)).at(flexible)
    const inner = Buffer.concat([Buffer.from('c94e', 'hex'), Buffer.alloc(10_056)])
    const bomb = Buffer.concat([Buffer.from([21]), ...Array.from({ length: 20 }, () => inner)])
    const r = new Reader(bomb)
    expect(() => nested.read(r)).toThrow('more than 100000 elements')
  })
})

describe('records', () => {
  test('are one slice when read, and none when empty', () => {
    expect(k.records.at(old).read(reader('000000020102'))).toEqual([Buffer.from([1, 2])])
    expect(k.records.at(old).read(reader('00000000'))).toEqual([])
  })

  test('are any number of batches when written', () => {
    const w = new Writer()
    k.records.at(old).write(w, [Buffer.from([1]), Buffer.from([2, 3])])
    expect(Buffer.concat(w.chunks()).toString('hex')).toBe('00000003010203')
  })
})
