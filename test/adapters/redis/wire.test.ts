import { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ConnectionLost } from '#adapters/redis/errors'
import type { Reply } from '#adapters/redis/resp'
import { wire } from '#adapters/redis/wire'
import { systemClock } from '#adapters/system/clock'
import { systemTimers } from '#adapters/system/timers'

const SILENCE_MS = 1_000

/** A server that says what a test lets it say, and every write that it got. */
const served = () => {
  const writes: string[] = []
  const socket = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => {
      writes.push(chunk.toString())
      done()
    },
    writev: (chunks: readonly { chunk: Buffer }[], done) => {
      writes.push(Buffer.concat(chunks.map(({ chunk }) => chunk)).toString())
      done()
    },
  })
  const line = wire(socket, { clock: systemClock, timers: systemTimers }, SILENCE_MS)
  let failure: Error | null = null
  socket.on('error', (error) => {
    failure = error
  })
  socket.on('close', () => line.close(failure?.message ?? 'closed'))
  return { line, socket, writes, says: (text: string) => socket.push(text) }
}

const texts = (replies: readonly Reply[]) => replies.map(String)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a wire', () => {
  test('sends all that is asked in one turn in one write, and answers each with its own', async () => {
    const { line, writes, says } = served()
    const large = Buffer.alloc(5_000, 'x')
    const asked = [line.run([['PING'], ['ECHO', [large, large]]]), line.run([['GET', 'ü']])]
    expect(writes).toEqual([])
    await vi.advanceTimersByTimeAsync(0)
    const sent = `*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nECHO\r\n$10000\r\n${'x'.repeat(10_000)}\r\n*2\r\n$3\r\nGET\r\n$2\r\nü\r\n`
    expect(writes).toEqual([sent])
    says('+PONG\r\n$2\r\nhi\r\n:7\r\n')
    const answers = await Promise.all(asked)
    expect(answers.map(texts)).toEqual([['PONG', 'hi'], ['7']])
  })

  test('keeps answers in order over thousands that were under way', async () => {
    const { line, says } = served()
    const asked = Array.from({ length: 3_000 }, () => line.run([['INCR', 'n']]))
    for (let i = 0; i < 3_000; i++) says(`:${i}\r\n`)
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 3_000 }, (_, i) => [i]))
  })

  test('loses what was not answered when its socket closes, and all that is asked later', async () => {
    const { line, socket, says } = served()
    const half = line.run([['PING'], ['PING']])
    says('+PONG\r\n')
    socket.destroy()
    await expect(half).rejects.toThrow(ConnectionLost)
    await expect(line.run([['PING']])).rejects.toThrow('closed')
  })

  test('is closed when the server is silent while it is asked something, and not when it is asked nothing', async () => {
    const { line, socket, says } = served()
    await vi.advanceTimersByTimeAsync(5 * SILENCE_MS)
    const first = line.run([['PING']])
    await vi.advanceTimersByTimeAsync(0.9 * SILENCE_MS)
    says('+PONG\r\n')
    await first
    await vi.advanceTimersByTimeAsync(5 * SILENCE_MS)
    expect(socket.destroyed).toBe(false)
    const second = line.run([['PING']])
    const lost = expect(second).rejects.toThrow('has not answered for 1000 ms')
    await vi.advanceTimersByTimeAsync(SILENCE_MS)
    expect(socket.destroyed).toBe(true)
    await lost
  })

  test.each([
    ['answers what it was not asked', ':1\r\n'],
    ['does not speak RESP', 'SSH-2.0\r\n'],
  ])('is closed by a server that %s', async (_, text) => {
    const { socket, says } = served()
    says(text)
    await vi.advanceTimersByTimeAsync(0)
    expect(socket.destroyed).toBe(true)
  })

  test('hears messages between its answers', async () => {
    const { line, says } = served()
    const heard: string[] = []
    line.listen((message) => heard.push(String(message)))
    const asked = line.run([['PING']])
    says('*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n*2\r\n$4\r\npong\r\n$0\r\n\r\n')
    expect(texts(await asked)).toEqual(['pong,'])
    expect(heard).toEqual(['a,b'])
  })
})
