import { closeSync, openSync, readSync } from 'node:fs'
import { StoreCorrupt } from '#ports/store-errors'
import { DirectoryUnusable } from './errors.ts'

/** `mdb.c`: the first page has a header of 24 bytes, then this, in the order of the machine. */
const MAGIC = 0xbeefc0de
const MAGIC_AT = 24

/** Throws at a file that LMDB has not written: lmdb-js ends the process at such a one, without a word. */
export const refuseForeign = (file: string): void => {
  const head = firstBytes(file)
  if (head === null || head.length === 0) return
  if (head.length < MAGIC_AT + 4 || head.readUInt32LE(MAGIC_AT) !== MAGIC)
    throw new StoreCorrupt(`${file} is not a file of Kedge's, or its beginning is lost`)
}

const firstBytes = (file: string): Buffer | null => {
  const descriptor = openExisting(file)
  if (descriptor === null) return null
  try {
    const head = Buffer.alloc(MAGIC_AT + 4)
    return head.subarray(0, readSync(descriptor, head))
  } finally {
    closeSync(descriptor)
  }
}

const openExisting = (file: string): number | null => {
  try {
    return openSync(file, 'r+')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new DirectoryUnusable(`${file} cannot be used`, { cause })
  }
}
