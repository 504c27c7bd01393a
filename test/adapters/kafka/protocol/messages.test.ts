import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import { arbitrary, asRead } from '#test/adapters/kafka/protocol/arbitrary'
import { type Case, cases, decode, encode } from '#test/adapters/kafka/protocol/cases'

const values = (of: Case) => arbitrary(of.message.body.shape, of.version)

describe.each(cases)('$name', (of) => {
  test.prop([values(of)], { numRuns: 30 })(
    'is read as it was written, and what the version lacks as its fallback',
    (value) => {
      expect(decode(of, encode(of, value)).value).toStrictEqual(
        asRead(of.message.body.shape, of.version, value),
      )
    },
  )

  test.prop([values(of)], { numRuns: 3 })('is refused when cut short anywhere', (value) => {
    const bytes = encode(of, value)
    for (let length = 0; length < Math.min(bytes.length, 500); length++) {
      expect(() => decode(of, bytes.subarray(0, length))).toThrow(DecodeError)
    }
  })

  test.prop([values(of), fc.uint8Array({ minLength: 1, maxLength: 3 })], { numRuns: 3 })(
    'is refused with bytes after it',
    (value, tail) => {
      expect(() => decode(of, Buffer.concat([encode(of, value), tail]))).toThrow(DecodeError)
    },
  )
})
