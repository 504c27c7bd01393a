import type { Logger } from '#ports/logger'
import { OutcomeUnknown, StoreFull, StoreUnavailable } from '#ports/store-errors'
import type { Timers } from '#ports/timers'
import type { Environment } from './environment.ts'
import { overlaid } from './overlaid.ts'
import { type Overlay, overlay } from './overlay.ts'
import type { TakeRoom } from './room.ts'
import { type Change, changeBytes } from './tables.ts'
import type { WriteAheadLog } from './write-ahead-log.ts'

/** What LMDB lacks at the most, in time while little is written, and in bytes. */
const LAG_MS = 1_000
const MOST_BYTES = 2 ** 26
/** A key takes memory, and maybe a page of LMDB, however short its value is. */
const KEY_BYTES = 2 ** 12
type Amount = Readonly<{ bytes: number; keys: number }>
/** A key takes some 2 us of the event loop when it is handed over, in which nobody is answered. */
const FLUSH_AT: Amount = { bytes: 2 ** 22, keys: 512 }
/** A commit needs no turn of the event loop; so many bytes later, keys counted, others have one. */
const TURN_BYTES = 2 ** 21

export type Behind = Readonly<{
  log: WriteAheadLog
  timers: Timers
  takeRoom: TakeRoom
  logger?: Pick<Logger, 'warn' | 'info'>
  /** How much LMDB takes over at once, while much is written. */
  flushAt?: Amount
  /** What tells the next start that LMDB has all up to a sequence. */
  mark: (sequence: number) => Change
  /** And that there is nothing to be taken over any more. */
  unmark: readonly Change[]
}>

/**
 * A commit is a frame in the write-ahead log, which outlives the process; LMDB takes over many of them at once, flushed, and
 * until then they lie over what is read from it. A disk that is nearly full is written to as if there were no log.
 */
export const writeBehind = (
  below: Environment,
  { log, timers, takeRoom, logger, flushAt = FLUSH_AT, mark, unmark }: Behind,
): Environment => {
  let written = overlay()
  /** What LMDB is taking over. */
  let leaving: Overlay | null = null
  let [leavingUpTo, takenUpTo] = [0, 0]
  let flushing: Promise<void> | null = null
  let cancel: (() => void) | null = null
  let closing = false
  let failing = false
  let sinceTurn = 0
  let refusing: StoreUnavailable | null = null

  const layers = (): readonly Overlay[] => (leaving === null ? [written] : [written, leaving])
  const bytesBehind = (): number => layers().reduce((sum, layer) => sum + layer.bytes(), 0)
  const owed = (): number => layers().reduce((sum, layer) => sum + KEY_BYTES * layer.size(), bytesBehind())

  /** Asked anew after each pause: while the store is closed nothing may be written that nobody would take over. */
  const needOpen = (): void => {
    if (closing) throw new StoreUnavailable('the store is closed')
    if (refusing !== null) throw refusing
  }

  const takeOver = async (): Promise<void> => {
    cancel?.()
    cancel = null
    if (leaving === null) {
      if (written.size() === 0) return
      leaving = written
      written = overlay()
      leavingUpTo = log.last()
      leaving.put(mark(leavingUpTo))
      log.turn()
    }
    try {
      await below.commit(leaving.changes())
    } catch (cause) {
      if (!failing) logger?.warn({ err: cause, bytes: bytesBehind() }, 'what was answered is not on disk yet')
      failing = true
      throw cause
    }
    if (failing) logger?.info({}, 'what was answered is on disk')
    failing = false
    leaving = null
    takenUpTo = leavingUpTo
  }

  const flush = (): Promise<void> => {
    flushing ??= takeOver().finally(() => {
      flushing = null
      flushInTime()
    })
    return flushing
  }

  /** Nobody waits for it; where it fails, the next commit tries again and is told. */
  const flushBehind = (): void => {
    flush().catch(() => undefined)
  }

  const flushInTime = (): void => {
    if (flushing !== null || takenUpTo === log.last() || closing) return
    const much = written.bytes() >= flushAt.bytes || written.size() >= flushAt.keys
    if (leaving === null && much) flushBehind()
    else cancel ??= timers.after(LAG_MS, flushBehind)
  }

  const flushed = async (): Promise<void> => {
    for (const last = log.last(); takenUpTo < last; ) await flush()
  }

  /** Whether there was room. */
  const append = (changes: readonly Change[]): boolean => {
    try {
      log.append(changes)
      return true
    } catch (cause) {
      if (isFull(cause)) return false
      refusing = new StoreUnavailable('a write to the write-ahead log failed; start again', { cause })
      throw new OutcomeUnknown('a write to the write-ahead log failed', { cause })
    }
  }

  const commitStrictly = async (changes: readonly Change[]): Promise<void> => {
    await flushed()
    needOpen()
    log.clear()
    try {
      await below.commit(changes)
    } catch (cause) {
      if (!(cause instanceof StoreFull))
        refusing = new StoreUnavailable('a write to disk failed; start again', { cause })
      throw cause
    }
  }

  const endLog = async (): Promise<void> => {
    try {
      while (takenUpTo < log.last()) await flush()
      await below.commit(unmark)
    } catch (cause) {
      log.leave()
      throw cause
    }
    log.close()
  }

  return {
    ...overlaid(below, layers),

    commit: async (changes) => {
      needOpen()
      const bytes = changes.reduce((sum, change) => sum + KEY_BYTES + changeBytes(change), 0)
      sinceTurn += bytes
      if (sinceTurn >= TURN_BYTES) {
        sinceTurn = 0
        await aTurn()
        needOpen()
      }
      // What failed before is tried first: nothing may be acknowledged that never gets to LMDB.
      if (leaving !== null && flushing === null) await flush()
      while (owed() >= MOST_BYTES) await flush()
      needOpen()
      if (!takeRoom(bytes, owed()) || !append(changes)) return commitStrictly(changes)
      for (const change of changes) written.put(change)
      flushInTime()
    },

    flushed,
    behind: bytesBehind,

    close: async () => {
      closing = true
      try {
        await endLog()
      } finally {
        cancel?.()
        await below.close()
      }
    },
  }
}

const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const isFull = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && FULL.has(cause.code)
