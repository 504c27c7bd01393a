import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { Reader } from '#adapters/kafka/protocol/reader'
import { k } from '#adapters/kafka/protocol/schema'
import { Writer } from '#adapters/kafka/protocol/writer'

const flexible = { version: 1, flexible: true }

const codec = k
  .struct({
    id: k.int8,
    leader: k.tagged(1, 0, k.struct({ node: k.int32 }), { node: -1 }),
    names: k.tagged(3, 0, k.array(k.string), []),
    later: k.tagged(4, 2, k.int8, 7),
  })
  .at(flexible)

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const read = (hex: string) => codec.read(new Reader(bytes(hex)))
const write = (value: Parameters<typeof codec.write>[1]): string => {
  const w = new Writer()
  codec.write(w, value)
  return Buffer.concat(w.chunks()).toString('hex')
}

const plain = { id: 5, leader: { node: -1 }, names: [], later: 7 }

describe('tagged fields', () => {
  test('equal to their default are not written, whoever made the value', () => {
    expect(write(plain)).toBe('0500')
    expect(write({ ...plain, later: 8 })).toBe('0500')
  })

  test('are written in the order of their tags, each with its size', () => {
    const value = { ...plain, leader: { node: 2 }, names: ['a'] }
    expect(write(value)).toBe(bytes('05 02 01 05 00000002 00 03 03 02 02 61').toString('hex'))
  })

  test('that nobody knows are stepped over', () => {
    expect(read('05 03 00 02 ffff 01 05 00000002 00 ff01 01 aa')).toEqual({ ...plain, leader: { node: 2 } })
  })

  test('of a later version are not ours either', () => {
    expect(read('05 01 04 01 09')).toEqual(plain)
  })

  test.each([
    ['out of order', '05 02 03 01 01 01 05 00000002 00'],
    ['twice', '05 02 09 01 01 09 01 01'],
    ['longer than their content', '05 01 01 06 00000002 00 00'],
    ['shorter than their content', '05 01 01 04 00000002 00'],
    ['longer than the request', '05 01 09 7f 00'],
  ])('are refused %s', (_, hex) => {
    expect(() => read(hex)).toThrow(DecodeError)
  })

  const empty = (first: number, count: number) =>
    Buffer.from(Array.from({ length: count }, (_, i) => [first + i, 0]).flat())

  test('are at most 64 in a struct', () => {
    const tags = (count: number) => Buffer.concat([Buffer.from([5, count]), empty(10, count)])
    expect(codec.read(new Reader(tags(64)))).toEqual(plain)
    expect(() => codec.read(new Reader(tags(65)))).toThrow(DecodeError)
  })

  test('are at most 1,024 in a request', () => {
    const structs = k.array(k.struct({})).at(flexible)
    const each = Buffer.concat([Buffer.from([64]), empty(10, 64)])
    const request = (count: number) =>
      new Reader(Buffer.concat([Buffer.from([count + 1]), ...Array.from({ length: count }, () => each)]))
    expect(structs.read(request(16))).toHaveLength(16)
    expect(() => structs.read(request(17))).toThrow(DecodeError)
  })
})

describe('a nullable struct', () => {
  const nullable = k.nullableStruct({ id: k.int8 }).at(flexible)

  test.each([
    ['ff', null],
    ['010500', { id: 5 }],
  ])('%s', (hex, value) => {
    expect(nullable.read(new Reader(Buffer.from(hex, 'hex')))).toEqual(value)
    const w = new Writer()
    nullable.write(w, value)
    expect(Buffer.concat(w.chunks()).toString('hex')).toBe(hex)
  })

  test('has one way to say null', () => {
    expect(() => nullable.read(new Reader(Buffer.from('fe', 'hex')))).toThrow(DecodeError)
  })
})
