import { statfs } from 'node:fs/promises'
import { type Database, open } from 'lmdb'
import { OutcomeUnknown, StoreFull, StoreUnavailable } from '#ports/store-errors'
import { needRoomIn } from './file-room.ts'
import { shapeOf } from './file-shape.ts'
import { type Change, type KeyRange, type Reader, type Table, tables } from './tables.ts'

export interface Environment extends Reader {
  /** All or none. Visible when it resolves and no earlier, and durable: if it flushes behind, then only against kill -9. */
  readonly commit: (changes: readonly Change[]) => Promise<void>
  /** Resolves when what was committed before is on disk. */
  readonly flushed: () => Promise<void>
  /** Bytes that were answered and are not on disk yet. */
  readonly behind: () => number
  readonly close: () => Promise<void>
}

type Bytes = Database<Buffer, Buffer>

/**
 * LMDB, with three of its defaults changed (a relaxed store lies over it: write-behind.ts):
 * - `overlappingSync` off: a commit is fdatasync, then the meta page by O_DSYNC, then visible, then answered. With it,
 *   a commit is seen by readers before it is flushed.
 * - `eventTurnBatching` off: with it, a failed commit rejects a promise that nobody can catch, which ends the process.
 * - `cache` off: a value that was read is a copy of its own.
 * The map grows by itself with the file, which never shrinks: room that was freed is used again.
 */
export const openEnvironment = (file: string): Environment => {
  const binary = { encoding: 'binary', keyEncoding: 'binary', cache: false } as const
  const root = open<Buffer, Buffer>({
    ...binary,
    path: file,
    noSubdir: true,
    maxDbs: tables.length,
    overlappingSync: false,
    eventTurnBatching: false,
  })
  const opened = new Map<Table, Bytes>(
    tables.map((name) => [name, root.openDB<Buffer, Buffer>({ name, ...binary })]),
  )
  const needRoom = needRoomIn(file, () => shapeOf(root, table))
  let refusing: StoreUnavailable | null = null
  let closed: Promise<void> | null = null

  const table = (name: Table): Bytes => {
    const db = opened.get(name)
    if (db === undefined || closed !== null) throw new StoreUnavailable('the store is closed')
    return db
  }

  return {
    get: (name, key) => table(name).getBinary(key),
    keys: (name, range) => table(name).getKeys(lmdbRange(range)),
    range: (name, range) => table(name).getRange(lmdbRange(range)),

    commit: async (changes) => {
      if (refusing !== null) throw refusing
      if (closed !== null) throw new StoreUnavailable('the store is closed')
      try {
        needRoom(changes)
      } catch (cause) {
        if (cause instanceof StoreFull) throw cause
        throw new StoreUnavailable('the disk cannot be looked at', { cause })
      }
      try {
        await root.batch(() => {
          for (const { table: name, key, value } of changes) {
            // Settled by the batch, of which each is a part.
            void (value === null ? table(name).remove(key) : table(name).put(key, value)).catch(
              () => undefined,
            )
          }
        })
      } catch (failure) {
        const cause = await causeOf(failure)
        if (await isFull(cause, file, changes)) throw new StoreFull('no room on the disk', { cause })
        // After a failed fsync the kernel may have dropped the pages: a later one would succeed and mean nothing.
        refusing = new StoreUnavailable('a write to disk failed; start again', { cause })
        throw new OutcomeUnknown('a write to disk failed', { cause })
      }
    },

    flushed: () => Promise.resolve(),
    behind: () => 0,

    close: () => {
      closed ??= root.close()
      return closed
    },
  }
}

const lmdbRange = ({ from, to, backwards = false, limit }: KeyRange) => ({
  start: from,
  ...(to === undefined ? {} : { end: to }),
  ...(limit === undefined ? {} : { limit }),
  reverse: backwards,
})

/** LMDB's own error arrives as a promise on the error of the commit. */
const causeOf = async (failure: unknown): Promise<unknown> => {
  if (!(failure instanceof Error && 'commitError' in failure)) return failure
  try {
    return await failure.commitError
  } catch (cause) {
    return cause
  }
}

const EIO = 5
const FULL: ReadonlySet<unknown> = new Set([
  28 /* ENOSPC */, 122 /* EDQUOT */, 27 /* EFBIG */, -30792 /* MDB_MAP_FULL */,
])

/** The last write that still fits in part is an EIO to LMDB, so that it takes a look at the disk to tell. */
const isFull = async (cause: unknown, file: string, changes: readonly Change[]): Promise<boolean> => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (FULL.has(code)) return true
  if (code !== EIO) return false
  const { bavail, bsize } = await statfs(file)
  const wanted = changes.reduce((sum, { key, value }) => sum + key.length + (value?.length ?? 0), 0)
  // Each change may copy the path to its page.
  const pages = 8 * bsize * (changes.length + 4)
  return bavail * bsize < wanted + pages
}
