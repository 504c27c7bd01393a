import { connect } from 'node:net'
import { decodeResponse, encodeRequest } from '#adapters/kafka/protocol/frame'
import { Reader } from '#adapters/kafka/protocol/reader'
import type { Message } from '#adapters/kafka/protocol/schema'
import { address } from '#shared/address'
import { messageOf, unreachable } from '../failure.ts'

/** A request and the response to it. */
export type Api<A, B> = Readonly<{ request: Message<A>; response: Message<B> }>

/** One connection to one broker. Answers come in the order of the questions. */
export interface Connection {
  readonly ask: <A, B>(api: Api<A, B>, version: number, body: A, asked: Asked) => Promise<B>
  /** Of a request that nothing answers, as Produce with acks=0. */
  readonly tell: <A>(request: Message<A>, version: number, body: A, timeoutMs: number) => Promise<void>
  readonly isOpen: () => boolean
  readonly close: () => void
}

export type Asked = Readonly<{
  timeoutMs: number
  signal?: AbortSignal | undefined
  /** The version of the answer, where it may be another than was asked in. */
  readAs?: (frame: Buffer) => number
}>

const PREFIX = 4
/** Beyond what any answer here can be; what begins with `HTTP` or a TLS alert is larger. */
const LARGEST = 256 * 1024 * 1024
/** The peer was asked for what it sends: what it may make us build is bounded by the frame alone. */
const limits = { nodes: 50_000_000, tags: 1_000_000, tagsPerStruct: 1_024 }

type Waiting = Readonly<{ answer: (frame: Buffer) => void; fail: (error: Error) => void }>

export const connectTo = async (
  host: string,
  port: number,
  clientId: string,
  timeoutMs: number,
): Promise<Connection> => {
  const at = address(host, port)
  const socket = connect({ host, port, noDelay: true })
  const waiting: Waiting[] = []
  let failure: Error = unreachable(`${at} closed the connection; does it want TLS or authentication?`)
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    socket.once('connect', () => resolve())
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(late))
    socket.once('connect', () => clearTimeout(late))
  })
  const giveUp = (error: Error): void => {
    failure = error
    socket.destroy()
  }
  const frames = frameReader((frame) => waiting.shift()?.answer(frame))
  socket.on('data', (chunk: Buffer) => {
    if (!frames(chunk)) giveUp(unreachable(`what listens at ${at} does not speak Kafka's protocol`))
  })
  socket.on('error', (error) => {
    failure = unreachable(`the connection to ${at} broke: ${reasonOf(error)}`)
  })
  socket.on('close', () => {
    for (const { fail } of waiting.splice(0)) fail(failure)
  })
  let correlationId = 0
  const write = (chunks: readonly Buffer[]): void => {
    socket.cork()
    for (const chunk of chunks) socket.write(chunk)
    socket.uncork()
  }
  return {
    ask: ({ request, response }, version, body, { timeoutMs: patience, signal, readAs }) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(failure)
          return
        }
        const id = ++correlationId
        const interrupt = (): void => giveUp(new Error('interrupted'))
        const late = setTimeout(
          () => giveUp(unreachable(`${at} did not answer ${request.name} within ${patience} ms`)),
          patience,
        )
        signal?.addEventListener('abort', interrupt)
        const settled = (): void => {
          clearTimeout(late)
          signal?.removeEventListener('abort', interrupt)
        }
        waiting.push({
          answer: (frame) => {
            settled()
            try {
              const decoded = decodeResponse(new Reader(frame, limits), response, readAs?.(frame) ?? version)
              if (decoded.correlationId === id) resolve(decoded.body)
              else throw new Error(`an answer to ${decoded.correlationId}, not to ${id}`)
            } catch (error) {
              const said = unreachable(`${at} answered ${request.name} with nonsense: ${messageOf(error)}`)
              giveUp(said)
              reject(said)
            }
          },
          fail: (error) => {
            settled()
            reject(error)
          },
        })
        write(encodeRequest(request, { version, correlationId: id, clientId }, body))
      }),
    tell: (request, version, body, patience) =>
      new Promise((resolve, reject) => {
        const chunks = encodeRequest(request, { version, correlationId: ++correlationId, clientId }, body)
        const late = setTimeout(
          () => giveUp(unreachable(`${at} did not take ${request.name} within ${patience} ms`)),
          patience,
        )
        socket.write(Buffer.concat(chunks), (error) => {
          clearTimeout(late)
          // What was being written when the connection ended is called back without an error.
          if (error || socket.destroyed) reject(failure)
          else resolve()
        })
      }),
    isOpen: () => !socket.destroyed,
    close: () => socket.destroy(),
  }
}

/** Collects frames; false once the bytes cannot be one. */
const frameReader = (take: (frame: Buffer) => void): ((chunk: Buffer) => boolean) => {
  let chunks: Buffer[] = []
  let buffered = 0
  let wanted = PREFIX
  return (chunk) => {
    chunks.push(chunk)
    buffered += chunk.length
    while (buffered >= wanted) {
      const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
      chunks = [bytes]
      const size = bytes.readInt32BE(0)
      if (size < PREFIX || size > LARGEST) return false
      wanted = PREFIX + size
      if (buffered < wanted) return true
      take(bytes.subarray(PREFIX, wanted))
      chunks = buffered === wanted ? [] : [bytes.subarray(wanted)]
      buffered -= wanted
      wanted = PREFIX
    }
    return true
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be resolved',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'timed out',
}

/** An attempt at several addresses of one name fails with an error for each. */
export const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? messageOf(error)
}
