import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { defaultLimits, Reader } from '#adapters/kafka/protocol/reader'
import { arbitrary } from '#test/adapters/kafka/protocol/arbitrary'
import { type Case, cases, encode } from '#test/adapters/kafka/protocol/cases'

/** Only two ends: a value, or a DecodeError; and either way nothing was built that the bytes do not pay for. */
const survives = ({ message, version }: Case, bytes: Buffer): void => {
  const reader = new Reader(bytes)
  try {
    message.codec(version).read(reader)
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError)
  }
  expect(reader.nodes).toBeLessThanOrEqual(Math.min(bytes.length, defaultLimits.nodes))
}

/** What a length or a count is turned into, as 16 or 32 bits or as a varint. */
const lies = [
  ...[-2, -1, 0, 1, 0x7fffffff, -0x80000000].map((n) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(n)
    return bytes
  }),
  ...[-2, -1, 0, 1, 0x7fff].map((n) => {
    const bytes = Buffer.alloc(2)
    bytes.writeInt16BE(n)
    return bytes
  }),
  Buffer.from('ffffffff0f', 'hex'),
  Buffer.from('ffffffff7f', 'hex'),
  Buffer.from('ffffffffffff', 'hex'),
  Buffer.from('8080808000', 'hex'),
  Buffer.from('00', 'hex'),
]

type Mutation = (bytes: Buffer) => Buffer

const at = fc.nat({ max: 10_000 })
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(at, fc.constantFrom(-2, -1, 1, 2)).map(([position, by]): Mutation => {
    return (bytes) => replace(bytes, position, (old) => Buffer.from([(old + by) & 0xff]), 1)
  }),
  fc.tuple(at, fc.nat({ max: 7 })).map(([position, bit]): Mutation => {
    return (bytes) => replace(bytes, position, (old) => Buffer.from([old ^ (1 << bit)]), 1)
  }),
  fc.tuple(at, fc.constantFrom(...lies)).map(([position, lie]): Mutation => {
    return (bytes) => replace(bytes, position, () => lie, lie.length)
  }),
  fc.tuple(at, fc.uint8Array({ maxLength: 8 })).map(([position, inserted]): Mutation => {
    return (bytes) => replace(bytes, position, () => Buffer.from(inserted), 0)
  }),
)

const replace = (bytes: Buffer, position: number, by: (old: number) => Buffer, length: number): Buffer => {
  const start = bytes.length === 0 ? 0 : position % bytes.length
  return Buffer.concat([bytes.subarray(0, start), by(bytes[start] ?? 0), bytes.subarray(start + length)])
}

describe.each(cases)('$name', (of) => {
  test.prop([fc.uint8Array({ maxLength: 200 })], { numRuns: 60 })('survives random bytes', (bytes) => {
    survives(of, Buffer.from(bytes))
  })

  test.prop(
    [arbitrary(of.message.body.shape, of.version), fc.array(mutation, { minLength: 1, maxLength: 3 })],
    {
      numRuns: 60,
    },
  )('survives a valid message that was tampered with', (value, mutations) => {
    survives(
      of,
      mutations.reduce((bytes, mutate) => mutate(bytes), encode(of, value)),
    )
  })
})
