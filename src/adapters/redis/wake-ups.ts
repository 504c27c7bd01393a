import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import type { Timers } from '#ports/timers'
import type { Connection } from './connection.ts'
import type { Keys, Named } from './keys.ts'
import type { Link } from './link.ts'

/**
 * Tells what changed in Redis, by whomever, over one tracking connection. PONGs arrive in order with the news, so that
 * PONG n proves that all news up to PING n - 1 has arrived.
 */
export interface WakeUps {
  /** All news up to at most 3 s ago has arrived: what is remembered may be told. */
  readonly fresh: () => boolean
  /** The time, by `Clock.monotonic`, up to which all news has arrived; `-Infinity` while nothing is tracked. */
  readonly toldUntil: () => number
  /** Null: anything may have changed. */
  readonly watch: (listener: (changed: Named | null) => void) => () => void
  readonly start: () => void
  readonly stop: () => void
}

type Options = Readonly<{
  link: Link
  keys: Keys
  clock: Clock
  timers: Timers
  logger: Logger
  /** The server forgot who tracks what: it was flushed, or resynced from another. */
  uncertain: () => void
}>

const PING_EVERY_MS = 1_000
const STALE_AFTER_MS = 3_000

export const wakeUps = ({ link, keys, clock, timers, logger, uncertain }: Options): WakeUps => {
  const listeners = new Set<(changed: Named | null) => void>()
  let armed: Connection | null = null
  let provedAt = Number.NEGATIVE_INFINITY
  let stopped = false
  let complained = false
  let cancel = () => {}

  const tell = (changed: Named | null) => {
    for (const listener of listeners) listener(changed)
  }

  const heard = (changed: readonly string[] | null) => {
    if (changed === null) {
      logger.warn(
        {},
        'Redis dropped its keys or resynced: all connections are closed and everything is read again',
      )
      uncertain()
      return tell(null)
    }
    for (const key of changed) {
      const named = keys.parse(key)
      if (named !== null) tell(named)
    }
  }

  const disarm = () => {
    armed?.close()
    armed = null
    provedAt = Number.NEGATIVE_INFINITY
  }

  const arm = async (): Promise<Connection> => {
    const connection = await link.get()
    await connection.track(keys.tracked, heard)
    await connection.run([['PING']])
    const since = clock.monotonic()
    await connection.run([['PING']])
    await connection.run([['PING']])
    provedAt = since
    armed = connection
    complained = false
    tell(null)
    return connection
  }

  /** False when no answer came in time. */
  const ping = (connection: Connection): Promise<boolean> =>
    new Promise((resolve) => {
      const giveUp = timers.after(STALE_AFTER_MS, () => resolve(false))
      const settle = (alive: boolean) => {
        giveUp()
        resolve(alive)
      }
      connection.run([['PING']]).then(
        () => settle(true),
        () => settle(false),
      )
    })

  const turn = async (previousPing: number): Promise<void> => {
    const sentAt = clock.monotonic()
    try {
      const connection = armed ?? (await arm())
      if (await ping(connection)) provedAt = Math.max(provedAt, previousPing)
      else if (armed === connection) {
        disarm()
        if (!stopped) tell(null)
      }
    } catch (error) {
      const tellOnce = complained ? logger.debug : logger.warn
      tellOnce({ err: error }, 'Redis does not tell what changes: consumers wait, and every read asks')
      complained = true
      disarm()
      link.drop()
    }
    if (stopped) return
    cancel = timers.after(
      armed === null ? PING_EVERY_MS / 4 : PING_EVERY_MS,
      () => void turn(armed === null ? provedAt : sentAt),
    )
  }

  return {
    fresh: () => armed?.isOpen() === true && clock.monotonic() - provedAt < STALE_AFTER_MS,
    toldUntil: () => provedAt,
    watch: (listener) => {
      const own = (changed: Named | null) => listener(changed)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    start: () => void turn(Number.NEGATIVE_INFINITY),
    stop: () => {
      stopped = true
      cancel()
      disarm()
    },
  }
}
