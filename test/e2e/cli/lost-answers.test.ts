import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ProduceRequest } from '#adapters/kafka/protocol/messages/produce'
import { ZERO_UUID } from '#adapters/kafka/protocol/zero-uuid'
import { connectTo } from '#cli/kafka/connection'
import { runKedge } from '#test/support/cli-shell'
import { kedges } from '#test/support/kedge-process'
import { freePort } from '#test/support/redis-server'
import { listening } from '#test/support/refusing-broker'
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy'

// A broker that clients reach through a network that loses answers.

const kedge = kedges()
let proxy: TcpProxy
beforeAll(async () => {
  const port = await freePort()
  proxy = await tcpProxy({ host: '127.0.0.1', port })
  const advertised = ['--port', `${port}`, '--advertised-port', `${proxy.port}`]
  await kedge.start(['--store', 'memory:', ...advertised])
})
afterEach(() => {
  proxy.onReply(null)
  proxy.onRequest(null)
})
afterAll(async () => {
  await kedge.stopAll()
  await proxy.close()
})

const run = (argv: readonly string[], input = '') =>
  runKedge(argv, { env: { KEDGE_BOOTSTRAP: `127.0.0.1:${proxy.port}` }, input })

const PRODUCE = 0
const SIZE = 4

/** Cuts the connection before the answer to each of the first Produce requests. */
const losing = (times: number): (() => number) => {
  let isAsked = false
  let lost = 0
  proxy.onRequest((chunk) => {
    isAsked = chunk.length > SIZE + 2 && chunk.readInt16BE(SIZE) === PRODUCE
    return 'pass'
  })
  proxy.onReply(() => {
    if (!isAsked || lost >= times) return 'pass'
    lost++
    return 'cut'
  })
  return () => lost
}

test('an answer that is lost is asked for again, and nothing is written twice', async () => {
  await run(['topics', 'create', 'once'])
  const lost = losing(3)
  expect(await run(['produce', 'once'], 'a\nb\nc\n')).toMatchObject({ code: 0 })
  expect(lost()).toBe(3)
  expect((await run(['consume', 'once', '--output', 'raw'])).stdout).toBe('a\nb\nc\n')
})

test('without a producer id it is not, since it might be', async () => {
  await run(['topics', 'create', 'perhaps'])
  const lost = losing(1)
  const { code, stderr } = await run(['produce', 'perhaps', '--acks', '1'], 'a\n')
  expect(stderr).toContain('closed the connection')
  expect([code, lost()]).toEqual([69, 1])
})

test('what nobody takes is given up in time, though it wants no answer', async () => {
  const deaf = await listening((socket) => socket.pause())
  try {
    const [host = '', port] = deaf.address.split(':')
    const connection = await connectTo(host, Number(port), 'test', 10_000)
    // More than the buffers of two sockets hold.
    const records = [Buffer.alloc(64 * 1024 * 1024)]
    const data = { name: 't', topicId: ZERO_UUID, partitionData: [{ index: 0, records }] }
    const body = { transactionalId: null, acks: 0, timeoutMs: 1, topicData: [data] }
    await expect(connection.tell(ProduceRequest, 12, body, 200)).rejects.toMatchObject({
      message: `${deaf.address} did not take Produce within 200 ms`,
      exitCode: 69,
    })
    expect(connection.isOpen()).toBe(false)
  } finally {
    await deaf.stop()
  }
})

test('whoever follows goes on when the connection breaks', async () => {
  await run(['topics', 'create', 'broken'])
  await run(['produce', 'broken'], 'a\n')
  const interrupt = new AbortController()
  const heard = Promise.withResolvers<void>()
  const following = runKedge(['consume', 'broken', '--follow', '--output', 'raw'], {
    env: { KEDGE_BOOTSTRAP: `127.0.0.1:${proxy.port}` },
    interrupt: interrupt.signal,
    onOut: (soFar) => {
      heard.resolve()
      if (soFar.endsWith('b\n')) interrupt.abort()
    },
  })
  await heard.promise
  proxy.cut()
  await run(['produce', 'broken'], 'b\n')
  expect(await following).toMatchObject({ code: 0, stdout: 'a\nb\n' })
})
