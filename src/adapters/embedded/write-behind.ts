import { OutcomeUnknown, StoreUnavailable } from '#ports/store-errors'
import type { Timers } from '#ports/timers'
import type { Environment } from './environment.ts'
import { overlaid } from './overlaid.ts'
import { type Overlay, overlay } from './overlay.ts'
import type { TakeRoom } from './room.ts'
import { type Change, changeBytes } from './tables.ts'
import type { WriteAheadLog } from './write-ahead-log.ts'

/** What LMDB lacks at the most, in time while little is written, and in bytes. */
const LAG_MS = 1_000
type Amount = Readonly<{ bytes: number; keys: number }>
/** A key takes some 2 us of the event loop when it is handed over, in which nobody is answered. */
const FLUSH_AT: Amount = { bytes: 2 ** 22, keys: 512 }
const MOST_BYTES = 2 ** 26

export type Behind = Readonly<{
  log: WriteAheadLog
  timers: Timers
  takeRoom: TakeRoom
  /** How much LMDB takes over at once, while much is written. */
  flushAt?: Amount
  /** What tells the next start that LMDB has all up to a sequence. */
  mark: (sequence: number) => Change
}>

/**
 * A commit is a frame in the write-ahead log, which outlives the process; LMDB takes over many of them at once, flushed, and
 * until then they lie over what is read from it. A disk that is nearly full is written to as if there were no log.
 */
export const writeBehind = (
  below: Environment,
  { log, timers, takeRoom, flushAt = FLUSH_AT, mark }: Behind,
): Environment => {
  let written = overlay()
  /** What LMDB is taking over. */
  let leaving: Overlay | null = null
  let [leavingUpTo, takenUpTo] = [0, 0]
  let flushing: Promise<void> | null = null
  let cancel: (() => void) | null = null
  let closed = false
  let refusing: StoreUnavailable | null = null

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
    await below.commit(leaving.changes())
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
    if (flushing !== null || takenUpTo === log.last() || closed) return
    const much = written.bytes() >= flushAt.bytes || written.size() >= flushAt.keys
    if (leaving === null && much) flushBehind()
    else cancel ??= timers.after(LAG_MS, flushBehind)
  }

  const flushed = async (): Promise<void> => {
    for (const last = log.last(); takenUpTo < last; ) await flush()
  }

  /** Whether there was room. */
  const append = (changes: readonly Change[]): boolean => {
    if (refusing !== null) throw refusing
    try {
      log.append(changes)
      return true
    } catch (cause) {
      if (isFull(cause)) return false
      refusing = new StoreUnavailable('a write to the write-ahead log failed; start again', { cause })
      throw new OutcomeUnknown('a write to the write-ahead log failed', { cause })
    }
  }

  return {
    ...overlaid(below, () => (leaving === null ? [written] : [written, leaving])),

    commit: async (changes) => {
      // What failed before is tried first: nothing may be acknowledged that never gets to LMDB.
      if (leaving !== null && flushing === null) await flush()
      while (written.bytes() >= MOST_BYTES) {
        if (flushing === null) flushBehind()
        else await flushing
      }
      const bytes = changes.reduce((sum, change) => sum + changeBytes(change), 0)
      if (takeRoom(bytes, written.bytes() + (leaving?.bytes() ?? 0)) && append(changes)) {
        for (const change of changes) written.put(change)
        flushInTime()
        return
      }
      await flushed()
      log.clear()
      await below.commit(changes)
    },

    flushed,

    close: async () => {
      try {
        await flushed()
        log.close()
      } finally {
        closed = true
        cancel?.()
        await below.close()
      }
    },
  }
}

const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const isFull = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && FULL.has(cause.code)
