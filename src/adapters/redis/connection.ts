import { Command as IoCommand, Redis } from 'ioredis'
import { StoreUnavailable } from '#ports/store-errors'
import { ConnectionLost, isDemotion } from './errors.ts'
import { type Command, isReply, type Reply } from './resp.ts'
import { introduced, introductions, type Server } from './server.ts'
import { hasLarge, Uncopied } from './uncopied.ts'

/** One socket, once. It is never reconnected, so nothing that was sent on it is ever sent again by the library. */
export interface Connection {
  /** As it introduced itself when the connection was made, or was last asked. */
  readonly server: Server
  /** Asks the server who it is by now; one that must not be used any more is left. */
  readonly introduce: () => Promise<Server>
  readonly isOpen: () => boolean
  /** Sends commands in one write. Error replies are values; rejects with `ConnectionLost` when any stays unanswered. */
  readonly run: (commands: readonly Command[]) => Promise<readonly Reply[]>
  /** Turns it into one that is told of changed keys (RESP2: redirected to itself); `null`: of any. */
  readonly track: (
    prefixes: readonly string[],
    changed: (keys: readonly string[] | null) => void,
  ) => Promise<void>
  readonly close: () => void
}

export type ConnectionOptions = Readonly<{
  url: string
  role: string
  closed: (connection: Connection) => void
  demoted: (reason: string) => void
}>

const CONNECT_TIMEOUT_MS = 5_000
const SILENCE_MS = 15_000
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
  let lastError = 'connection closed'
  let open = true
  redis.on('error', (error: Error) => {
    lastError = error.message
  })
  let cork = (): void => {}
  const run = async (commands: readonly Command[]): Promise<readonly Reply[]> => {
    if (!open) throw new ConnectionLost(lastError)
    cork()
    const replies = await Promise.all(commands.map((command) => reply(redis, command)))
    return replies.map((reply) => {
      if (reply instanceof Error && isDemotion(reply)) options.demoted(reply.message)
      if (reply instanceof NoReply) throw new ConnectionLost(`${lastError}: ${reply.message}`)
      return reply
    })
  }
  const close = () => {
    open = false
    redis.disconnect()
  }
  try {
    await redis.connect()
    cork = oncePerTurn(redis)
    let server = introduced(await run(introductions))
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
      track: trackOn(redis, run),
    }
    redis.once('end', () => {
      open = false
      options.closed(connection)
    })
    return connection
  } catch (error) {
    close()
    if (error instanceof ConnectionLost || !isOurs(error))
      throw new StoreUnavailable(`Redis: ${lastError}`, { cause: error })
    throw error
  }
}

const isOurs = (error: unknown): boolean => error instanceof Error && error.name.startsWith('Store')

/** Stands for a reply that never came. */
class NoReply extends Error {}

/**
 * All that is sent in one turn of the event loop leaves in one write: the appends of a request's partitions, say. A
 * system call for each would cost more than all the rest of an append.
 */
const oncePerTurn = ({ stream }: Redis): (() => void) => {
  let corked = false
  return () => {
    if (corked) return
    corked = true
    stream.cork()
    process.nextTick(() => {
      corked = false
      stream.uncork()
    })
  }
}

const reply = async (redis: Redis, command: Command): Promise<Reply> => {
  const [name, ...args] = command
  try {
    const sent = hasLarge(args) ? new Uncopied(command) : new IoCommand(name, args, { replyEncoding: null })
    const answer: unknown = await redis.sendCommand(sent)
    if (isReply(answer)) return answer
    return new NoReply(`${name} answered ${typeof answer}`)
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return error
    return new NoReply(error instanceof Error ? error.message : String(error))
  }
}

const trackOn =
  (redis: Redis, run: Connection['run']): Connection['track'] =>
  async (prefixes, changed) => {
    const [id] = await run([['CLIENT', 'ID']])
    redis.on('messageBuffer', (_channel: Buffer, keys: unknown) => {
      changed(Array.isArray(keys) ? keys.map(String) : null)
    })
    const wanted = prefixes.flatMap((prefix) => ['PREFIX', prefix])
    const [armed] = await run([['CLIENT', 'TRACKING', 'ON', 'REDIRECT', String(id), 'BCAST', ...wanted]])
    if (armed instanceof Error) throw new StoreUnavailable(`CLIENT TRACKING: ${armed.message}`)
    await redis.subscribe(CHANNEL)
  }
