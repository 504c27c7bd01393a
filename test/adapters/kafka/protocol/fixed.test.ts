import { describe, expect, test } from 'vitest'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { Reader } from '#adapters/kafka/protocol/reader'
import { k } from '#adapters/kafka/protocol/schema'
import type { Wire } from '#adapters/kafka/protocol/wire'
import { Writer } from '#adapters/kafka/protocol/writer'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'

const layout = { version: 0, flexible: false }

const examples: readonly (readonly [name: string, wire: Wire<never>, value: unknown, hex: string])[] = [
  ['bool', k.bool, true, '01'],
  ['int8', k.int8, -128, '80'],
  ['int16', k.int16, -2, 'fffe'],
  ['uint16', k.uint16, 65_535, 'ffff'],
  ['int32', k.int32, -2_147_483_648, '80000000'],
  ['int64', k.int64, 9_223_372_036_854_775_807n, '7fffffffffffffff'],
  ['float64', k.float64, 0.5, '3fe0000000000000'],
  ['uuid', k.uuid, ZERO_UUID, '00'.repeat(16)],
  ['uuid', k.uuid, 'ASNFZ4mrze8O3LqYdlQyEA', '0123456789abcdef0edcba9876543210'],
  ['bytes', k.bytes, Buffer.from([1, 2]), '000000020102'],
  ['nullableBytes', k.nullableBytes, null, 'ffffffff'],
].map((example) => example as unknown as readonly [string, Wire<never>, unknown, string])

describe.each(examples)('%s', (_, wire, value, hex) => {
  const codec = wire.at(layout)

  test(`${hex} is read and written`, () => {
    const w = new Writer()
    codec.write(w, value as never)
    expect(Buffer.concat(w.chunks()).toString('hex')).toBe(hex)
    expect(codec.read(new Reader(Buffer.from(hex, 'hex')))).toEqual(value)
  })

  test('takes no less than it says', () => {
    expect(() => codec.read(new Reader(Buffer.alloc(codec.minSize - 1)))).toThrow(DecodeError)
  })
})

test('any byte but zero is true, as in Kafka', () => {
  expect(k.bool.at(layout).read(new Reader(Buffer.from([2])))).toBe(true)
})
