import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { StoreFull } from '#ports/store-errors'
import { type Change, changeBytes, type Table } from './tables.ts'

/** What LMDB says of its file. */
export type Shape = Readonly<{
  pageSize: number
  /** How many it has ever had in use. */
  pages: number
  /** How many of them nothing lies in; some may not be used again yet. */
  free: number
  /** What the list of those takes. */
  freeList: number
  table: (table: Table) => Tree
}>

export type Tree = Readonly<{ depth: number; pages: number; overflow: number }>

/** With so much beyond what a commit may take, nobody else fills the disk before it is done. */
const AMPLE = 2 ** 26
/** Records leave it to what makes room: deletes, and the lists of what is deleted. A share of a disk that is small. */
const RESERVE = 2 ** 24
const SHARE = 8
/** More than a store takes in which nothing lies. */
const NEW = 2 ** 17
/** More than a change ever takes, beside its value. */
const MOST_PAGES = 24

/**
 * Throws `StoreFull` where a commit might find no room. lmdb-js 3.5.6 writes past the end of a buffer of its own when a write
 * to its file fails as a whole (`last_error` in mdb_page_flush), which ends the process then or later: it must never meet a disk
 * that is full. So near that, the pages that a commit may take are written before it, with zeros.
 */
export const needRoomIn =
  (file: string, shapeOf: () => Shape): ((changes: readonly Change[]) => void) =>
  (changes) => {
    const { bavail, blocks, bsize } = statfsSync(file)
    const available = bavail * bsize
    const most = changes.reduce((sum, change) => sum + changeBytes(change) + MOST_PAGES * bsize, AMPLE)
    if (available >= most) return
    const shape = shapeOf()
    const needed = pagesFor(changes, shape) * shape.pageSize
    if (available >= needed + AMPLE) return
    const reserve = Math.min(RESERVE, (blocks * bsize) / SHARE)
    const wanted = needed + (changes.some(isRecords) ? reserve : 0)
    const opened = openSync(file, 'r+')
    try {
      const { size, blocks: taken } = fstatSync(opened)
      const used = shape.pages * shape.pageSize
      /** Nothing was ever written there, and may be now. */
      const holes = Math.max(0, size - 512 * taken)
      const end = (bytes: number): number => Math.max(size, Math.ceil((used + bytes) / bsize) * bsize)
      const fits = (bytes: number): boolean => end(bytes) - size + holes <= available
      if (fits(wanted)) extend(opened, size, end(wanted))
      // The reserve is lent while there is much to use again.
      else if (fits(needed) && shape.free * shape.pageSize >= wanted) extend(opened, size, end(needed))
      else throw new StoreFull('no room on the disk')
    } finally {
      closeSync(opened)
    }
  }

/** The same before the file is made, with all its tables. */
export const needRoomForNew = (file: string): void => {
  if (existsSync(file) && statSync(file).size > 0) return
  const { bavail, bsize } = statfsSync(dirname(file))
  if (bavail * bsize < NEW) throw new StoreFull('no room on the disk')
}

const isRecords = ({ table, value }: Change): boolean => table === 'entries' && value !== null

/** All that a commit may take beyond the end, as if nothing before it could be used again. */
export const pagesFor = (changes: readonly Change[], { pageSize, freeList, table }: Shape): number => {
  /** Of the table of tables, and of the list of free pages, which is written anew. */
  let pages = 16 + 2 * freeList
  for (const [name, own] of Map.groupBy(changes, (change) => change.table)) {
    const { depth, pages: tree, overflow } = table(name)
    // A change copies the way to its leaf, a delete that of the leaf's neighbour, too; none is copied twice.
    const copied = Math.min(own.length * (2 * depth + 1), tree)
    // A put may split its leaf, and now and then what lies above.
    const puts = own.filter(({ value }) => value !== null)
    const split = puts.length === 0 ? 0 : 1.25 * puts.length + depth + 2
    const large = puts.reduce((sum, change) => sum + overflowOf(change, pageSize), 0)
    // What is free from now on: a page tells of some hundreds.
    const freed = Math.min(own.length, Math.ceil(overflow / 256)) + (copied + split) / 256
    pages += copied + split + large + freed
  }
  return Math.ceil(pages)
}

/** Larger values have pages of their own. */
const overflowOf = (change: Change, pageSize: number): number =>
  changeBytes(change) > pageSize / 4 ? Math.ceil((changeBytes(change) + 64) / pageSize) : 0

const ZEROS = Buffer.alloc(2 ** 20)

const extend = (opened: number, from: number, to: number): void => {
  try {
    for (let at = from; at < to; ) at += writeSync(opened, ZEROS, 0, Math.min(ZEROS.length, to - at), at)
  } catch (cause) {
    // Somebody else was faster, or has a right to more.
    ftruncateSync(opened, from)
    throw new StoreFull('no room on the disk', { cause })
  }
}
