import { closeSync, ftruncateSync, openSync, readFileSync, rmSync, writevSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from './tables.ts'
import { type Frame, framesOf, frameWriter, type StoredFrame } from './write-ahead-frame.ts'

/**
 * Two plain files, of which one is written while LMDB takes over what stands in the other. They are never flushed: what
 * was handed to the kernel outlives the process. Their room is used again.
 */
export interface WriteAheadLog {
  /** Puts the changes of a commit behind those before. Throws what `writev` does, and then nothing counts as written. */
  readonly append: (changes: readonly Change[]) => void
  /** The sequence of the last append. */
  readonly last: () => number
  /** Goes on at the beginning of the other file, over what stands there. */
  readonly turn: () => void
  /** Empties both files. */
  readonly clear: () => void
  /** Closes and removes them. */
  readonly close: () => void
  /** Closes them, for the next start to find. */
  readonly leave: () => void
}

const FIRST = 'kedge.wal-0'
const NAMES = [FIRST, 'kedge.wal-1'] as const

/** Of Linux, in one call. */
const MOST_PIECES = 1_024

export const openWriteAheadLog = (dir: string, salt: Buffer): WriteAheadLog => {
  const [first, second] = NAMES.map((name) => openSync(join(dir, name), 'w+'))
  if (first === undefined || second === undefined) throw new Error('there are two files')
  const frameOf = frameWriter(salt)
  let file = first
  let position = 0
  let sequence = 0
  let used = false
  const leave = () => {
    for (const each of [first, second]) closeSync(each)
  }
  return {
    append: (changes) => {
      const frame = frameOf(sequence + 1, changes)
      used = true
      write(file, frame, position)
      position += frame.bytes
      sequence++
    },
    last: () => sequence,
    turn: () => {
      file = file === first ? second : first
      position = 0
    },
    clear: () => {
      if (!used) return
      used = false
      for (const each of [first, second]) ftruncateSync(each)
      position = 0
    },
    close: () => {
      leave()
      removeWriteAhead(dir)
    },
    leave,
  }
}

const write = (file: number, { pieces, bytes }: Frame, position: number): void => {
  let written = 0
  for (let i = 0; i < pieces.length; i += MOST_PIECES)
    written += writevSync(file, pieces.slice(i, i + MOST_PIECES), position + written)
  // The kernel writes a part only where there is no room for more.
  if (written < bytes) throw Object.assign(new Error('no room for all of a frame'), { code: 'ENOSPC' })
}

/** What stands in the files behind a sequence, oldest first, as far as it goes on without a gap. */
export const readWriteAhead = (dir: string, salt: Buffer, after: number): readonly StoredFrame[] => {
  const files = NAMES.map((name) => [...framesOf(contentOf(join(dir, name)), salt)])
  const frames = files
    .flat()
    .filter(({ sequence }) => sequence > after)
    .toSorted((a, b) => a.sequence - b.sequence)
  const gap = frames.findIndex(({ sequence }, i) => sequence !== after + 1 + i)
  return gap < 0 ? frames : frames.slice(0, gap)
}

export const removeWriteAhead = (dir: string): void => {
  for (const name of NAMES) rmSync(join(dir, name), { force: true })
}

const contentOf = (path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return Buffer.alloc(0)
    throw cause
  }
}
