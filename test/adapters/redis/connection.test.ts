import { describe, expect, test } from 'vitest'
import { isReply, pairs } from '#adapters/redis/resp'
import { connected } from './scripts/connected.ts'

const { on, call, key } = connected()

describe('a connection', () => {
  test('sends small and large arguments alike, and gives bytes back as they were', async () => {
    const stream = key('log')
    const large = Buffer.alloc(100_000, 'é')
    const larger = Buffer.alloc(2_000_000, Buffer.from([0, 13, 10, 255]))
    const small = Buffer.from([0, 255, 13, 10])
    await call('XADD', stream, '1-0', 'ü', 'ß', ...pairs({ large, small, n: 7, larger, end: '' }))
    const [range, length] = await on().run([
      ['XRANGE', stream, '-', '+'],
      ['XLEN', stream],
    ])
    const words = ['ü', 'ß', 'large', large, 'small', small, 'n', '7', 'larger', larger, 'end', '']
    const flat = words.map((word) => Buffer.from(word))
    expect(range).toEqual([[Buffer.from('1-0'), flat]])
    expect(length).toBe(1)
  })

  test('answers in order, error replies among them', async () => {
    const hash = key('hash')
    const replies = await on().run([
      ['HSET', hash, 'a', 1],
      ['LPUSH', hash, 'x'],
      ['HGET', hash, 'a'],
      ['NO-SUCH'],
    ])
    expect(
      replies.map((reply) => (reply instanceof Error ? reply.message.split(' ')[0] : String(reply))),
    ).toEqual(['1', 'WRONGTYPE', '1', 'ERR'])
    expect(replies.every(isReply)).toBe(true)
  })
})
