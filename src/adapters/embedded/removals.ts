import type { Commits } from './group-commit.ts'
import { beyond, startsWith } from './keys.ts'
import type { Reader, Table } from './tables.ts'
import type { Transaction } from './transaction.ts'

/** What lies under a prefix of which kind. */
const owned = {
  p: ['segments', 'facts', 'entries'],
  j: ['journal-events'],
} as const satisfies Record<string, readonly Table[]>

export type Kind = keyof typeof owned

const CHUNK = 1_000

export interface Removals {
  /** Enters a prefix whose owner goes with the same transaction. */
  readonly enter: (transaction: Transaction, kind: Kind, prefix: Buffer) => void
  /** Deletes whatever has been entered, a piece at a time so that appends go on in between. */
  readonly finish: () => Promise<void>
}

/** A log may be too long for one transaction: it is gone at once, and its room is given back by and by. */
export const removals = (reader: Reader, commits: Commits): Removals => {
  const clear = async (table: Table, prefix: Buffer): Promise<void> => {
    for (;;) {
      const keys = [...reader.keys(table, { from: prefix, to: beyond(prefix), limit: CHUNK })]
      if (keys.length === 0) return
      await commits.submit(({ remove }) => keys.forEach((key) => remove(table, key)))
    }
  }
  return {
    enter: ({ put }, kind, prefix) => put('removals', entryKey(kind, prefix), Buffer.of(1)),
    finish: async () => {
      const entered = [...reader.keys('removals', { from: Buffer.of(0) })]
      for (const key of entered) {
        for (const [kind, tables] of Object.entries(owned)) {
          if (!startsWith(key, Buffer.from(kind))) continue
          for (const table of tables) await clear(table, key.subarray(kind.length))
        }
        await commits.submit(({ remove }) => remove('removals', key))
      }
    },
  }
}

const entryKey = (kind: Kind, prefix: Buffer): Buffer => Buffer.concat([Buffer.from(kind), prefix])
