import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Logger } from '#ports/logger'
import type { Timers } from '#ports/timers'
import { keepRoom } from './room.ts'
import { type Answer, json, type Route, routesOf, type Served } from './routes.ts'

export type HttpOptions = Served & Readonly<{ host: string; port: number; logger: Logger; timers: Timers }>

export interface HttpServer {
  /** What it really listens on. */
  readonly port: number
  readonly close: () => Promise<void>
}

/** What whoever reaches the port may take: it is there for a few probes and scrapers. */
const MOST_CONNECTIONS = 128
const HEADER_BYTES = 8_192
const URL_LENGTH = 1_024
/** For a request to arrive, and for a connection to be silent. */
const PATIENCE_MS = 5_000
/** For an answer to be taken, however slowly. */
const TAKEN_MS = 30_000
const CLOSING_MS = 500

/** Serves health and metrics, read-only and without a token. Rejects when the port cannot be had. */
export const openHttp = async (options: HttpOptions): Promise<HttpServer> => {
  const { host, port, logger, timers } = options
  const routes = routesOf(options)
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: PATIENCE_MS,
      requestTimeout: PATIENCE_MS,
      keepAliveTimeout: PATIENCE_MS,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      const stop = timers.after(TAKEN_MS, () => request.socket.destroy())
      response.once('close', stop)
      answerOf(routes, request).then(
        (answer) => send(request, response, answer, server.listening),
        (error: unknown) => {
          logger.warn({ err: error, path: request.url }, 'an HTTP request failed')
          send(request, response, fault(500, 'it could not be answered'), false)
        },
      )
    },
  )
  keepRoom(server, MOST_CONNECTIONS)
  server.timeout = 2 * PATIENCE_MS
  const listening = await listen(server, host, port)
  return { port: listening, close: () => close(server, timers) }
}

const answerOf = async (
  routes: ReadonlyMap<string, Route>,
  { method, url = '', headers }: IncomingMessage,
): Promise<Answer> => {
  if (url.length > URL_LENGTH) return fault(414, 'the URL is too long')
  const [path = '', query = ''] = url.split('?', 2)
  const route = routes.get(path)
  if (route === undefined) return fault(404, 'there is nothing here')
  if (method !== 'GET' && method !== 'HEAD') return fault(405, 'only GET and HEAD')
  const verbose = new URLSearchParams(query).get('verbose')
  return route({ isVerbose: verbose !== null && !/^(false|0)$/.test(verbose), accept: headers.accept })
}

const send = (
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { status, contentType, body }: Answer,
  goesOn: boolean,
): void => {
  const hasBody = 'content-length' in headers || 'transfer-encoding' in headers
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 && { allow: 'GET, HEAD' }),
    // What a client sends with a request is read by nobody.
    ...((hasBody || !goesOn) && { connection: 'close' }),
  })
  response.end(method === 'HEAD' ? undefined : body)
}

const fault = (status: number, error: string): Answer => json(status, { error })

const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(address === null || typeof address === 'string' ? port : address.port)
    })
  })

/** Answers what is under way; whoever does not take it is let go. */
const close = async (server: Server, timers: Timers): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cancel = timers.after(CLOSING_MS, () => server.closeAllConnections())
  await closed
  cancel()
}
