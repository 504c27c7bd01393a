import type { Clock } from '#ports/clock'
import { StoreUnavailable } from '#ports/store-errors'
import type { Timers } from '#ports/timers'
import { type Connection, openConnection } from './connection.ts'
import { asking, StoreUnsuitable } from './errors.ts'
import type { Command, Reply } from './resp.ts'

/** The connection for one kind of work, opened when it is needed. */
export interface Link {
  /** Rejects with `StoreUnavailable`; right after a failure at once, so that a dead server is not hammered. */
  readonly get: () => Promise<Connection>
  /** Runs commands that change nothing, or may be repeated. */
  readonly ask: (commands: readonly Command[]) => Promise<readonly Reply[]>
  /** Closes the connection, if there is one; the next `get` opens another. */
  readonly drop: () => void
  readonly close: () => void
}

export type LinkOptions = Readonly<{
  url: string
  role: string
  clock: Clock
  timers: Timers
  /** May refuse the server by throwing. */
  opened: (connection: Connection) => void
  demoted: (reason: string) => void
}>

const PAUSE_AFTER_FAILURE_MS = 50
/** Settings change under a connection; it is asked again so often, while it is used. */
const INTRODUCTION_HOLDS_MS = 60_000

export const redisLink = (options: LinkOptions): Link => {
  let current: Connection | null = null
  let opening: Promise<Connection> | null = null
  let failure: Readonly<{ at: number; error: unknown }> | null = null
  let shut = false
  /** Counts what was dropped: a connection that was being opened meanwhile may be as wrong. */
  let drops = 0
  let introducedAt = 0

  const open = async (): Promise<Connection> => {
    const before = drops
    try {
      const connection = await openConnection({
        url: options.url,
        role: options.role,
        clock: options.clock,
        timers: options.timers,
        demoted: options.demoted,
        closed: (gone) => {
          if (current === gone) current = null
        },
      })
      if (shut || drops !== before) {
        connection.close()
        throw new StoreUnavailable(shut ? 'the store is closed' : 'the connection was given up meanwhile')
      }
      approve(connection)
      failure = null
      introducedAt = options.clock.monotonic()
      current = connection
      return connection
    } catch (cause) {
      const unsuitable = cause instanceof StoreUnsuitable
      const error = unsuitable ? new StoreUnavailable(cause.message, { cause }) : cause
      failure = { at: options.clock.monotonic(), error }
      throw error
    } finally {
      opening = null
    }
  }

  const approve = (connection: Connection) => {
    try {
      options.opened(connection)
    } catch (error) {
      connection.close()
      throw error
    }
  }

  const introduceAgain = async (connection: Connection): Promise<void> => {
    introducedAt = options.clock.monotonic()
    try {
      await connection.introduce()
      approve(connection)
    } catch {
      connection.close()
    }
  }

  const get = (): Promise<Connection> => {
    if (current?.isOpen() === true) {
      if (options.clock.monotonic() - introducedAt >= INTRODUCTION_HOLDS_MS) void introduceAgain(current)
      return Promise.resolve(current)
    }
    if (shut) return Promise.reject(new StoreUnavailable('the store is closed'))
    if (opening !== null) return opening
    if (failure !== null && options.clock.monotonic() - failure.at < PAUSE_AFTER_FAILURE_MS) {
      return Promise.reject(failure.error)
    }
    opening = open()
    return opening
  }

  const drop = () => {
    drops++
    current?.close()
    current = null
  }

  return {
    get,
    ask: (commands) => asking(async () => (await get()).run(commands)),
    drop,
    close: () => {
      shut = true
      drop()
    },
  }
}
