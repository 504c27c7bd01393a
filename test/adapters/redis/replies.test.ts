import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { replies } from '#adapters/redis/replies'
import type { Reply } from '#adapters/redis/resp'

/** RESP 2, as https://redis.io/docs/latest/develop/reference/protocol-spec/ has it. */
const encoded = (reply: Reply): Buffer => {
  if (reply === null) return Buffer.from('$-1\r\n')
  if (typeof reply === 'number') return Buffer.from(`:${reply}\r\n`)
  if (reply instanceof Error) return Buffer.from(`-${reply.message}\r\n`)
  if (Buffer.isBuffer(reply))
    return Buffer.concat([Buffer.from(`$${reply.length}\r\n`), reply, Buffer.from('\r\n')])
  return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(encoded)])
}

const { reply: anyReply } = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { depthSize: 'small' },
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.integer({ min: 0, max: 20_000 }).map((size) => Buffer.alloc(size, '\r\n$-1')),
    fc.maxSafeInteger(),
    fc.constant(null),
    fc.string({ unit: fc.constantFrom('E', 'R', ' ', 'ü', ':') }).map((text) => new Error(text)),
    fc.array(tie('reply'), { maxLength: 4 }),
  ),
}))

/** What is told of bytes that come in such pieces. */
const told = (bytes: Buffer, cuts: readonly number[]): readonly Reply[] => {
  const found: Reply[] = []
  const read = replies((reply) => found.push(reply))
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  for (const [i, from] of [0, ...at].entries()) read(bytes.subarray(from, at[i] ?? bytes.length))
  return found
}

describe('replies', () => {
  test.prop([fc.array(anyReply, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 30 })])(
    'are told as they were sent, wherever they are cut',
    (sent, cuts) => {
      expect(told(Buffer.concat(sent.map(encoded)), cuts)).toEqual(sent)
    },
  )

  test.prop([fc.array(anyReply, { minLength: 1, maxLength: 3 })])('are told when they are whole', (sent) => {
    const bytes = Buffer.concat(sent.map(encoded))
    const everywhere = Array.from({ length: Math.min(bytes.length, 300) }, (_, i) => i)
    expect(told(bytes, everywhere)).toEqual(sent)
    // A bulk is told before its line has ended.
    expect(told(bytes.subarray(0, -3), []).length).toBe(sent.length - 1)
  })

  test('of words, of lists that are not there', () => {
    expect(told(Buffer.from('+OK\r\n+QUEUED\r\n+other\r\n*-1\r\n'), [2])).toEqual([
      Buffer.from('OK'),
      Buffer.from('QUEUED'),
      Buffer.from('other'),
      null,
    ])
  })

  test('of something else than RESP 2 are refused', () => {
    expect(() => told(Buffer.from('HTTP/1.1 400 Bad Request\r\n'), [])).toThrow('no RESP 2: "HTTP/1.1 400')
  })
})
