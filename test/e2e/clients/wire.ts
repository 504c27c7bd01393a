import { once } from 'node:events'
import { connect } from 'node:net'
import { decodeResponse, encodeRequest } from '#adapters/kafka/protocol/frame'
import { Reader } from '#adapters/kafka/protocol/reader'
import type { Message } from '#adapters/kafka/protocol/schema'

/** A connection to exactly one broker that speaks whatever our own codec speaks. Answers come in the order of the questions. */
export interface WireClient {
  readonly ask: <A, B>(api: Api<A, B>, body: A) => Promise<B>
  readonly close: () => void
}

/** An API in one version. */
export type Api<A, B> = Readonly<{ request: Message<A>; response: Message<B>; version: number }>

const PREFIX = 4

export const wireClient = async (address: string, clientId: string, timeoutMs = 0): Promise<WireClient> => {
  const at = address.lastIndexOf(':')
  const socket = connect(Number(address.slice(at + 1)), address.slice(0, at))
  socket.setNoDelay(true)
  if (timeoutMs > 0)
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`${address} does not answer`)))
  await once(socket, 'connect')
  const waiting: { readonly answer: (frame: Buffer) => void; readonly fail: (error: Error) => void }[] = []
  let received: Buffer = Buffer.alloc(0)
  let failure = new Error(`${address} closed the connection`)
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    while (received.length >= PREFIX && received.length >= PREFIX + received.readInt32BE(0)) {
      const end = PREFIX + received.readInt32BE(0)
      waiting.shift()?.answer(received.subarray(PREFIX, end))
      received = received.subarray(end)
    }
  })
  socket.on('error', (error) => {
    failure = error
  })
  socket.on('close', () => {
    for (const { fail } of waiting.splice(0)) fail(failure)
  })
  let correlationId = 0
  return {
    ask: ({ request, response, version }, body) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(failure)
          return
        }
        const id = ++correlationId
        const answer = (frame: Buffer) => {
          const { correlationId: answered, body } = decodeResponse(new Reader(frame), response, version)
          if (answered === id) resolve(body)
          else reject(new Error(`an answer to ${answered}, not to ${id}`))
        }
        waiting.push({ answer, fail: reject })
        socket.cork()
        for (const chunk of encodeRequest(request, { version, correlationId: id, clientId }, body))
          socket.write(chunk)
        socket.uncork()
      }),
    close: () => socket.destroy(),
  }
}
