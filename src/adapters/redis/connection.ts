import { Command as IoCommand, Redis } from 'ioredis'
import { StoreUnavailable } from '#ports/store-errors'
import { accessRefused, ConnectionLost, isDemotion } from './errors.ts'
import { type Command, isList, isReply, type Reply } from './resp.ts'
import { introduced, introductions, type Server } from './server.ts'
import { type Time, type Wire, wire } from './wire.ts'

/** One socket, once. It is never reconnected, so nothing that was sent on it is ever sent again by the library. */
export interface Connection {
  /** As it introduced itself when the connection was made, or was last asked. */
  readonly server: Server
  /** Asks the server who it is by now; one that must not be used any more is left. */
  readonly introduce: () => Promise<Server>
  readonly isOpen: () => boolean
  /** Sends commands together. Error replies are values; rejects with `ConnectionLost` when any stays unanswered. */
  readonly run: (commands: readonly Command[]) => Promise<readonly Reply[]>
  /** Turns it into one that is told of changed keys (RESP2: redirected to itself); `null`: of any. Answers its id. */
  readonly track: (
    prefixes: readonly string[],
    changed: (keys: readonly string[] | null) => void,
  ) => Promise<string>
  /** Has another connection, by its id, told of keys that others than this one change. */
  readonly trackOthers: (prefixes: readonly string[], told: string) => Promise<void>
  readonly close: () => void
}

export type ConnectionOptions = Time &
  Readonly<{
    url: string
    role: string
    closed: (connection: Connection) => void
    demoted: (reason: string) => void
  }>

const CONNECT_TIMEOUT_MS = 5_000
const SILENCE_MS = 15_000
const CLOSED = 'connection closed'
const CHANNEL = '__redis__:invalidate'

const settings = (role: string) => ({
  connectionName: `kedge-${role}`,
  protocol: 2 as const,
  lazyConnect: true,
  retryStrategy: () => null,
  enableReadyCheck: false,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  disableClientInfo: true,
  connectTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: SILENCE_MS,
})

export const openConnection = async (options: ConnectionOptions): Promise<Connection> => {
  const redis = new Redis(options.url, settings(options.role))
  let lastError: string = CLOSED
  let open = true
  redis.on('error', (error: Error) => {
    lastError = error.message
  })
  const close = () => {
    open = false
    redis.disconnect()
  }
  try {
    await redis.connect()
    // The library tells when SELECT is refused, and goes on in database 0.
    if (lastError !== CLOSED) throw new ConnectionLost(lastError)
    // Whatever the library said to introduce itself is answered when this is: the socket is then quiet.
    let server = introduced(await Promise.all(introductions.map((command) => reply(redis, command))))
    const line = takenOver(redis, options, (error) => {
      if (isDemotion(error)) options.demoted(error.message)
    })
    redis.stream.once('close', () => line.close(lastError))
    const run: Connection['run'] = (commands) =>
      open ? line.run(commands) : Promise.reject(new ConnectionLost(lastError))
    const introduce = async () => {
      try {
        server = introduced(await run(introductions))
        return server
      } catch (error) {
        if (error instanceof ConnectionLost) throw error
        const reason = error instanceof Error ? error.message : String(error)
        options.demoted(reason)
        throw new StoreUnavailable(reason, { cause: error })
      }
    }
    const connection: Connection = {
      get server() {
        return server
      },
      introduce,
      isOpen: () => open,
      run,
      close,
      track: trackOn(line, run),
      trackOthers: async (prefixes, told) => {
        const off = ['CLIENT', 'TRACKING', 'OFF'] as const
        const [, armed] = await run([off, trackingOf(prefixes, told, ['NOLOOP'])])
        if (armed instanceof Error) throw new StoreUnavailable(`CLIENT TRACKING: ${armed.message}`)
      },
    }
    redis.once('end', () => {
      open = false
      options.closed(connection)
    })
    return connection
  } catch (error) {
    close()
    if (error instanceof ConnectionLost || !isOurs(error))
      throw new StoreUnavailable(`Redis: ${lastError}`, { cause: accessRefused(lastError) ?? error })
    throw error
  }
}

const isOurs = (error: unknown): boolean => error instanceof Error && error.name.startsWith('Store')

/** The socket that the library opened, and on which it said who we are; from now on it is ours. */
const takenOver = ({ stream }: Redis, time: Time, refused: (error: Error) => void): Wire => {
  stream.removeAllListeners('data')
  return wire(stream, time, SILENCE_MS, refused)
}

/** While the library still speaks. */
const reply = async (redis: Redis, [name, ...args]: Command): Promise<Reply> => {
  const words = args.flat().map(String)
  try {
    const answer: unknown = await redis.sendCommand(new IoCommand(name, words, { replyEncoding: null }))
    if (isReply(answer)) return answer
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return error
    throw new ConnectionLost(String(error))
  }
  throw new ConnectionLost(`${name} has no answer`)
}

const trackOn =
  (line: Wire, run: Connection['run']): Connection['track'] =>
  async (prefixes, changed) => {
    const [reply] = await run([['CLIENT', 'ID']])
    const id = String(reply)
    line.listen((keys) => changed(isList(keys) ? keys.map(String) : null))
    const [armed] = await run([trackingOf(prefixes, id)])
    if (armed instanceof Error) throw new StoreUnavailable(`CLIENT TRACKING: ${armed.message}`)
    const [listening] = await run([['SUBSCRIBE', CHANNEL]])
    if (listening instanceof Error) throw new StoreUnavailable(`SUBSCRIBE: ${listening.message}`)
    return id
  }

const trackingOf = (prefixes: readonly string[], told: string, options: readonly string[] = []): Command => {
  const wanted = prefixes.flatMap((prefix) => ['PREFIX', prefix])
  return ['CLIENT', 'TRACKING', 'ON', 'REDIRECT', told, 'BCAST', ...options, ...wanted]
}
