import { StoreFull } from '#ports/store-errors'
import type { Environment } from './environment.ts'
import type { Commits } from './group-commit.ts'
import { beyond, startsWith } from './keys.ts'
import type { Table } from './tables.ts'
import type { Transaction } from './transaction.ts'

/** What lies under a prefix of which kind. */
const owned = {
  p: ['segments', 'facts', 'entries'],
  j: ['journal-events', 'committed-offsets'],
} as const satisfies Record<string, readonly Table[]>

export type Kind = keyof typeof owned

/** A range of entries of a partition: the key it begins with, and the one it does not reach. */
const RANGE = 's'
const rangeTables = ['entries', 'facts'] as const satisfies readonly Table[]

const CHUNK = 1_000
/** On a full disk deleting needs room, too: less of it for fewer keys, and what a commit frees is of use to a later one. */
const TRIES = 12

type Doomed = Readonly<{ table: Table; key: Buffer }>

export interface Removals {
  /** Enters a prefix whose owner goes with the same transaction. */
  readonly enter: (transaction: Transaction, kind: Kind, prefix: Buffer) => void
  /** Enters the entries between two keys, of segments that are dropped with the same transaction. */
  readonly enterRange: (transaction: Transaction, from: Buffer, to: Buffer) => void
  /** Deletes whatever has been entered, a piece at a time so that appends go on in between. */
  readonly finish: () => Promise<void>
}

/** A log, or a part of it, may be too long for one transaction: it is gone at once, and its room is given back by and by. */
export const removals = (environment: Omit<Environment, 'commit' | 'close'>, commits: Commits): Removals => {
  const { flushed, ...reader } = environment
  let working: Promise<void> | null = null

  /**
   * Keys of one table and prefix, or entries under which nothing is left. No more at a time: a transaction needs room of
   * its own, and whoever deletes may do so because the disk is full.
   */
  const nextPiece = (): readonly Doomed[] => {
    const emptied: Doomed[] = []
    for (const entry of reader.keys('removals', { from: Buffer.of(0) })) {
      const keys = under(entry)
      if (keys.length > 0) return emptied.length > 0 ? emptied : keys
      emptied.push({ table: 'removals', key: entry })
      if (emptied.length === CHUNK) return emptied
    }
    return emptied
  }

  const under = (entry: Buffer): readonly Doomed[] => {
    if (startsWith(entry, Buffer.from(RANGE))) {
      const middle = RANGE.length + (entry.length - RANGE.length) / 2
      return some(rangeTables, entry.subarray(RANGE.length, middle), entry.subarray(middle))
    }
    for (const [kind, ofKind] of Object.entries(owned)) {
      if (!startsWith(entry, Buffer.from(kind))) continue
      const from = entry.subarray(kind.length)
      return some(ofKind, from, beyond(from))
    }
    return []
  }

  const some = (of: readonly Table[], from: Buffer, to: Buffer): readonly Doomed[] => {
    for (const table of of) {
      const keys = [...reader.keys(table, { from, to, limit: CHUNK })]
      if (keys.length > 0) return keys.map((key) => ({ table, key }))
    }
    return []
  }

  const work = async (): Promise<void> => {
    await Promise.resolve() // whoever else removes in this turn goes along
    try {
      let unflushed = 0
      for (let most = CHUNK, tries = 1; ; ) {
        const piece = nextPiece().slice(0, most)
        if (piece.length === 0) return
        try {
          await commits.submit(({ remove }) => {
            for (const { table, key } of piece) remove(table, key)
          })
          most = Math.min(CHUNK, 2 * most)
          tries = 1
          unflushed += piece.length
          // What is deleted and not in LMDB yet is walked over to find what is next.
          if (unflushed < CHUNK) continue
          await flushed()
          unflushed = 0
        } catch (error) {
          if (!(error instanceof StoreFull) || tries === TRIES) throw error
          most = Math.max(1, Math.floor(piece.length / 2))
          tries++
        }
      }
    } finally {
      working = null
    }
  }

  return {
    enter: ({ put }, kind, prefix) => put('removals', entryKey(kind, prefix), Buffer.of(1)),
    enterRange: ({ put }, from, to) =>
      put('removals', entryKey(RANGE, Buffer.concat([from, to])), Buffer.of(1)),
    finish: () => {
      // One for all who remove: it looks anew after each piece, until nothing is entered any more.
      working ??= work()
      return working
    },
  }
}

const entryKey = (kind: Kind | typeof RANGE, prefix: Buffer): Buffer =>
  Buffer.concat([Buffer.from(kind), prefix])
