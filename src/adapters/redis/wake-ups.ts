import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import { StoreUnavailable } from '#ports/store-errors'
import type { Timers } from '#ports/timers'
import type { Connection } from './connection.ts'
import type { Keys, Named } from './keys.ts'
import type { Link } from './link.ts'

/**
 * Tells what changed in Redis over one connection: by whomever, but for what of logs the connection that appends has
 * changed itself (NOLOOP). News of logs are that connection's to ask for, and gone with it. News leave at the end of a turn
 * of Redis's loop, before what was answered in it: when the one that appends has its PONG, all news up to its PING is on
 * its way, and a PONG asked for only then arrives behind it.
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
  appends: Link
  keys: Keys
  clock: Clock
  timers: Timers
  logger: Logger
  /** The server forgot who tracks what: it was flushed, or resynced from another. */
  uncertain: () => void
}>

const PING_EVERY_MS = 1_000
const STALE_AFTER_MS = 3_000

/** The one that is told, and the one that appends. */
type Armed = Readonly<{ told: Connection; appends: Connection }>

export const wakeUps = ({ link, appends, keys, clock, timers, logger, uncertain }: Options): WakeUps => {
  const listeners = new Set<(changed: Named | null) => void>()
  let armed: Armed | null = null
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
    armed?.told.close()
    armed = null
    provedAt = Number.NEGATIVE_INFINITY
  }

  const isWhole = ({ told, appends: own }: Armed): boolean => told.isOpen() && own.isOpen()

  const arm = async (): Promise<Armed> => {
    const told = await link.get()
    const id = await told.track(keys.tracked, heard)
    const own = await appends.get()
    // Behind one name there may be several servers while one takes over from another: they tell nothing of each other.
    if (own.server.runId !== told.server.runId) throw new StoreUnavailable('Redis is two servers')
    await own.trackOthers(keys.trackedLogs, id)
    await told.run([['PING']])
    const since = clock.monotonic()
    await told.run([['PING']])
    await told.run([['PING']])
    provedAt = since
    armed = { told, appends: own }
    complained = false
    tell(null)
    return armed
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

  const turn = async (): Promise<void> => {
    const sentAt = clock.monotonic()
    try {
      if (armed !== null && !isWhole(armed)) {
        disarm()
        if (!stopped) tell(null)
      }
      const pair = armed ?? (await arm())
      if ((await ping(pair.appends)) && (await ping(pair.told))) provedAt = Math.max(provedAt, sentAt)
      else if (armed === pair) {
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
    // From when it was asked: its answers may be long in coming behind appends.
    const next = armed === null ? PING_EVERY_MS / 4 : Math.max(0, sentAt + PING_EVERY_MS - clock.monotonic())
    cancel = timers.after(next, () => void turn())
  }

  return {
    fresh: () => armed !== null && isWhole(armed) && clock.monotonic() - provedAt < STALE_AFTER_MS,
    toldUntil: () => provedAt,
    watch: (listener) => {
      const own = (changed: Named | null) => listener(changed)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    start: () => void turn(),
    stop: () => {
      stopped = true
      cancel()
      disarm()
    },
  }
}
