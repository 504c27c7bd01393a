import { statfsSync } from 'node:fs'

/** A byte takes one in the write-ahead log and one in LMDB, and as much again where entries are small. */
const IN_BOTH = 4
const IN_LMDB = 2
/** Near the end of the disk LMDB is slower, and may refuse what was answered already (file-room.ts). */
const RESERVE = 2 ** 27
const AT_ONCE = 2 ** 26

/** Whether the disk has room for so many bytes, beside those that LMDB has not taken over yet. */
export type TakeRoom = (bytes: number, owed: number) => boolean

/** Looks once for many bytes, at the disk that a directory lies on; so it may be deceived by what others write meanwhile. */
export const roomIn = (dir: string): TakeRoom => {
  let granted = 0
  return (bytes, owed) => {
    if (bytes > granted) {
      const { bavail, bsize } = statfsSync(dir)
      granted = Math.min(AT_ONCE, (bavail * bsize - RESERVE - IN_LMDB * owed) / IN_BOTH)
    }
    if (bytes > granted) return false
    granted -= bytes
    return true
  }
}
