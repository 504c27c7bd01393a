import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * A TCP proxy that does what networks do: cuts connections before or after an answer, and holds bytes back so that they
 * arrive after their sender has gone.
 */
export interface TcpProxy {
  readonly port: number
  /** Closes every connection now, both ends. */
  readonly cut: () => void
  /** Sees what clients send; what it answers is done with the chunk and its connection. */
  readonly onRequest: (rule: Rule<RequestVerdict> | null) => void
  /** Sees what the server answers; `cut` closes before it reaches the client. */
  readonly onReply: (rule: Rule<ReplyVerdict> | null) => void
  /** Sends on what was held back, on the connection to the server it belongs to, then closes that. */
  readonly release: () => Promise<void>
  readonly held: () => number
  readonly close: () => Promise<void>
}

/** `hold` (requests): the client is cut off, and the bytes wait until `release`. `lose` (replies): nobody hears them. */
export type RequestVerdict = 'pass' | 'cut' | 'hold'
export type ReplyVerdict = 'pass' | 'cut' | 'lose'
export type Rule<Verdict> = (chunk: Buffer) => Verdict

interface Pair {
  readonly client: Socket
  readonly server: Socket
  held: Buffer | null
}

export const tcpProxy = async (target: Readonly<{ host: string; port: number }>): Promise<TcpProxy> => {
  const pairs = new Set<Pair>()
  let requestRule: Rule<RequestVerdict> | null = null
  let replyRule: Rule<ReplyVerdict> | null = null

  const drop = (pair: Pair) => {
    pairs.delete(pair)
    pair.client.destroy()
    pair.server.destroy()
  }

  const listener = createServer((client) => {
    const server = connect(target)
    const pair: Pair = { client, server, held: null }
    pairs.add(pair)
    client.on('data', (chunk) => {
      const verdict = requestRule?.(chunk) ?? 'pass'
      if (verdict === 'pass') server.write(chunk)
      else if (verdict === 'cut') drop(pair)
      else {
        pair.held = chunk
        client.destroy()
      }
    })
    server.on('data', (chunk) => {
      const verdict = replyRule?.(chunk) ?? 'pass'
      if (verdict === 'pass') client.write(chunk)
      else if (verdict === 'cut') drop(pair)
    })
    const closed = () => {
      if (pair.held === null) drop(pair)
    }
    for (const socket of [client, server]) socket.on('close', closed).on('error', closed)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')

  const release = async () => {
    const waiting = [...pairs].filter(({ held }) => held !== null)
    for (const pair of waiting) {
      const answered = once(pair.server, 'data')
      pair.server.write(pair.held ?? Buffer.alloc(0))
      await answered
      drop(pair)
    }
  }

  return {
    port: address.port,
    cut: () => {
      for (const pair of pairs) if (pair.held === null) drop(pair)
    },
    onRequest: (rule) => {
      requestRule = rule
    },
    onReply: (rule) => {
      replyRule = rule
    },
    release,
    held: () => [...pairs].filter(({ held }) => held !== null).length,
    close: async () => {
      for (const pair of pairs) drop(pair)
      listener.close()
      await once(listener, 'close')
    },
  }
}
